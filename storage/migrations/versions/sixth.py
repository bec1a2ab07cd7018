"""Version 6: what those in charge have decided about people, where they are told of trouble, and how the bot works."""

import sqlalchemy as sa
from alembic import op

revision = "6"
down_revision = "5"


def upgrade() -> None:
    """Makes the tables; nothing was decided before."""
    op.create_table(
        "restrictions",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("banned", sa.Boolean, nullable=False),
        sa.Column("jobs_a_day", sa.Integer),
    )
    op.create_table(
        "in_charge",
        sa.Column("person", sa.String, primary_key=True),
        sa.Column("address", sa.String, nullable=False),
    )
    op.create_table(
        "notes",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
