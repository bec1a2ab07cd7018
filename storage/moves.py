"""A conversation that goes on at another address: all that says where it is kept or said is written anew."""

import json
from collections.abc import Sequence

from sqlalchemy import BindParameter, bindparam, delete, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.address import Address
from storage.tables import UNREADABLE, inbox, jobs, outbox, sessions

_OLD: BindParameter[str] = bindparam("old")
_NEW: BindParameter[str] = bindparam("new")
_PEOPLE = union(
    select(sessions.c.person).where(sessions.c.address == _OLD), select(inbox.c.person).where(inbox.c.address == _OLD)
).order_by("person")
_EVENTS = select(inbox.c.number, inbox.c.event).where(inbox.c.address == _OLD, inbox.c.state != UNREADABLE)
_JOBS = select(jobs.c.number, jobs.c.job).where(
    jobs.c.person.in_(bindparam("people", expanding=True)), jobs.c.state != UNREADABLE
)
_REPLACE_EVENT = update(inbox).where(inbox.c.number == bindparam("of_number")).values(event=bindparam("event"))
_REPLACE_JOB = update(jobs).where(jobs.c.number == bindparam("of_number")).values(job=bindparam("job"))
_THERE = select(sessions.c.person).where(sessions.c.address == _NEW).scalar_subquery()
_MOVES = (
    update(inbox).where(inbox.c.address == _OLD).values(address=_NEW),
    update(outbox).where(outbox.c.address == _OLD).values(address=_NEW),
    update(sessions).where(sessions.c.address == _OLD, sessions.c.person.not_in(_THERE)).values(address=_NEW),
)
_LEFT = delete(sessions).where(sessions.c.address == _OLD)


async def people_at(connection: AsyncConnection, address: Address) -> list[str]:
    """Who has said something in a conversation; everybody with a job there has."""
    return list((await connection.execute(_PEOPLE, {"old": str(address)})).scalars())


async def move(connection: AsyncConnection, old: Address, new: Address, people: Sequence[str]) -> None:
    """See ``core.model.store.Transaction.move``."""
    for row in (await connection.execute(_EVENTS, {"old": str(old)})).all():
        event = json.dumps({**json.loads(row.event), "address": str(new)}, ensure_ascii=False)
        await connection.execute(_REPLACE_EVENT, {"of_number": row.number, "event": event})
    for row in (await connection.execute(_JOBS, {"people": list(people)})).all():
        job = json.loads(row.job)
        if job["address"] == str(old):
            moved = json.dumps({**job, "address": str(new)}, ensure_ascii=False)
            await connection.execute(_REPLACE_JOB, {"of_number": row.number, "job": moved})
    for statement in _MOVES:
        await connection.execute(statement, {"old": str(old), "new": str(new)})
    await connection.execute(_LEFT, {"old": str(old)})
