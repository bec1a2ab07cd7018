"""Events, jobs and blobs to keep."""

from typing import Any

from sqlalchemy import Connection, text

from core.model.address import Address
from core.model.blob import Blob
from core.model.event import Photo, PhotoSent, TextSent
from core.model.job import Job, Order
from core.model.person import Person
from storage.database import open_engine, parse
from storage.migrate import VERSION_TABLE

ROOM = Address("web", "local", "room")
OTHER_ROOM = Address("web", "local", "other")
ANN, BEN = Person(id="ann", name="Ann", locale="en"), Person(id="ben")


def said(id: str = "1", *, at: Address = ROOM, by: Person = ANN, text: str = "hello") -> TextSent:
    return TextSent(id=id, address=at, sender=by, text=text)


def photo(id: str = "1", *, at: Address = ROOM, by: Person = ANN, blob: str | None = None) -> PhotoSent:
    return PhotoSent(id=id, address=at, sender=by, photo=Photo(reference="file", blob=blob))


def person(who: Person) -> str:
    return said(by=who).person


def blob(id: str, *, of: Person = ANN, expires: float = 100.0, data: bytes = b"\x00picture\xff") -> Blob:
    return Blob(id=id, person=person(of), kind="image/png", data=data, expires=expires)


def job(id: str, *, of: Person = ANN, inputs: dict[str, str] | None = None, **values: Any) -> Job:
    order = Order(id=id, effect=values.pop("effect", "blend"), inputs=inputs or {}, options={"strength": 0.5})
    return Job(**{"order": order, "address": ROOM, "person": person(of), "created": 1.0, **values})


def tamper(url: str, statement: str, **values: object) -> list[Any]:
    """What another program could do to a database; the rows that it sees."""

    def run(connection: Connection) -> list[Any]:
        result = connection.execute(text(statement), values)
        return list(result) if result.returns_rows else []

    engine = open_engine(parse(url), 5.0)
    try:
        with engine.begin() as connection:
            return run(connection)
    finally:
        engine.dispose()


def back_to_2(url: str) -> None:
    """Undoes what versions 3 to 6 have made of the tables."""
    tamper(url, "DROP INDEX sessions_used")
    tamper(url, "ALTER TABLE sessions DROP COLUMN used")
    tamper(url, "DROP TABLE kept")
    tamper(url, "ALTER TABLE inbox DROP COLUMN tries")
    for table in ("restrictions", "in_charge", "notes"):
        tamper(url, f"DROP TABLE {table}")
    tamper(url, f"UPDATE {VERSION_TABLE} SET version_num = '2'")
