"""Everything has an end: what a person finds when theirs has come, and what that leaves of the database."""

import asyncio
import os
import re
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing, suppress
from pathlib import Path

import pytest

from core.engine import sweeper
from core.engine.sweeper import Sweeper
from core.model.blob import Blob
from core.model.person import Person
from core.model.retention import DAY, Account, Retention
from storage import vacuum
from storage.tables import metadata
from tests.core.engine.harness import ANN_ID, ROOM, EngineHarness, play

CONVERSATIONS = int(os.environ.get("CONVERSATIONS", "40"))
MANY = 1000
A_LIFE = 100
"""So many conversations of one process's life."""
PAINTING = 300_000
LIMIT = 20_000_000
FAKE = frozenset([("fake", "one")])
KEPT = Retention()


async def sweep(harness: EngineHarness, brief: frozenset[Account] = FAKE) -> None:
    await Sweeper(harness.store, KEPT, brief, FAKE, lambda: harness.now).sweep()


async def painted(harness: EngineHarness, id: str = "") -> str:
    """Two photos and what was made of them; the job's id."""
    await harness.photo(f"a{id}")
    await harness.photo(f"b{id}")
    await harness.settled()
    (job,) = await harness.jobs()
    blob = Blob(id=f"of {job.id}", person=ANN_ID, kind="image/png", data=b"PNG", expires=harness.now + 1)
    async with harness.store.begin() as transaction:
        await transaction.put_blob(blob)
    await harness.finish(job, result=blob.id)
    await harness.settled()
    return job.id


