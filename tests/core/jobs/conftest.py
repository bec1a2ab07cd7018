"""What a runner does it does in a bot of its own at SQLite and in a cluster at PostgreSQL."""

import pytest

from tests.core.jobs.harness import Place
from tests.storage.postgres import Server, server

__all__ = ["server"]


@pytest.fixture(params=["alone", "cluster"])
def place(request: pytest.FixtureRequest) -> Place:
    """Where jobs and runners are; nobody has been there yet."""
    if request.param == "cluster":
        found: Server = request.getfixturevalue("server")
        return found.new_database()
    folder: Place = request.getfixturevalue("tmp_path")
    return folder
