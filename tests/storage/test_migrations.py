"""Migrations: they lead to the tables that the program expects, and only from databases that it may touch."""

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from core.model.errors import StorageError
from core.model.session import Session, Settings, read
from storage.database import open_engine, parse
from storage.migrate import FOLDER, HEAD, VERSION_TABLE
from storage.store import SqlStore, open_store
from storage.tables import metadata
from tests.storage.harness import ANN, BEN, ROOM, back_to_2, person, said, tamper


def test_the_newest_migration_is_the_version_that_the_program_knows() -> None:
    assert ScriptDirectory(str(FOLDER)).get_heads() == [HEAD]


def _is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """The queue's tables are procrastinate's own."""
    return kind != "table" or not str(name).startswith("procrastinate_")


async def test_they_lead_to_the_tables_of_the_program(store: SqlStore, url: str) -> None:
    assert store
    engine = open_engine(parse(url), 5.0)
    with engine.connect() as connection:
        options = {"version_table": VERSION_TABLE, "compare_type": True, "include_name": _is_ours}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), metadata) == []
    engine.dispose()


async def test_a_database_that_is_up_to_date_is_left_as_it_is(url: str) -> None:
    async with open_store(url) as store, store.begin() as transaction:
        await transaction.receive(said("1"), 1.0)
    for _ in range(2):
        async with open_store(url) as store, store.begin() as transaction:
            assert await transaction.unhandled() == [said("1")]


def test_opening_one_that_is_up_to_date_needs_no_alembic(url: str) -> None:
    code = (
        "import asyncio, sys\n"
        "from storage.store import open_store\n"
        "async def main():\n"
        "    async with open_store(sys.argv[1]): print('alembic' in sys.modules)\n"
        "asyncio.run(main())"
    )
    said = [
        subprocess.run([sys.executable, "-c", code, url], check=True, capture_output=True, text=True).stdout.strip()
        for _ in range(2)
    ]
    assert said == ["True", "False"]


async def test_programs_that_start_at_once_on_an_empty_database_all_find_it_ready(url: str) -> None:
    async def start(number: int) -> bool:
        async with open_store(url) as store, store.begin() as transaction:
            return await transaction.receive(said(str(number)), 1.0)

    assert await asyncio.gather(*(start(number) for number in range(4))) == [True] * 4


async def test_databases_that_are_made_at_once_in_one_program_do_not_mix(tmp_path: Path) -> None:
    async def start(number: int) -> bool:
        url = f"sqlite:///{tmp_path}/{number}.db"
        async with open_store(url) as store, store.begin() as transaction:
            return await transaction.receive(said("1"), 1.0)

    assert await asyncio.gather(*(start(number) for number in range(6))) == [True] * 6


async def test_a_newer_database_is_refused_and_left_as_it_is(url: str) -> None:
    async with open_store(url) as store, store.begin() as transaction:
        await transaction.receive(said("1"), 1.0)
    tamper(url, f"UPDATE {VERSION_TABLE} SET version_num = '99'")
    with pytest.raises(
        StorageError,
        match=r"was written by a newer version of Atelier \(99, this one knows 7\): install that one again",
    ):
        async with open_store(url):
            pass
    assert tamper(url, f"SELECT version_num FROM {VERSION_TABLE}") == [("99",)]
    assert tamper(url, "SELECT event_id, address FROM inbox") == [("1", str(ROOM))]


async def test_another_programs_tables_are_left_alone(url: str) -> None:
    url = url.replace("/data/", "/")
    tamper(url, "CREATE TABLE jobs (title TEXT)")
    with pytest.raises(StorageError, match=r"belongs to another program: it has its own jobs$"):
        async with open_store(url):
            pass
    assert tamper(url, "SELECT * FROM jobs") == []


async def test_a_migration_that_fails_leaves_nothing_behind(url: str) -> None:
    url = url.replace("/data/", "/")
    tamper(url, "CREATE TABLE others (title TEXT)")
    tamper(url, "CREATE INDEX outbox_waiting ON others (title)")  # among the last things that migrations make
    with pytest.raises(StorageError, match="outbox_waiting") as failure:
        async with open_store(url):
            pass
    assert "\n" not in str(failure.value)
    tamper(url, "DROP INDEX outbox_waiting")
    async with open_store(url) as store, store.begin() as transaction:
        assert await transaction.unhandled() == []


async def test_settings_become_the_persons_and_the_newest_hold(url: str) -> None:
    chats = {
        "old": {"version": 1, "effect": "blend", "language": "en", "options": {"size": 256, "seed": 7}},
        "new": {"version": 2, "locale": "ru", "options": {"blend": {"size": 512}}, "photos": {"style": "b"}},
        "silent": {"version": 2, "language": "de", "options": {"blend": {"size": 64}, "other": {"warm": True}}},
        "unreadable": "no session at all",
    }
    async with open_store(url) as store, store.begin() as transaction:
        for chat, session in chats.items():
            await transaction.keep_session(ROOM._replace(chat=chat), person(ANN), json.dumps(session), None)
        for when, chat in enumerate(["new", "old", "new"]):
            await transaction.receive(said(str(when), at=ROOM._replace(chat=chat)), float(when + 1))
    back_to_2(url)
    tamper(url, "DROP TABLE people")
    tamper(url, f"UPDATE {VERSION_TABLE} SET version_num = '1'")
    async with open_store(url) as store, store.begin() as transaction:
        stored = await transaction.settings(person(ANN))
        assert stored is not None
        assert read(Settings, stored) == Settings(
            language="en", locale="ru", options={"blend": {"size": 512, "seed": 7}, "other": {"warm": True}}
        )
        kept = {chat: await transaction.session(ROOM._replace(chat=chat), person(ANN)) for chat in chats}
        assert read(Session, kept["new"] or "") == Session(photos={"style": "b"})
        assert read(Session, kept["old"] or "") == Session(effect="blend")
        assert json.loads(kept["unreadable"] or "") == "no session at all"


async def test_sessions_were_last_used_when_something_was_last_said_and_where_nobody_knows_now(url: str) -> None:
    async with open_store(url) as store, store.begin() as transaction:
        for who in (ANN, BEN):
            await transaction.keep_session(ROOM, person(who), "{}", None)
        for when in (5.0, 7.0):
            await transaction.receive(said(str(when)), when)
    back_to_2(url)
    async with open_store(url):
        pass
    used = dict(tamper(url, "SELECT person, used FROM sessions"))
    assert used[person(ANN)] == 7.0
    assert used[person(BEN)] > 1e9
