"""Galleries: the pictures that an effect offers for a slot, joined by those that the operator puts into a folder."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import PurePath

from core.imaging.kinds import HEAD
from core.imaging.media_types import claims_to_be_picture, suffix

NAME = re.compile(r"[a-z][a-z0-9-]*")
MAX_NAME_LENGTH = 20
"""With a slot's name it has to fit into a button's id."""
MAX_BYTES = 20_000_000
SUFFIXES = frozenset(["jpg", "png", "webp"])


@dataclass(frozen=True)
class GalleryPicture:
    """A picture of a gallery: ``name`` is its file's, without the suffix."""

    name: str
    file: Traversable

    def read(self) -> bytes:
        """Its bytes, as they are now. Raises OSError."""
        return self.file.read_bytes()


def pictures_in(folder: Traversable) -> tuple[tuple[GalleryPicture, ...], tuple[str, ...]]:
    """The pictures in a folder by their names, and a line for each that can't be used. Raises OSError.

    None is unpacked: what a file is its first bytes tell. What isn't called as pictures are is passed over.
    """
    found: dict[str, GalleryPicture] = {}
    problems = []
    for file in sorted(_picture_files(folder), key=lambda one: one.name):
        name = PurePath(file.name).stem
        problem = _problem(name, file) or ("another picture has the same name" if name in found else "")
        if problem:
            problems.append(f"{file.name}: {problem}")
        else:
            found[name] = GalleryPicture(name, file)
    return tuple(found.values()), tuple(problems)


def _picture_files(folder: Traversable) -> Iterator[Traversable]:
    for file in folder.iterdir():
        if not file.name.startswith(".") and claims_to_be_picture(None, file.name) and file.is_file():
            yield file


def _problem(name: str, file: Traversable) -> str:
    """Why a file can't be used, if it can't."""
    if not NAME.fullmatch(name) or len(name) > MAX_NAME_LENGTH:
        return f"a picture's name is a small letter, then small letters, digits and -, {MAX_NAME_LENGTH} at most"
    try:
        with file.open("rb") as stream:
            head = stream.read(HEAD)
            size = stream.seek(0, io.SEEK_END)
    except OSError as error:
        return f"it can't be read: {error.strerror}"
    if suffix(head) not in SUFFIXES:
        return "it is no JPEG, PNG or WebP"
    return f"it has more than {MAX_BYTES // 1_000_000} MB" if size > MAX_BYTES else ""
