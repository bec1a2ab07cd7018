"""What is kept of a person, packed for them to keep: in parts, so that little of it is in memory at once."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from itertools import count
from typing import Any, Final, NamedTuple, TypeVar

from core.imaging.fitting import fit_into_bytes
from core.imaging.media_types import suffix
from core.jobs.outage import through_outage
from core.model.address import Address
from core.model.base import Model
from core.model.blob import Blob
from core.model.event import Event
from core.model.people import Restriction
from core.model.reply import Reply
from core.model.store import Store, Transaction
from core.plugins.archives import Archive, largest_file

PART_BYTES: Final = 8_000_000
"""Of a part, unless the platform takes less. A picture that is larger than that is a part of its own."""
ROWS: Final = 200
"""So many messages, answers or jobs are read at once and are in one file; it is far smaller than a part."""
NAME: Final = "atelier"

T = TypeVar("T")


class _Forgotten(Exception):
    """The person wanted to be forgotten while their export was packed."""


class _Kind(NamedTuple):
    """A kind of rows: its file's name, how they are read, and what of them the person doesn't get."""

    name: str
    rows: Callable[..., Awaitable[list[tuple[int, Any]]]]
    exclude: dict[str, Any] | None = None


# What adapters keep to answer by might let others answer too.
KINDS = (
    _Kind("messages", lambda transaction, **which: transaction.events_of(**which), {"answer_by": True}),
    _Kind(
        "answers",
        lambda transaction, **which: transaction.replies_of(**which),
        {"reference": True, "reply": {"answer_by": True}},
    ),
    _Kind("jobs", lambda transaction, **which: transaction.jobs_of(**which)),
)


class Exporter:
    """Packs what is kept of people, one export at a time in the whole program: the others wait for their turn.

    ``token`` gives fresh ids, ``file_limit`` the bytes that a file may have at an address.
    """

    def __init__(self, store: Store, token: Callable[[], str], file_limit: Callable[[Address], int]) -> None:
        self._store, self._token, self._file_limit = store, token, file_limit
        self._one_at_a_time = asyncio.Lock()

    async def pack(self, event: Event, expires: float) -> tuple[str, ...]:
        """Packs what is kept of the person who wants it by an event; the blobs of its parts, stored until ``expires``.

        Each picture is read and each part stored in a transaction of its own, so that nobody waits for more than one.
        There are no parts where the person was forgotten meanwhile.
        """
        limit = self._file_limit(event.address)
        kept: list[str] = []
        async with self._one_at_a_time:
            try:
                async for part in _in_parts(self._files(event, limit), min(limit, PART_BYTES)):
                    blob = Blob(
                        id=self._token(), person=event.person, kind="application/zip", data=part, expires=expires
                    )
                    await self._ask(event, partial(_keep, event=event, blob=blob), large=True)
                    kept.append(blob.id)
            except _Forgotten:
                return ()
        return tuple(kept)

    async def _files(self, event: Event, limit: int) -> AsyncIterator[tuple[str, bytes]]:
        """The files of an export by name: pictures first, of at most ``limit`` bytes, then everything else as JSON."""
        person = event.person
        data = await self._ask(event, lambda transaction: transaction.person_data(person))
        for id in data.blobs:
            found = await self._picture(event, id, largest_file(limit))
            while found:
                yield found.pop()  # nothing of it stays here
        for kind in KINDS:
            async for file in self._rows(event, kind):
                yield file
        yield "kept.json", _json([picture.model_dump(mode="json", exclude={"person"}) for picture in data.kept])
        yield "settings.json", _json(data.settings)
        yield "sessions.json", _json(data.sessions)
        if data.restriction != Restriction():
            yield "decided.json", _json(data.restriction.model_dump(mode="json"))

    async def _picture(self, event: Event, id: str, limit: int) -> list[tuple[str, bytes]]:
        """A blob as a picture's file of at most ``limit`` bytes, by its name; nothing where it is gone, or none."""
        blob = await self._ask(event, lambda transaction: transaction.blob(id), large=True)
        if blob is None or not blob.kind.startswith("image/"):
            return []
        picture = await asyncio.to_thread(fit_into_bytes, blob.data, limit)
        return [(f"pictures/{id}.{suffix(picture)}", picture)]

    async def _rows(self, event: Event, kind: _Kind) -> AsyncIterator[tuple[str, bytes]]:
        """All rows of a kind as files of at most ``ROWS``; there is always a first one."""
        after = 0
        for number in count(1):
            rows = await self._ask(event, partial(kind.rows, person=event.person, after=after, most=ROWS))
            if rows or number == 1:
                name = kind.name if number == 1 else f"{kind.name}-{number}"
                yield f"{name}.json", await asyncio.to_thread(_dump, rows, kind.exclude)
            if not rows:
                return
            after = rows[-1][0]

    async def _ask(self, event: Event, ask: Callable[[Transaction], Awaitable[T]], *, large: bool = False) -> T:
        """What the database says, in a transaction, as soon as it can."""

        async def transact() -> T:
            async with self._store.begin(large=large) as transaction:
                return await ask(transaction)

        return await through_outage(str(event.address), transact)


def exported(reply: Reply, parts: Sequence[str]) -> list[Reply]:
    """A reply with an export in these parts, as a message for each; the first has the text."""
    names = [f"{NAME}.zip"] if len(parts) == 1 else [f"{NAME}-{number}.zip" for number in range(1, len(parts) + 1)]
    return [
        reply.model_copy(
            update={"text": "" if number else reply.text, "document": part, "document_name": name, "private": True}
        )
        for number, (part, name) in enumerate(zip(parts, names, strict=True))
    ]


async def _in_parts(files: AsyncIterator[tuple[str, bytes]], limit: int) -> AsyncIterator[bytes]:
    """Files as zip archives, each of at most ``limit`` bytes or with a single file.

    One that is half full is done: to see whether the next file fits it would have to be in memory too.
    """
    archive: Archive | None = None
    async for name, data in files:
        if archive is not None and not archive.has_room(name, data):
            yield archive.close()
            archive = None
        archive = archive or Archive(limit)
        await asyncio.to_thread(archive.add, name, data)
        del data
        if archive.is_half_full:
            yield archive.close()
            archive = None
    if archive is not None:
        yield archive.close()


async def _keep(transaction: Transaction, event: Event, blob: Blob) -> None:
    """Stores a part for who has wanted it by an event. Raises _Forgotten where nothing is known of that any more."""
    await transaction.session(event.address, event.person)  # whoever deletes what is theirs has to wait, or has done so
    if not await transaction.waits(event):
        raise _Forgotten
    await transaction.put_blob(blob)


def _dump(rows: list[tuple[int, Model]], exclude: dict[str, Any] | None) -> bytes:
    return _json([row.model_dump(mode="json", exclude=exclude) for _, row in rows])


def _json(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=2).encode()
