"""Version 7: PostgreSQL has the queue that many workers share: procrastinate's tables, as its package makes them."""

from alembic import op

revision = "7"
down_revision = "5"


def upgrade() -> None:
    """Makes the tables where there are none yet. Jobs that wait are put into the queue by the workers' sweep."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql":
        return
    if connection.exec_driver_sql("SELECT to_regclass('procrastinate_jobs')").scalar() is not None:
        return
    # Imported here: SQLite needs nothing of it.
    from procrastinate.schema import SchemaManager

    # By the driver itself, which takes many statements at once if there are no parameters.
    connection.connection.driver_connection.execute(SchemaManager.get_schema())  # type: ignore[union-attr]
    connection.exec_driver_sql("CREATE INDEX atelier_queued_job ON procrastinate_jobs (queueing_lock)")
