"""What those in charge have decided: about people, and about how the bot works."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Executable, Row, bindparam, delete, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from core.model.address import Address
from core.model.people import Mode, Restriction
from core.model.person import PersonId
from storage.tables import in_charge, jobs, notes, restrictions

MODE, ALARMS = "mode", "alarms"
"""The names of notes."""

_RESTRICTION = select(restrictions.c.banned, restrictions.c.jobs_a_day).where(
    restrictions.c.person == bindparam("person")
)
_KEEP_RESTRICTION = text(
    "INSERT INTO restrictions (person, banned, jobs_a_day) VALUES (:person, :banned, :jobs_a_day) "
    "ON CONFLICT (person) DO UPDATE SET banned = excluded.banned, jobs_a_day = excluded.jobs_a_day"
)
_LIFT = delete(restrictions).where(restrictions.c.person == bindparam("of_person"))
_IN_CHARGE = select(in_charge.c.person, in_charge.c.address).order_by(in_charge.c.person)
_KEEP_IN_CHARGE = text(
    "INSERT INTO in_charge (person, address) VALUES (:person, :address) "
    "ON CONFLICT (person) DO UPDATE SET address = excluded.address"
)
_NOTE = select(notes.c.value).where(notes.c.name == bindparam("name"))
_KEEP_NOTE = text(
    "INSERT INTO notes (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value"
)
_ORDERED = (
    select(jobs.c.created)
    .where(jobs.c.person == bindparam("person"), jobs.c.created > bindparam("after"))
    .order_by(jobs.c.created, jobs.c.number)
)


async def restriction(connection: AsyncConnection, person: PersonId) -> Restriction:
    """See ``core.model.store.Transaction.restriction``."""
    row = await _first(connection, _RESTRICTION, {"person": person})
    return Restriction(banned=row.banned, jobs_a_day=row.jobs_a_day) if row is not None else Restriction()


async def keep_restriction(connection: AsyncConnection, person: PersonId, restriction: Restriction) -> None:
    """See ``core.model.store.Transaction.keep_restriction``."""
    if restriction == Restriction():
        await connection.execute(_LIFT, {"of_person": person})
    else:
        await connection.execute(_KEEP_RESTRICTION, {"person": person, **dict(restriction)})


async def addresses(connection: AsyncConnection) -> dict[PersonId, Address]:
    """See ``core.model.store.Transaction.private_addresses``."""
    rows = (await connection.execute(_IN_CHARGE)).all()
    return {PersonId(row.person): Address.parse(row.address) for row in rows}


async def keep_address(connection: AsyncConnection, person: PersonId, address: Address) -> None:
    """See ``core.model.store.Transaction.keep_private_address``."""
    await connection.execute(_KEEP_IN_CHARGE, {"person": person, "address": str(address)})


async def mode(connection: AsyncConnection) -> Mode:
    """See ``core.model.store.Transaction.mode``."""
    return Mode(await note(connection, MODE) or Mode.RUNNING)


async def note(connection: AsyncConnection, name: str) -> str | None:
    """A note by its name."""
    row = await _first(connection, _NOTE, {"name": name})
    return row.value if row is not None else None


async def keep_note(connection: AsyncConnection, name: str, value: str) -> None:
    """Keeps a note in the place of an earlier one of that name."""
    await connection.execute(_KEEP_NOTE, {"name": name, "value": value})


async def ordered(connection: AsyncConnection, person: PersonId, after: float) -> list[float]:
    """See ``core.model.store.Transaction.ordered``."""
    return [*(await connection.execute(_ORDERED, {"person": person, "after": after})).scalars()]


async def _first(connection: AsyncConnection, statement: Executable, values: Mapping[str, Any]) -> Row[Any] | None:
    return (await connection.execute(statement, values)).first()
