"""One transaction, in the words of ``core.model.store``."""

import logging
from collections.abc import Callable, Collection, Iterable, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import CursorResult, Executable, Row, Table, delete, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.address import Address
from core.model.blob import Blob
from core.model.event import Event, photos_of
from core.model.history import HistoryEntry
from core.model.job import Job, JobState
from core.model.kept_picture import KeptPicture
from core.model.outbox import OutboxEntry
from core.model.people import Mode, Restriction
from core.model.person import PersonId
from core.model.person_data import DeletedCounts, PersonData
from core.model.reply import Reply
from core.model.retention import Account, Cutoffs
from storage import aging, moves, operation, queries
from storage.parsed_jobs import ParsedJobs
from storage.rows import changing_columns, event_key, read_blob, read_event, read_job, read_reply, sha256_of
from storage.tables import FORGETTABLE, UNREADABLE, EventState, ReplyState, blobs, inbox, jobs, outbox

if TYPE_CHECKING:  # SQLite needs nothing of procrastinate
    from storage.work_queue import WorkQueue

log = logging.getLogger(__name__)

M = TypeVar("M")


class SqlTransaction:
    """See ``core.model.store.Transaction``, which says what each method does.

    What changes anything of a person's holds the person first, and an outbox later: no two transactions can wait for
    one another. Where there is a ``queue`` for workers elsewhere it follows the jobs. ``has_forgotten`` tells that
    what somebody had here was deleted.
    """

    def __init__(self, connection: AsyncConnection, parsed: ParsedJobs, queue: "WorkQueue | None" = None) -> None:
        self._connection, self._parsed, self._queue = connection, parsed, queue
        self._held: set[str] = set()
        self.has_forgotten = False

    async def receive(self, event: Event, now: float) -> bool:
        values = {
            "adapter": event.address.adapter,
            "account": event.address.account,
            "event_id": event.id,
            "address": str(event.address),
            "person": event.person,
            "state": EventState.NEW.value,
            "received": now,
            "event": event.model_dump_json(),
        }
        return (await self._run(queries.RECEIVE, **values)).rowcount == 1

    async def unhandled(self, account: Account | None = None) -> list[Event]:
        if account is None:
            return await self._read(inbox, await self._rows(queries.UNHANDLED), read_event)
        adapter, name = account
        rows = await self._rows(queries.UNHANDLED_ON, adapter=adapter, account=name)
        return await self._read(inbox, rows, read_event)

    async def waits(self, event: Event) -> bool:
        rows = await self._rows(queries.EVENT_STATE, **event_key(event))
        return bool(rows) and (rows[0].state, rows[0].person) == (EventState.NEW, event.person)

    async def sender(self, event: Event) -> str | None:
        rows = await self._rows(queries.EVENT_STATE, **event_key(event))
        return rows[0].person if rows else None

    async def tries(self, event: Event) -> int:
        rows = await self._rows(queries.TRIES, **event_key(event))
        return rows[0].tries if rows else 0

    async def count_try(self, event: Event) -> None:
        await self._run(queries.COUNT_TRY, **event_key(event))

    async def handled(self, event: Event) -> bool:
        await self._hold(f"person {event.person}")
        result = await self._run(queries.HANDLED, **event_key(event), event=event.model_dump_json())
        return result.rowcount == 1 or await self._state(event) is None

    async def _state(self, event: Event) -> str | None:
        rows = await self._rows(queries.EVENT_STATE, **event_key(event))
        return rows[0].state if rows else None

    async def session(self, address: Address, person: PersonId) -> str | None:
        await self._hold(f"person {person}")
        rows = await self._rows(queries.SESSION, address=str(address), person=person)
        return rows[0].session if rows else None

    async def keep_session(self, address: Address, person: PersonId, session: str, deadline: float | None) -> None:
        await self._run(queries.KEEP_SESSION, address=str(address), person=person, session=session, deadline=deadline)

    async def touch_session(self, address: Address, person: PersonId, now: float) -> None:
        await aging.touch(self._connection, address, person, now)

    async def settings(self, person: PersonId) -> str | None:
        rows = await self._rows(queries.SETTINGS, person=person)
        return rows[0].settings if rows else None

    async def keep_settings(self, person: PersonId, settings: str) -> None:
        await self._run(queries.KEEP_SETTINGS, person=person, settings=settings)

    async def deadlines(self, account: Account | None = None) -> list[tuple[Address, PersonId, float]]:
        rows = await self._rows(queries.DEADLINES)
        found = [(Address.parse(row.address), PersonId(row.person), row.deadline) for row in rows]
        return [one for one in found if account in (None, one[0][:2])]

    async def put_blob(self, blob: Blob) -> None:
        await self._run(queries.PUT_BLOB, **dict(blob), sha256=await sha256_of(blob.data))

    async def blob(self, id: str) -> Blob | None:
        rows = await self._rows(queries.BLOB, id=id)
        return await read_blob(rows[0]) if rows else None

    async def missing_blobs(self, ids: Iterable[str]) -> set[str]:
        wanted = set(ids)
        present = await self._rows(queries.PRESENT_BLOBS, ids=list(wanted)) if wanted else []
        return wanted - {row.id for row in present}

    async def blob_sizes(self, ids: Iterable[str]) -> dict[str, int]:
        rows = await self._rows(queries.BLOB_SIZES, ids=wanted) if (wanted := [*ids]) else []
        return {row.id: row.size for row in rows}

    async def blob_ends(self, ids: Iterable[str]) -> dict[str, float]:
        rows = await self._rows(queries.BLOB_ENDS, ids=wanted) if (wanted := [*ids]) else []
        return {row.id: row.expires for row in rows}

    async def keep_blobs(self, ids: Iterable[str], until: float) -> None:
        if wanted := list(ids):
            await self._run(queries.KEEP_BLOBS, ids=wanted, until=until)

    async def delete_blob(self, id: str) -> None:
        await self._run(queries.DELETE_BLOB, of_id=id)

    async def delete_expired(self, now: float, most: int) -> int:
        expired = [row.id for row in await self._rows(queries.EXPIRED_BLOBS, now=now)]
        needed = await self._needed_blobs() if expired else set()
        ids = [id for id in expired if id not in needed][:most]
        return (await self._run(queries.DELETE_EXPIRED, ids=ids, now=now)).rowcount if ids else 0

    async def delete_events(self, cutoffs: Cutoffs, after: int, most: int) -> int | None:
        return await aging.delete_events(self._connection, cutoffs, after, most)

    async def delete_replies(self, cutoffs: Cutoffs, after: int, most: int) -> int | None:
        return await aging.delete_replies(self._connection, cutoffs, after, most)

    async def delete_jobs(self, before: float, most: int) -> int:
        return await aging.delete_jobs(self._connection, before, most)

    async def delete_idle(self, before: float) -> bool:
        return await aging.delete_idle(self._connection, before)

    async def kept_pictures(self, person: PersonId) -> list[KeptPicture]:
        rows = await self._rows(queries.KEPT_PICTURES, person=person)
        return [KeptPicture.model_validate(dict(row._mapping)) for row in rows]

    async def keep_picture(self, picture: KeptPicture) -> None:
        await self._hold(f"person {picture.person}")
        await self._run(queries.KEEP_PICTURE, **dict(picture))

    async def delete_kept(self, id: str, person: PersonId) -> None:
        await self._hold(f"person {person}")
        await self._run(queries.DELETE_KEPT, of_id=id, of_person=person)

    async def hold(self, person: PersonId) -> None:
        await self._hold(f"person {person}")

    async def add_job(self, job: Job) -> None:
        values = {"id": job.id, "person": job.person, "effect": job.order.work, "created": job.created}
        await self._run(queries.ADD_JOB, **values, **changing_columns(job))
        if self._queue is not None:
            await self._queue.put(job)

    async def job(self, id: str) -> Job | None:
        found = await self._read(jobs, await self._rows(queries.JOB, id=id), read_job)
        return found[0] if found else None

    async def active_jobs(self) -> list[Job]:
        rows = await self._rows(queries.ACTIVE_JOBS)
        self._parsed.look()
        return await self._read(jobs, rows, lambda row: self._parsed.read(row.job))

    async def active_jobs_of(self, person: PersonId) -> list[Job]:
        return await self._read(jobs, await self._rows(queries.ACTIVE_JOBS_OF, person=person), read_job)

    async def recent_jobs(self, work: str, count: int) -> list[Job]:
        return await self._read(jobs, await self._rows(queries.RECENT_JOBS, work=work, count=count), read_job)

    async def done_jobs(self, person: PersonId, count: int) -> list[Job]:
        return await self._read(jobs, await self._rows(queries.DONE_JOBS, person=person, count=count), read_job)

    async def ordered(self, person: PersonId, after: float) -> list[float]:
        return await operation.ordered(self._connection, person, after)

    async def failed_jobs(self, count: int) -> list[Job]:
        return await self._read(jobs, await self._rows(queries.FAILED_JOBS, count=count), read_job)

    async def put_back(self, job: Job) -> bool:
        await self._hold(f"person {job.person}")
        result = await self._run(queries.PUT_BACK, of_id=job.id, of_attempt=job.attempt, **changing_columns(job))
        put = result.rowcount == 1
        if put and self._queue is not None:
            await self._queue.put(job)
        return put

    async def update_job(self, job: Job, attempt: int) -> bool:
        await self._hold(f"person {job.person}")
        result = await self._run(queries.UPDATE_JOB, of_id=job.id, of_attempt=attempt, **changing_columns(job))
        if result.rowcount == 1 and self._queue is not None:
            match job.state:
                case JobState.QUEUED:
                    await self._queue.put(job)
                case JobState.RUNNING:
                    pass  # whoever begins it has taken it there
                case _:
                    await self._queue.remove(job.id)
        return result.rowcount == 1

    async def post(self, address: Address, person: PersonId, reply: Reply, now: float) -> int:
        # Numbers are given before transactions end: without this, a later reply of the conversation could be seen,
        # and sent, before an earlier one.
        await self._hold(f"outbox {address}")
        result = await self._run(
            queries.POST,
            address=str(address),
            person=person,
            state=ReplyState.WAITING.value,
            created=now,
            put_off=0.0,
            tries=0,
            job=reply.job,
            reply=reply.model_dump_json(),
        )
        assert result.inserted_primary_key is not None
        return int(result.inserted_primary_key[0])

    async def unsent(self, now: float, accounts: Collection[tuple[str, str]] | None = None) -> list[OutboxEntry]:
        statement = queries.UNSENT
        if accounts is not None:
            statement = queries.unsent(frozenset(str(Address(*account, "")) for account in accounts))
        return await self._read(outbox, await self._rows(statement, now=now), read_reply)

    async def split(self, number: int, replies: Sequence[Reply]) -> None:
        found = await self._rows(queries.ADDRESS_OF_WAITING, number=number)
        if found:
            await self._hold(f"outbox {found[0].address}")
            found = await self._rows(queries.WAITING_FROM, address=found[0].address, first=number)
        if not found or found[0].number != number:
            return
        first, *behind = found
        stored = [{"job": reply.job, "reply": reply.model_dump_json()} for reply in replies]
        await self._run(queries.REPLACE_REPLY, of_number=number, **stored[0])
        fresh = {**first._mapping, "put_off": 0.0, "tries": 0}
        for values in [*({**fresh, **reply} for reply in stored[1:]), *(row._mapping for row in behind)]:
            await self._run(queries.POST, **{name: value for name, value in values.items() if name != "number"})
        for row in behind:
            await self._run(queries.DELETE_REPLY, of_number=row.number)

    async def sent(self, number: int, reference: str) -> None:
        await self._run(queries.SENT, of_number=number, reference=reference)

    async def told(self, number: int, reference: str) -> None:
        await self._run(queries.TOLD, of_number=number, reference=reference)

    async def put_off(self, number: int, until: float) -> None:
        await self._run(queries.PUT_OFF, of_number=number, until=until)

    async def give_up(self, number: int, reason: str) -> None:
        await self._run(queries.GIVE_UP, of_number=number, reason=reason)

    async def undelivered(self, person: PersonId) -> list[OutboxEntry]:
        found = await self._read(outbox, await self._rows(queries.UNDELIVERED, person=person), read_reply)
        return [entry for entry in found if entry.reply.aside is not None and entry.reply.aside.job is not None]

    async def settled(self, number: int) -> None:
        await self._run(queries.SETTLED, of_number=number)

    async def status_message(self, job: str) -> str | None:
        rows = await self._rows(queries.STATUS_MESSAGE, job=job)
        return rows[0].reference if rows else None

    async def move(self, old: Address, new: Address) -> None:
        people = await moves.people_at(self._connection, old)
        for key in (*(f"person {person}" for person in people), *(f"outbox {at}" for at in sorted((old, new)))):
            await self._hold(key)
        await moves.move(self._connection, old, new, people)

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        which = {"address": str(address), "before": before, "most": most}
        events = reversed(await self._rows(queries.EVENTS_AT, **which))
        replies = reversed(await self._rows(queries.REPLIES_AT, **which))
        said = await self._read(inbox, [*events], lambda row: HistoryEntry(when=row.received, event=read_event(row)))
        said += await self._read(outbox, [*replies], lambda row: HistoryEntry(when=row.created, reply=read_reply(row)))
        return sorted(said, key=lambda line: line.when)[-most:]

    async def person_data(self, person: PersonId) -> PersonData:
        return PersonData(
            settings=await self.settings(person),
            sessions={row.address: row.session for row in await self._rows(queries.SESSIONS_OF, person=person)},
            blobs=tuple(row.id for row in await self._rows(queries.BLOBS_OF, person=person)),
            kept=tuple(await self.kept_pictures(person)),
            restriction=await self.restriction(person),
        )

    async def events_of(self, person: PersonId, after: int, most: int) -> list[tuple[int, Event]]:
        return await self._page(inbox, queries.EVENTS_OF, read_event, person=person, after=after, most=most)

    async def jobs_of(self, person: PersonId, after: int, most: int) -> list[tuple[int, Job]]:
        return await self._page(jobs, queries.JOBS_OF, read_job, person=person, after=after, most=most)

    async def replies_of(self, person: PersonId, after: int, most: int) -> list[tuple[int, OutboxEntry]]:
        return await self._page(outbox, queries.REPLIES_OF, read_reply, person=person, after=after, most=most)

    async def forget(self, person: PersonId) -> DeletedCounts:
        self.has_forgotten = True
        await self._hold(f"person {person}")
        self._parsed.forget()
        if self._queue is not None:
            await self._queue.remove_of(person)
        deleted = {}
        for table in FORGETTABLE:
            deleted[table.name] = (await self._run(delete(table).where(table.c.person == person))).rowcount
        return DeletedCounts(photos=deleted[blobs.name], jobs=deleted[jobs.name])

    async def restriction(self, person: PersonId) -> Restriction:
        return await operation.restriction(self._connection, person)

    async def keep_restriction(self, person: PersonId, restriction: Restriction) -> None:
        await operation.keep_restriction(self._connection, person, restriction)

    async def private_addresses(self) -> dict[PersonId, Address]:
        return await operation.addresses(self._connection)

    async def keep_private_address(self, person: PersonId, address: Address) -> None:
        await operation.keep_address(self._connection, person, address)

    async def mode(self) -> Mode:
        return await operation.mode(self._connection)

    async def keep_mode(self, mode: Mode) -> None:
        await operation.keep_note(self._connection, operation.MODE, mode)

    async def alarms(self) -> str | None:
        return await operation.note(self._connection, operation.ALARMS)

    async def keep_alarms(self, alarms: str) -> None:
        await operation.keep_note(self._connection, operation.ALARMS, alarms)

    async def notify(self, channel: str, word: str) -> None:
        if self._connection.dialect.name == "postgresql":
            await self._run(queries.NOTIFY, channel=channel, word=word)

    async def _needed_blobs(self) -> set[str]:
        """Blobs that work is still to be done with: an active job's, and those of events and replies that wait."""
        needed: set[str | None] = set()
        for job in await self.active_jobs():
            needed.update((*job.order.inputs.values(), *job.checkpoint, job.result))
        for event in await self.unhandled():
            needed.update(photo.blob for photo in photos_of(event))
        for waiting in await self._read(outbox, await self._rows(queries.WAITING_REPLIES), read_reply):
            needed |= {waiting.reply.picture, waiting.reply.document}
        return {blob for blob in needed if blob is not None}

    async def _hold(self, key: str) -> None:
        """Keeps others away from ``key`` until the transaction ends. SQLite has one writer at a time anyway."""
        if self._connection.dialect.name == "postgresql" and key not in self._held:
            await self._run(queries.HOLD, key=key)
            self._held.add(key)

    async def _read(self, table: Table, rows: Sequence[Row[Any]], read: Callable[[Row[Any]], M]) -> list[M]:
        """What ``read`` makes of rows; one that it can't read is logged and put aside for good."""
        found = []
        for row in rows:
            try:
                found.append(read(row))
            except ValidationError as error:
                why = error.errors(include_input=False, include_url=False)[0]["msg"]
                log.warning("%s %s can't be read by this version and is put aside: %s", table.name, row.number, why)
                await self._run(update(table).where(table.c.number == row.number).values(state=UNREADABLE))
        return found

    async def _page(
        self, table: Table, statement: Executable, read: Callable[[Row[Any]], M], **which: Any
    ) -> list[tuple[int, M]]:
        """Rows with their numbers; empty only where there are no more: those that can't be read are passed over."""
        while rows := await self._rows(statement, **which):
            if found := await self._read(table, rows, lambda row: (row.number, read(row))):
                return found
        return []

    async def _rows(self, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
        return (await self._run(statement, **values)).all()

    async def _run(self, statement: Executable, **values: Any) -> CursorResult[Any]:
        return await self._connection.execute(statement, values)
