"""A PostgreSQL that tests here may restart."""

from collections.abc import Iterator

import pytest

from tests.storage.postgres import DURABLE, Server, found_programs, running


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running(found_programs(), DURABLE) as started:
        yield started


@pytest.fixture
def url(server: Server) -> str:
    """The address of a database that is empty yet."""
    return server.new_database()
