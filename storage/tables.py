"""The tables: what queries ask for has its own column, the rest is JSON of its model. Times are seconds since 1970."""

from enum import StrEnum

from sqlalchemy import (
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

UNREADABLE = "unreadable"
"""The state of an event, job or reply that this program can't read any more."""


class EventState(StrEnum):
    """Whether an event has been answered."""

    NEW = "new"
    HANDLED = "handled"


class ReplyState(StrEnum):
    """Whether a reply is still to be sent, and how that ended.

    ``TOLD``: the person knows how to get what it has. ``SETTLED``: it was given up, and has been offered again.
    """

    WAITING = "waiting"
    SENT = "sent"
    GIVEN_UP = "given-up"
    TOLD = "told"
    SETTLED = "settled"


def _partial_index(name: str, column: str, where: str) -> Index:
    return Index(name, column, sqlite_where=text(where), postgresql_where=text(where))


inbox = Table(
    "inbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("adapter", String, nullable=False),
    Column("account", String, nullable=False),
    Column("event_id", String, nullable=False),
    Column("address", String, nullable=False),
    Column("person", String, nullable=False),
    Column("state", String, nullable=False),
    Column("received", Double, nullable=False),
    Column("event", Text, nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    UniqueConstraint("adapter", "account", "event_id", name="inbox_once"),
    Index("inbox_address", "address"),
    Index("inbox_person", "person"),
    _partial_index("inbox_new", "number", "state = 'new'"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("address", String, primary_key=True),
    Column("person", String, primary_key=True),
    Column("deadline", Double),
    Column("session", Text, nullable=False),
    Column("used", Double),  # when something was last said in it, to the day
    Index("sessions_person", "person"),
    Index("sessions_used", "used"),
    _partial_index("sessions_deadline", "deadline", "deadline IS NOT NULL"),
)

people = Table(
    "people",
    metadata,
    Column("person", String, primary_key=True),
    Column("settings", Text, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("expires", Double, nullable=False),
    Column("sha256", String, nullable=False),
    # Last, so that SQLite finds the others without reading it.
    Column("data", LargeBinary, nullable=False),
    Index("blobs_person", "person"),
    Index("blobs_expires", "expires"),
)

kept = Table(
    "kept",
    metadata,
    Column("id", String, primary_key=True),
    Column("person", String, nullable=False),
    Column("blob", String, nullable=False),
    Column("name", String, nullable=False),
    Column("effect", String, nullable=False),
    Column("slot", String, nullable=False),
    Column("size", Integer, nullable=False),
    Column("created", Double, nullable=False),
    Column("spoiler", Boolean, nullable=False),
    Index("kept_person", "person"),
    Index("kept_blob", "blob"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String, nullable=False, unique=True),
    Column("person", String, nullable=False),
    Column("effect", String, nullable=False),  # the kind of work: an effect's name, or that of its variants
    Column("state", String, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("created", Double, nullable=False),
    Column("ended", Double),
    Column("job", Text, nullable=False),
    Index("jobs_person", "person"),
    Index("jobs_state", "state", "effect", "ended"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("address", String, nullable=False),
    Column("person", String, nullable=False),
    Column("state", String, nullable=False),
    Column("created", Double, nullable=False),
    Column("put_off", Double, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("reference", String),
    Column("reason", String),
    Column("job", String),
    Column("reply", Text, nullable=False),
    Index("outbox_address", "address"),
    Index("outbox_person", "person"),
    _partial_index("outbox_job", "job", "job IS NOT NULL"),
    Index(
        "outbox_waiting", "number", sqlite_where=text("state = 'waiting'"), postgresql_where=text("state = 'waiting'")
    ),
    # A number is never given twice, even if the newest reply is deleted: platforms drop what they think they have seen.
    sqlite_autoincrement=True,
)

restrictions = Table(
    "restrictions",
    metadata,
    Column("person", String, primary_key=True),
    Column("banned", Boolean, nullable=False),
    Column("jobs_a_day", Integer),
)

in_charge = Table(
    "in_charge",
    metadata,
    Column("person", String, primary_key=True),
    Column("address", String, nullable=False),  # where they last wrote with nobody else reading it
)

notes = Table(
    "notes",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", Text, nullable=False),
)

FORGETTABLE = tuple(table for table in metadata.sorted_tables if table not in (restrictions, notes))
"""The tables whose rows go when their person wants to be forgotten: a ban isn't theirs to lift."""
