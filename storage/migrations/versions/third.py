"""Version 3: sessions know when they were last used, so that those of people who stay away have an end."""

import time

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"

LAST_USED = sa.text(
    "UPDATE sessions SET used = coalesce((SELECT max(inbox.received) FROM inbox "
    "WHERE inbox.address = sessions.address AND inbox.person = sessions.person), :now)"
)


def upgrade() -> None:
    """Adds the column: those that have said something used theirs then, others count from now on."""
    op.add_column("sessions", sa.Column("used", sa.Double))
    op.create_index("sessions_used", "sessions", ["used"])
    op.get_bind().execute(LAST_USED, {"now": time.time()})
