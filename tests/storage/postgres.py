"""A PostgreSQL of the tests' own: in a folder that goes away, reached through a socket in it."""

import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

DEBIAN = Path("/usr/lib/postgresql")
DURABLE = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c shared_buffers=16MB"
"""As long as the machine lives, what is committed outlives the server's own death."""
QUICK = f"{DURABLE} -c synchronous_commit=off"


class Server:
    """A running server; ``folder`` holds its socket and log."""

    def __init__(self, folder: Path, run: Callable[..., None]) -> None:
        self.folder, self._run = folder, run
        self._names = (f"test{number}" for number in itertools.count())

    def new_database(self) -> str:
        """Makes an empty database and gives its address."""
        name = next(self._names)
        with psycopg.connect(host=str(self.folder), user="atelier", dbname="postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql+psycopg://atelier@/{name}?host={self.folder}"

    @property
    def socket(self) -> Path:
        """Where it is reached."""
        return self.folder / ".s.PGSQL.5432"

    def restart(self) -> None:
        """Has it end in the middle of everything, and begin anew."""
        self._run("pg_ctl", "-w", "-m", "immediate", "restart")


def programs() -> Path | None:
    """Where PostgreSQL's server programs are, if it is installed."""
    found = shutil.which("initdb")
    newest = max(DEBIAN.glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]), default=None)
    initdb = newest or (Path(found) if found else None)
    return initdb.parent if initdb else None


@contextmanager
def running(bin: Path, settings: str = QUICK) -> Iterator[Server]:
    """A server, which is stopped and deleted at the end."""
    # It refuses to run as root; Debian's package brings a user of its own.
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="atelier-"))  # short: a socket's path has 107 characters at most
    try:
        if user:
            os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
        data = folder / "data"

        def run(program: str, *arguments: str) -> None:
            command = [bin / program, "-D", data, *arguments]
            subprocess.run(command, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

        run("initdb", "--auth=trust", "--username=atelier", "--encoding=UTF8", "--locale=C", "--no-sync")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {settings}", "start")
        try:
            yield Server(folder, run)
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def found_programs() -> Path:
    """Where the programs are; skips the test where there are none."""
    found = programs()
    if found is None:
        pytest.skip("needs PostgreSQL's server programs (Debian: apt-get install postgresql)")
    return found


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with running(found_programs()) as started:
        yield started