class TestWhenItsTimeHasCome:
    def test_a_button_under_a_painting_works_for_as_long_as_jobs_are_kept_and_then_the_truth_is_told(
        self, tmp_path: Path
    ) -> None:
        async def scenario(harness: EngineHarness) -> None:
            job = await painted(harness)
            harness.now += KEPT.job_days * DAY
            await sweep(harness)
            await harness.press("1", f"file:{job}")
            await harness.settled()
            harness.now += 10
            await sweep(harness)
            for id, button in (("2", "again"), ("3", "file"), ("4", "cancel")):
                await harness.press(id, f"{button}:{job}")
                await harness.settled()
                assert harness.platform.texts[-1].startswith("I no longer have the pictures of that"), button

        play(tmp_path, scenario)

    def test_what_was_said_goes_after_a_day_and_where_it_is_shown_again_stays(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.say("1", "hello")
            await harness.settled()
            harness.now += DAY + 1
            await sweep(harness, brief=frozenset())
            assert len(await harness.engine.history(ROOM, 10)) == 2
            await sweep(harness)
            assert await harness.engine.history(ROOM, 10) == []

        play(tmp_path, scenario)

    def test_until_then_an_event_that_the_platform_brings_again_is_known(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await harness.say("1", "hello")
            await harness.settled()
            harness.now += DAY
            await sweep(harness)
            assert not await harness.say("1", "hello")

        play(tmp_path, scenario)

    def test_settings_outlive_what_was_said_until_their_person_has_stayed_away(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            for step in range(3):
                await harness.press(f"{step}", "language:ru")
                await harness.settled()
                harness.now += KEPT.idle_days * DAY - 10
                await sweep(harness)
                assert (await harness.engine.settings(ROOM, ANN_ID)).language == "ru"
            harness.now += DAY
            await sweep(harness)
            assert (await harness.engine.settings(ROOM, ANN_ID)).language == "en"

        play(tmp_path, scenario)

    def test_a_painting_that_could_not_be_delivered_is_offered_until_then(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            job = await painted(harness)
            async with harness.store.begin() as transaction:
                _, shown = (await transaction.replies_of(ANN_ID, 0, 100))[-1]
                assert shown.reply.job == job
                number = await transaction.post(ROOM, ANN_ID, shown.reply, harness.now)
                await transaction.give_up(number, "blocked")
            harness.now += 2 * DAY
            await sweep(harness)
            await harness.say("1", "hello")
            await harness.settled()
            assert any("couldn't deliver it" in text for text in harness.platform.texts)

        play(tmp_path, scenario)

    def test_nothing_is_left_of_anybody(self, tmp_path: Path) -> None:
        async def scenario(harness: EngineHarness) -> None:
            await painted(harness)
            await harness.press("1", "language:ru")
            await harness.settled()
            harness.now += KEPT.idle_days * DAY + 10
            await sweep(harness)

        play(tmp_path, scenario)
        with closing(sqlite3.connect(tmp_path / "atelier.db")) as connection:
            for table in metadata.tables:
                assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_privacy_tells_the_operators_figures(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        await harness.command("1", "privacy")
        (said,) = await harness.heard(1)
        assert re.findall(r"a day|\d+ days", said) == ["a day", "90 days", "7 days", "90 days"]

    play(tmp_path, scenario)


def test_the_first_sweep_and_every_sixtieth_look_at_all_and_the_others_at_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeper, "SWEEP_SECONDS", 0)
    seen: list[str] = []

    def noting(name: str) -> Callable[..., Awaitable[None]]:
        async def note(_: Sweeper) -> None:
            seen.append(name)

        return note

    monkeypatch.setattr(Sweeper, "sweep", noting("all"))
    monkeypatch.setattr(Sweeper, "sweep_pictures", noting("pictures"))

    async def scenario(harness: EngineHarness) -> None:
        running = asyncio.create_task(Sweeper(harness.store, KEPT, FAKE, FAKE, lambda: harness.now).run())
        while len(seen) < 61:
            await asyncio.sleep(0)
        running.cancel()

    play(tmp_path, scenario)
    assert seen[:61] == ["all", *["pictures"] * 59, "all"]


def test_what_many_conversations_leave_is_a_small_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``CONVERSATIONS`` of them: 5000, as ``make expiry`` has it, are 1.5 GB before they go."""
    monkeypatch.setattr(vacuum, "LOOK_SECONDS", 0.05)
    if CONVERSATIONS < MANY:  # fewer leave less free than is spared
        monkeypatch.setattr(vacuum, "SPARE_PAGES", 64)

    def some(first: int) -> Callable[[EngineHarness], Awaitable[None]]:
        async def scenario(harness: EngineHarness) -> None:
            for number in range(first, min(first + A_LIFE, CONVERSATIONS)):
                await converse(harness, number)

        return scenario

    async def expire(harness: EngineHarness) -> None:
        assert _size(tmp_path) > CONVERSATIONS * PAINTING
        harness.now += KEPT.idle_days * DAY + A_LIFE
        await sweep(harness)

    async def shrink(_: EngineHarness) -> None:
        while _free_pages(tmp_path) > vacuum.SPARE_PAGES:
            await asyncio.sleep(0.05)
        assert _size(tmp_path) < (LIMIT if CONVERSATIONS >= MANY else 2_000_000)

    play(tmp_path, *(some(first) for first in range(0, CONVERSATIONS, A_LIFE)), expire, shrink, timeout=1200)


async def converse(harness: EngineHarness, number: int) -> None:
    """Somebody says hello, sends two photos and gets a painting."""
    who, at = Person(id=f"person {number}", locale="en"), ROOM._replace(chat=f"chat {number}")
    await harness.command(f"{number} start", "start", at=at, by=who)
    for name in ("photo", "style"):
        await harness.photo(f"{number} {name}", at=at, by=who)
    await harness.settled()
    (job,) = await harness.jobs()
    painting = {"id": f"of {job.id}", "person": job.person, "data": os.urandom(PAINTING)}
    async with harness.store.begin() as transaction:
        await transaction.put_blob(Blob(kind="image/png", expires=harness.now + 3600, **painting))
    await harness.finish(job, result=f"of {job.id}")
    await harness.settled()
    harness.platform.sent.clear()
    harness.platform.edited.clear()


def _size(folder: Path) -> int:
    """Bytes of the database's files, of which the journal's go with whoever was the last at it."""
    total = 0
    for file in folder.glob("atelier.db*"):
        with suppress(FileNotFoundError):
            total += file.stat().st_size
    return total


def _free_pages(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "atelier.db")) as connection:
        return int(connection.execute("PRAGMA freelist_count").fetchone()[0])
