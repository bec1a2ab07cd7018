"""Version 4: pictures that people have kept, until they delete them."""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"


def upgrade() -> None:
    """Makes the table; nothing was kept for good before."""
    op.create_table(
        "kept",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("person", sa.String, nullable=False),
        sa.Column("blob", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("effect", sa.String, nullable=False),
        sa.Column("slot", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("created", sa.Double, nullable=False),
        sa.Column("spoiler", sa.Boolean, nullable=False),
    )
    op.create_index("kept_person", "kept", ["person"])
    op.create_index("kept_blob", "kept", ["blob"])
