"""Progress: one edit at a time, never after a job's last word, and nothing waits behind it."""

import asyncio
import logging

import pytest

from core.plugins import progress as module
from core.plugins.adapter import RateLimited, Undeliverable
from core.plugins.answers import Forbidden
from core.plugins.progress import ProgressEditor


class StatusMessage:
    """Takes edits, and keeps them waiting while ``open`` isn't set."""

    def __init__(self, *failures: Exception) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.edits = 0
        self._failures = list(failures)

    async def edit(self) -> None:
        await self.open.wait()
        if self._failures:
            raise self._failures.pop(0)
        self.edits += 1


def test_one_edit_at_a_time() -> None:
    async def scenario() -> None:
        status, progress = StatusMessage(), ProgressEditor()
        status.open.clear()
        first = asyncio.create_task(progress.show("a", status.edit))
        await asyncio.sleep(0)
        with pytest.raises(RateLimited):
            await progress.show("a", status.edit)
        status.open.set()
        await first
        await progress.show("a", status.edit)
        assert status.edits == 2

    asyncio.run(scenario())


def test_the_last_word_waits_for_it_and_another_status_doesnt() -> None:
    async def scenario() -> None:
        status, progress = StatusMessage(), ProgressEditor()
        status.open.clear()
        first = asyncio.create_task(progress.show("a", status.edit))
        await asyncio.sleep(0)
        settled = asyncio.create_task(progress.settled("a"))
        await progress.settled("another")
        await asyncio.sleep(0)
        assert not settled.done()
        status.open.set()
        await settled
        await first
        assert status.edits == 1

    asyncio.run(scenario())


def test_what_is_refused_isnt_asked_again() -> None:
    async def scenario() -> None:
        status, progress = StatusMessage(Forbidden("Missing Access", 50001)), ProgressEditor()
        for _ in range(2):
            with pytest.raises(Undeliverable):
                await progress.show("a", status.edit)
        assert status.edits == 0
        await progress.show("another", status.edit)

    asyncio.run(scenario())


def test_what_passes_is() -> None:
    async def scenario() -> None:
        status, progress = StatusMessage(ConnectionError("cut"), RateLimited(5.0)), ProgressEditor()
        with pytest.raises(ConnectionError):
            await progress.show("a", status.edit)
        with pytest.raises(RateLimited, match="5"):
            await progress.show("a", status.edit)
        await progress.show("a", status.edit)
        assert status.edits == 1

    asyncio.run(scenario())


@pytest.mark.parametrize(
    ("error", "level"), [(ConnectionError("cut"), logging.DEBUG), (KeyError("a mistake"), logging.ERROR)]
)
def test_nobody_waits_long_and_what_goes_wrong_later_is_said(
    error: Exception, level: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "EDIT_TIMEOUT", 0.0)

    async def scenario() -> None:
        status, progress = StatusMessage(error), ProgressEditor()
        status.open.clear()
        with pytest.raises(RateLimited):
            await progress.show("a", status.edit)
        status.open.set()
        await progress.settled("a")
        await asyncio.sleep(0)

    with caplog.at_level(logging.DEBUG, module.__name__):
        asyncio.run(scenario())
    assert [one.levelno for one in caplog.records] == [level]


def test_at_the_end_it_waits_for_nothing() -> None:
    async def scenario() -> None:
        status, progress = StatusMessage(), ProgressEditor()
        status.open.clear()
        showing = asyncio.create_task(progress.show("a", status.edit))
        await asyncio.sleep(0)
        await progress.close()
        await asyncio.wait([showing])
        assert showing.cancelled()
        assert status.edits == 0

    asyncio.run(scenario())
