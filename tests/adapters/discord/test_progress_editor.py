"""Progress: the newest only, never after a job's last word, and nothing waits behind it."""

import asyncio
from pathlib import Path

import pytest

from adapters.discord.errors import InteractionExpired
from adapters.discord.interactions import Reference
from adapters.discord.progress_editor import ProgressEditor
from core.plugins.adapter import Message, RateLimited, Undeliverable
from core.plugins.answers import Forbidden
from tests.adapters.discord.harness import GOLD, TEAL, SimulatedBot, labels, play
from tests.adapters.discord.test_guild import DONE, STARTED, Scene
from tests.adapters.harness import picture

STATUS = Reference(channel="1", message="2", application="3", token="t", until=100.0)


class StatusMessage:
    """Takes edits, and keeps them waiting while ``open`` isn't set."""

    def __init__(self, *failures: Exception) -> None:
        self.open = asyncio.Event()
        self.open.set()
        self.shown: list[tuple[bool, float | None]] = []
        self._failures = list(failures)

    async def change(self, place: Reference, message: Message) -> None:
        await self.open.wait()
        if self._failures:
            raise self._failures.pop(0)
        self.shown.append((place.until > 0, message.progress))


def at(fraction: float) -> Message:
    return Message(key="p", text="Painting", progress=fraction)


def test_one_edit_at_a_time() -> None:
    async def scene() -> None:
        status_message = StatusMessage()
        progress = ProgressEditor(status_message.change)
        status_message.open.clear()
        first = asyncio.create_task(progress.show(STATUS, at(0.1)))
        await asyncio.sleep(0)
        with pytest.raises(RateLimited):
            await progress.show(STATUS, at(0.2))
        status_message.open.set()
        await first
        await progress.show(STATUS, at(0.3))
        assert status_message.shown == [(True, 0.1), (True, 0.3)]

    asyncio.run(scene())


def test_the_last_word_waits_for_it_and_another_status_doesnt() -> None:
    async def scene() -> None:
        status_message = StatusMessage()
        progress = ProgressEditor(status_message.change)
        status_message.open.clear()
        first = asyncio.create_task(progress.show(STATUS, at(0.1)))
        await asyncio.sleep(0)
        settled = asyncio.create_task(progress.settled(STATUS))
        await progress.settled(STATUS.model_copy(update={"message": "other"}))
        await asyncio.sleep(0)
        assert not settled.done()
        status_message.open.set()
        await settled
        await first
        assert status_message.shown == [(True, 0.1)]

    asyncio.run(scene())


def test_a_refused_token_is_the_end_of_the_token_only() -> None:
    async def scene() -> None:
        status_message = StatusMessage(InteractionExpired("Invalid Webhook Token", 50027))
        await ProgressEditor(status_message.change).show(STATUS, at(0.5))
        assert status_message.shown == [(False, 0.5)]

    asyncio.run(scene())


def test_what_is_refused_isnt_asked_again() -> None:
    async def scene() -> None:
        status_message = StatusMessage(
            InteractionExpired("Invalid Webhook Token", 50027), Forbidden("Missing Access", 50001)
        )
        progress = ProgressEditor(status_message.change)
        for _ in range(2):
            with pytest.raises(Undeliverable):
                await progress.show(STATUS, at(0.5))
        assert status_message.shown == []

    asyncio.run(scene())


def test_a_broken_line_is() -> None:
    async def scene() -> None:
        status_message = StatusMessage(ConnectionError("cut"))
        progress = ProgressEditor(status_message.change)
        with pytest.raises(ConnectionError):
            await progress.show(STATUS, at(0.5))
        await progress.show(STATUS, at(0.6))
        assert status_message.shown == [(True, 0.6)]

    asyncio.run(scene())


def test_a_bar_a_preview_and_a_button(tmp_path: Path) -> None:
    async def scene(bot: SimulatedBot) -> None:
        there = Scene(bot)
        await there.ann.slash(there.channel, "style", photo=("SPOILER_a.jpg", picture("teal")), style=GOLD)
        await there.said(there.bob, STARTED)
        job = await bot.job()
        bot.progress(job, 0.5, picture("olive"))
        (status,) = await there.said(there.bob, "Painting\n▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱▱▱▱▱▱")
        assert [file.filename for file in status.attachments] == ["SPOILER_painting.jpg"]
        assert labels(status) == ["Cancel"]
        bot.progress(job, 0.75)
        (status,) = await there.said(there.bob, "Painting\n▰▰▰▰▰▰▰▰▰▰▰▰▰▰▰▱▱▱▱▱")
        assert [file.filename for file in status.attachments] == ["SPOILER_painting.jpg"]
        await there.ann.click(status, label="Cancel")
        (stopped,) = await there.said(there.bob, "Stopped.")
        assert stopped.attachments == []

    play(tmp_path, scene)


def test_it_goes_on_when_the_interaction_is_over(tmp_path: Path) -> None:
    async def scene(bot: SimulatedBot) -> None:
        there = Scene(bot)
        await there.ann.slash(there.channel, "style", photo=TEAL, style=GOLD)
        await there.said(there.bob, STARTED)
        bot.more = 15 * 60.0
        bot.progress(await bot.job(), 0.25)
        await there.said(there.bob, "Painting\n▰▰▰▰▰▱")
        await bot.finish(await bot.job())
        await there.said(there.bob, f"<@{there.ann.id}> {DONE}")

    play(tmp_path, scene)
