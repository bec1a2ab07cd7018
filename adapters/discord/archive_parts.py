"""Archives in parts: what a person gets of theirs may be more than Discord takes in one file."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import Final

from atelier_bot import Message, Undeliverable

ROOM: Final = 1024
"""Bytes that an archive needs for itself, and each file in it beside its name twice."""


def in_parts(message: Message, limit: int) -> list[Message]:
    """A message with a file of at most so many bytes, or several with one part each. Raises Undeliverable.

    Each part is an archive that opens by itself; the first has the text.
    """
    if message.document is None or len(message.document) <= limit:
        return [message]
    name = PurePath(message.document_name)
    return [
        message.model_copy(
            update={
                "key": f"{message.key}/{number}",
                "text": message.text if number == 1 else "",
                "document": part,
                "document_name": f"{name.stem}-{number}{name.suffix}",
            }
        )
        for number, part in enumerate(_parts(message.document, limit), start=1)
    ]


def _parts(archive: bytes, limit: int) -> Iterator[bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as whole:
            for names in _groups(whole.infolist(), limit):
                yield _packed(whole, names)
    except zipfile.BadZipFile as error:
        raise Undeliverable("the file is larger than Discord takes there") from error


def _groups(files: list[zipfile.ZipInfo], limit: int) -> Iterator[list[zipfile.ZipInfo]]:
    """The files in their order, as many together as there is room for."""
    group: list[zipfile.ZipInfo] = []
    size = ROOM
    for file in files:
        needed = file.compress_size + 2 * len(file.filename.encode()) + ROOM
        if needed + ROOM > limit:
            raise Undeliverable("a file in the archive is larger than Discord takes there")
        if size + needed > limit:
            yield group
            group, size = [], ROOM
        group.append(file)
        size += needed
    yield group


def _packed(whole: zipfile.ZipFile, files: list[zipfile.ZipInfo]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as part:
        for file in files:
            part.writestr(file, whole.read(file))
    return buffer.getvalue()
