"""``backup`` and ``restore`` with the real program: what was there is there again, and nothing is lost on the way."""

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from storage.backup import check
from storage.migrate import HEAD, VERSION_TABLE
from tests.cli.harness import PROGRAM, assert_one_line, run
from tests.storage.harness import tamper

OLD = Path(__file__).parents[1] / "data" / "before_personal_settings" / "atelier.db"
"""What a program of version 1 has left."""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextmanager
def running(folder: Path) -> Iterator[None]:
    """The bot with its page, from the moment that it is served."""
    bot = subprocess.Popen(
        [*PROGRAM, "run"], cwd=folder, env={**os.environ, "COLUMNS": "200"}, stderr=subprocess.PIPE, text=True
    )
    assert bot.stderr is not None
    try:
        said = []
        while not said or "Atelier is at" not in said[-1]:
            said.append(bot.stderr.readline())
            assert said[-1], said
        yield
    finally:
        bot.send_signal(signal.SIGTERM)
        bot.communicate(timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the bot has run once: its database is there, and the page's key."""
    (tmp_path / "plugins.toml").write_text(f"[adapters.web]\nport = {free_port()}\n")
    with running(tmp_path):
        pass
    return tmp_path


def remember(folder: Path, what: str) -> None:
    tamper(f"sqlite:///{folder}/data/atelier.db", "INSERT INTO people VALUES (:who, '{}')", who=what)


def remembered(file: Path) -> list[str]:
    return [row[0] for row in tamper(f"sqlite:///{file}", "SELECT person FROM people")]


def test_what_was_there_is_there_again_and_what_came_since_is_kept_beside_it(folder: Path) -> None:
    data = folder / "data"
    key = (data / "web" / "cookie-key").read_bytes()
    remember(folder, "ann")
    with running(folder):  # online
        made = run("backup", "kept.tar", cwd=folder)
    assert made.returncode == 0, made
    assert made.stdout.startswith(f"kept.tar: the database, version {HEAD}, other files: 1; ")
    assert stat.S_IMODE((folder / "kept.tar").stat().st_mode) == 0o600

    remember(folder, "ben")
    (data / "web" / "cookie-key").write_bytes(b"another")
    back = run("restore", "kept.tar", cwd=folder)
    assert back.returncode == 0, back
    assert remembered(data / "atelier.db") == ["ann"]
    assert (data / "web" / "cookie-key").read_bytes() == key
    (database,) = data.glob("atelier.db.replaced-*")
    (web,) = data.glob("web.replaced-*")
    assert remembered(database) == ["ann", "ben"]
    assert (web / "cookie-key").read_bytes() == b"another"
    assert [line.split(":")[0] for line in back.stdout.splitlines()[1:]] == [
        str(path.relative_to(folder)) for path in (database, web)
    ]
    with running(folder):
        pass
    assert {path.name for path in folder.iterdir()} == {"data", "kept.tar", "plugins.toml"}
    assert not list(data.glob(".*"))


def test_the_upgrade_of_an_older_versions_database_leaves_a_copy_that_can_be_gone_back_to(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(OLD, data / "atelier.db")
    before = tamper(f"sqlite:///{data}/atelier.db", "SELECT person, session FROM sessions ORDER BY person")
    (tmp_path / "plugins.toml").write_text(f"[adapters.web]\nport = {free_port()}\n")
    with running(tmp_path):
        pass
    (kept,) = data.glob("atelier.db.*.version-1")
    assert check(kept) == "1"
    assert check(data / "atelier.db") == HEAD
    assert tamper(f"sqlite:///{kept}", "SELECT person, session FROM sessions ORDER BY person") == before
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


def test_a_bot_that_runs_is_not_restored_under(folder: Path) -> None:
    assert run("backup", "kept.tar", cwd=folder).returncode == 0
    with running(folder):
        refused = run("restore", "kept.tar", cwd=folder)
    assert_one_line(refused, 1, "another Atelier is running there", "stop it")
    assert not list((folder / "data").glob("*.replaced-*"))


def test_a_file_that_is_there_is_not_replaced(folder: Path) -> None:
    (folder / "photo.jpg").write_bytes(b"mine")
    assert_one_line(run("backup", "photo.jpg", cwd=folder), 2, "is there already")
    assert (folder / "photo.jpg").read_bytes() == b"mine"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    assert_one_line(run("backup", "nowhere/kept.tar", cwd=tmp_path), 2, "nowhere: there is no such folder")


def test_a_bot_that_has_never_run_has_nothing_to_back_up(tmp_path: Path) -> None:
    assert_one_line(run("backup", "kept.tar", cwd=tmp_path), 1, "there is no database there yet")
    assert list(tmp_path.iterdir()) == []


def test_a_server_is_backed_up_by_its_own_tools(tmp_path: Path) -> None:
    (tmp_path / "plugins.toml").write_text('database = "postgresql+psycopg://atelier@db.example.org/atelier"\n')
    for command in ("backup", "restore"):
        assert_one_line(run(command, "kept.tar", cwd=tmp_path), 2, "db.example.org:5432/atelier", "pg_dump")


def archive(file: Path, **files: bytes) -> None:
    with tarfile.open(file, "w") as made:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            made.addfile(entry, BytesIO(data))


class TestWhatIsNoBackupChangesNothing:
    @pytest.fixture(autouse=True)
    def untouched(self, folder: Path) -> Iterator[None]:
        remember(folder, "ann")
        yield
        assert remembered(folder / "data" / "atelier.db") == ["ann"]
        assert {path.name for path in (folder / "data").iterdir()} == {"atelier.db", "atelier.lock", "web"}

    def test_any_other_file(self, folder: Path) -> None:
        (folder / "kept.tar").write_bytes(os.urandom(5000))
        assert_one_line(run("restore", "kept.tar", cwd=folder), 1, "is no backup of Atelier's, or not a whole one")

    def test_one_that_was_cut(self, folder: Path) -> None:
        assert run("backup", "kept.tar", cwd=folder).returncode == 0
        whole = (folder / "kept.tar").read_bytes()
        (folder / "kept.tar").write_bytes(whole[: len(whole) // 2])
        assert_one_line(run("restore", "kept.tar", cwd=folder), 1, "kept.tar")

    def test_one_without_a_database(self, folder: Path) -> None:
        archive(folder / "kept.tar", **{"web/cookie-key": b"x"})
        assert_one_line(run("restore", "kept.tar", cwd=folder), 1, "there is no atelier.db in it")

    @pytest.mark.parametrize("name", ["../evil", "/etc/evil", "web/../../evil", "weights/evil", "atelier.lock/evil"])
    def test_one_with_files_elsewhere(self, folder: Path, name: str) -> None:
        archive(folder / "kept.tar", **{name: b"x"})
        assert_one_line(run("restore", "kept.tar", cwd=folder), 1, repr(name), "doesn't belong into one")

    def test_one_of_a_newer_version(self, folder: Path) -> None:
        assert run("backup", "older.tar", cwd=folder).returncode == 0
        with tarfile.open(folder / "older.tar") as made:
            made.extract("atelier.db", folder, set_attrs=False)
        tamper(f"sqlite:///{folder}/atelier.db", f"UPDATE {VERSION_TABLE} SET version_num = '99'")
        archive(folder / "kept.tar", **{"atelier.db": (folder / "atelier.db").read_bytes()})
        assert_one_line(run("restore", "kept.tar", cwd=folder), 1, f"(99, this one knows {HEAD})", "install that one")


def test_other_commands_need_not_wait_for_what_these_need() -> None:
    code = "import sys; from cli import app; print({'sqlalchemy'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[2], capture_output=True, text=True)
    assert said.stdout.strip() == "set()", said
