"""What tests of several bots need: a PostgreSQL."""

from tests.storage.postgres import server

__all__ = ["server"]
