"""A PostgreSQL that tests here may restart, and workers that are gone after each."""

import pytest

from tests.storage.postgres import Server, server

__all__ = ["server"]


@pytest.fixture
def url(server: Server) -> str:
    """The address of a database that is empty yet."""
    return server.new_database()
