"""Version 1: the inbox, sessions, blobs, jobs and the outbox."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Makes the tables, as ``storage.tables`` describes them."""
    op.create_table(
        "inbox",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("adapter", sa.String, nullable=False),
        sa.Column("account", sa.String, nullable=False),
        sa.Column("event_id", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("received", sa.Double, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.UniqueConstraint("adapter", "account", "event_id", name="inbox_once"),
    )
    op.create_index("inbox_address", "inbox", ["address"])
    op.create_index("inbox_person", "inbox", ["person"])
    _partial_index("inbox_new", "inbox", "number", "state = 'new'")

    op.create_table(
        "sessions",
        sa.Column("address", sa.String, primary_key=True),
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("deadline", sa.Double),
        sa.Column("session", sa.Text, nullable=False),
    )
    op.create_index("sessions_person", "sessions", ["person"])
    _partial_index("sessions_deadline", "sessions", "deadline", "deadline IS NOT NULL")

    op.create_table(
        "blobs",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("expires", sa.Double, nullable=False),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
    )
    op.create_index("blobs_person", "blobs", ["person"])
    op.create_index("blobs_expires", "blobs", ["expires"])

    op.create_table(
        "jobs",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("id", sa.String, nullable=False, unique=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("effect", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("ended", sa.Double),
        sa.Column("job", sa.Text, nullable=False),
    )
    op.create_index("jobs_person", "jobs", ["person"])
    op.create_index("jobs_state", "jobs", ["state", "effect", "ended"])

    op.create_table(
        "outbox",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("put_off", sa.Double, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("reference", sa.String),
        sa.Column("reason", sa.String),
        sa.Column("job", sa.String),
        sa.Column("reply", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_address", "outbox", ["address"])
    op.create_index("outbox_person", "outbox", ["person"])
    _partial_index("outbox_job", "outbox", "job", "job IS NOT NULL")
    _partial_index("outbox_waiting", "outbox", "number", "state = 'waiting'")


def _partial_index(name: str, table: str, column: str, where: str) -> None:
    op.create_index(name, table, [column], sqlite_where=sa.text(where), postgresql_where=sa.text(where))
