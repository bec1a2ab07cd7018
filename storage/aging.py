"""What is old and done with goes, a little at a time: each of these deletes a few rows in one transaction."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BindParameter, Table, bindparam, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.address import Address
from core.model.retention import DAY, Cutoffs
from storage.queries import ACTIVE, HOLD, WAITING
from storage.tables import EventState, ReplyState, inbox, jobs, outbox, people, sessions

_AFTER: BindParameter[int] = bindparam("after")
_MOST: BindParameter[int] = bindparam("most")
_BEFORE: BindParameter[float] = bindparam("before")
_PERSON: BindParameter[str] = bindparam("of_person")

_EVENTS = (
    select(inbox.c.number, inbox.c.adapter, inbox.c.account, inbox.c.state, inbox.c.received)
    .where(inbox.c.number > _AFTER)
    .order_by(inbox.c.number)
    .limit(_MOST)
)
_REPLIES = (
    select(outbox.c.number, outbox.c.address, outbox.c.state, outbox.c.created, outbox.c.job)
    .where(outbox.c.number > _AFTER)
    .order_by(outbox.c.number)
    .limit(_MOST)
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_WAITED_FOR = select(outbox.c.job).where(outbox.c.state == WAITING, outbox.c.job.is_not(None))
_NEEDED_JOBS = select(jobs.c.id).where(jobs.c.id.in_(_IDS), or_(ACTIVE, jobs.c.id.in_(_WAITED_FOR)))
_OLD_JOBS = (
    select(jobs.c.number)
    .where(~ACTIVE, jobs.c.created < _BEFORE, or_(jobs.c.ended.is_(None), jobs.c.ended < _BEFORE))
    .where(jobs.c.id.not_in(_WAITED_FOR))
    .order_by(jobs.c.number)
    .limit(_MOST)
)
_IDLE = sessions.c.used < _BEFORE, sessions.c.deadline.is_(None)
_WORKED_FOR = select(jobs.c.person).where(ACTIVE)
_SOMEBODY = select(sessions.c.person).where(*_IDLE, sessions.c.person.not_in(_WORKED_FOR)).limit(1)
_DELETE_SESSIONS = delete(sessions).where(*_IDLE, sessions.c.person == _PERSON)
_DELETE_SETTINGS = delete(people).where(people.c.person == _PERSON, people.c.person.not_in(select(sessions.c.person)))
_TOUCH = (
    update(sessions)
    .where(sessions.c.address == bindparam("of_address"), sessions.c.person == _PERSON)
    .where(or_(sessions.c.used.is_(None), sessions.c.used < _BEFORE))
    .values(used=bindparam("now"))
)


async def delete_events(connection: AsyncConnection, cutoffs: Cutoffs, after: int, most: int) -> int | None:
    """See ``core.model.store.Transaction.delete_events``."""
    rows = (await connection.execute(_EVENTS, {"after": after, "most": most})).all()
    await _delete(connection, inbox, (row.number for row in rows if _event_is_due(row, cutoffs)))
    return rows[-1].number if rows else None


def _event_is_due(row: Any, cutoffs: Cutoffs) -> bool:
    """What nobody has answered goes too in the end, where there is no adapter any more to answer on."""
    account = row.adapter, row.account
    before = cutoffs.of_messages(account)
    if row.state == EventState.NEW:
        return account not in cutoffs.served and row.received < min(before, cutoffs.jobs)
    return bool(row.received < before)


async def delete_replies(connection: AsyncConnection, cutoffs: Cutoffs, after: int, most: int) -> int | None:
    """See ``core.model.store.Transaction.delete_replies``."""
    rows = (await connection.execute(_REPLIES, {"after": after, "most": most})).all()
    due = [row for row in rows if _reply_is_due(row, cutoffs)]
    ids = list({row.job for row in due if row.job is not None})
    needed = {*(await connection.execute(_NEEDED_JOBS, {"ids": ids})).scalars()} if ids else set()
    await _delete(connection, outbox, (row.number for row in due if row.job not in needed))
    return rows[-1].number if rows else None


def _reply_is_due(row: Any, cutoffs: Cutoffs) -> bool:
    """What nobody got is kept as long as a job, and what waits for an adapter that isn't there is nothing else."""
    address = Address.parse(row.address)
    account = address.adapter, address.account
    before = cutoffs.of_messages(account)
    if row.state == ReplyState.WAITING:
        return account not in cutoffs.served and row.created < min(before, cutoffs.jobs)
    if row.state in (ReplyState.GIVEN_UP, ReplyState.TOLD):
        before = min(before, cutoffs.jobs)
    return bool(row.created < before)


async def delete_jobs(connection: AsyncConnection, before: float, most: int) -> int:
    """See ``core.model.store.Transaction.delete_jobs``."""
    numbers = [*(await connection.execute(_OLD_JOBS, {"before": before, "most": most})).scalars()]
    return await _delete(connection, jobs, numbers)


async def delete_idle(connection: AsyncConnection, before: float) -> bool:
    """See ``core.model.store.Transaction.delete_idle``."""
    person = (await connection.execute(_SOMEBODY, {"before": before})).scalar()
    if person is None:
        return False
    if connection.dialect.name == "postgresql":  # whose turn it is just now is idle no longer, and is waited for
        await connection.execute(HOLD, {"key": f"person {person}"})
    await connection.execute(_DELETE_SESSIONS, {"of_person": person, "before": before})
    await connection.execute(_DELETE_SETTINGS, {"of_person": person})
    return True


async def touch(connection: AsyncConnection, address: Address, person: str, now: float) -> None:
    """See ``core.model.store.Transaction.touch_session``."""
    values = {"of_address": str(address), "of_person": person, "now": now, "before": now - DAY}
    await connection.execute(_TOUCH, values)


async def _delete(connection: AsyncConnection, table: Table, numbers: Iterable[int]) -> int:
    """Deletes rows; those that somebody is just at stay for the next time, so that nobody waits for one another."""
    wanted = list(numbers)
    if not wanted:
        return 0
    free = select(table.c.number).where(table.c.number.in_(wanted)).with_for_update(skip_locked=True)
    return (await connection.execute(delete(table).where(table.c.number.in_(free)))).rowcount
