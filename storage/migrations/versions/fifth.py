"""Version 5: an event has a count of how often it was tried again after a restart."""

import sqlalchemy as sa
from alembic import op

revision = "5"
down_revision = "4"


def upgrade() -> None:
    """Adds the column."""
    op.add_column("inbox", sa.Column("tries", sa.Integer, nullable=False, server_default="0"))
