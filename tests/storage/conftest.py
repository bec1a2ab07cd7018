"""Every test that asks for a database runs on SQLite and on PostgreSQL; those that are coroutines run to their end."""

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import SqlStore, open_store
from tests.storage.postgres import Server, server

__all__ = ["server"]


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Runs tests that are coroutines, in the loop that their database was opened in."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    arguments = {name: pyfuncitem.funcargs[name] for name in inspect.signature(pyfuncitem.obj).parameters}
    pyfuncitem.funcargs["runner"].run(pyfuncitem.obj(**arguments))
    return True


@pytest.fixture(autouse=True)
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A place for a SQLite database."""
    return tmp_path / "data" / "atelier.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """The address of a database that is empty yet."""
    if request.param == "postgresql":
        found: Server = request.getfixturevalue("server")
        return found.new_database()
    return f"sqlite:///{request.getfixturevalue('file')}"


@pytest.fixture
def store(runner: asyncio.Runner, url: str) -> Iterator[SqlStore]:
    opening = open_store(url)
    yield runner.run(opening.__aenter__())
    runner.run(opening.__aexit__(None, None, None))
