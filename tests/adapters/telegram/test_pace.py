"""Telegram's pace is kept, edits included, and a chat that it wants to hear nothing of isn't even asked for."""

import asyncio
import time
from collections.abc import Awaitable, Callable

import pytest

from adapters.telegram.adapter import Telegram
from adapters.telegram.rate_limits import RateLimits
from core.model.address import Address
from core.plugins.adapter import RateLimited
from core.plugins.message import Message
from tests.adapters.telegram.harness import TOKEN, StillClock, spec, telegram, text_of
from tests.platforms.telegram import Server, Trouble

SECONDS = 30.0
HELLO = Message(key="1", text="hello")


def too_many(method: str) -> Trouble:
    return Trouble.answer(method, 429, f"Too Many Requests: retry after {SECONDS:.0f}", retry_after=int(SECONDS))


def address(server: Server, name: str) -> Address:
    return Address("telegram", "telegram", str(server.state.person(name)["id"]), "")


def play(scenario: Callable[[Server, Telegram, StillClock], Awaitable[None]]) -> None:
    """Plays a scenario with an adapter that sends but hears nothing."""

    async def plays() -> None:
        still = StillClock()
        async with Server(TOKEN, spec(), time.time) as server:
            adapter = telegram(server, limits=RateLimits(), clock=still, sleep=still.sleep)
            try:
                await scenario(server, adapter, still)
            finally:
                await adapter._client.close()

    asyncio.run(plays())


def test_edits_count_and_wait_their_turn() -> None:
    async def scenario(server: Server, adapter: Telegram, still: StillClock) -> None:
        ann = address(server, "Ann")
        reference = await adapter.send(ann, HELLO)
        for number in range(3):
            await adapter.edit(ann, reference, HELLO.model_copy(update={"text": f"edit {number}"}))
        assert still.pauses == [1.0] * 3

    play(scenario)


def test_progress_in_a_group_is_shown_every_10_seconds_at_most() -> None:
    async def scenario(server: Server, adapter: Telegram, still: StillClock) -> None:
        group = server.state.group("Friends")
        at = Address("telegram", "telegram", str(group), "")
        reference = await adapter.send(at, HELLO)

        async def show(percent: int) -> None:
            progress = {"text": f"painting: {percent}", "progress": percent / 100}
            await adapter.edit(at, reference, HELLO.model_copy(update=progress))

        still.now += 2.0
        await show(1)
        still.now += 6.0
        with pytest.raises(RateLimited) as limited:
            await show(2)
        assert limited.value.retry_after == 4.0
        still.now += 4.0
        await show(3)
        assert [text_of(message) for message in server.state.shown(group)] == ["painting: 3"]

    play(scenario)


@pytest.mark.parametrize("progress", [None, 0.5], ids=["an edit", "progress"])
def test_after_a_refused_edit_messages_to_that_chat_wait_and_others_do_not(progress: float | None) -> None:
    async def scenario(server: Server, adapter: Telegram, still: StillClock) -> None:
        ann, bob = address(server, "Ann"), address(server, "Bob")
        reference = await adapter.send(ann, HELLO)
        still.now += 1.0
        server.troubles.append(too_many("editMessageText"))
        with pytest.raises(RateLimited):
            await adapter.edit(ann, reference, HELLO.model_copy(update={"text": "more", "progress": progress}))
        with pytest.raises(RateLimited) as limited:
            await adapter.send(ann, HELLO)
        assert limited.value.retry_after == SECONDS
        assert len(server.asked("sendMessage")) == 1
        await adapter.send(bob, HELLO)
        still.now += SECONDS
        await adapter.send(ann, HELLO)
        assert len(server.asked("sendMessage")) == 3

    play(scenario)


def test_after_a_refused_message_neither_others_nor_edits_of_that_chat_are_tried() -> None:
    async def scenario(server: Server, adapter: Telegram, still: StillClock) -> None:
        ann = address(server, "Ann")
        reference = await adapter.send(ann, HELLO)
        still.now += 1.0
        server.troubles.append(too_many("sendMessage"))
        for _ in range(2):
            with pytest.raises(RateLimited) as limited:
                await adapter.send(ann, HELLO)
            assert limited.value.retry_after == SECONDS
        with pytest.raises(RateLimited):
            await adapter.edit(ann, reference, HELLO.model_copy(update={"text": "more"}))
        assert (len(server.asked("sendMessage")), len(server.asked("editMessageText"))) == (2, 0)
        still.now += SECONDS
        assert await adapter.edit(ann, reference, HELLO.model_copy(update={"text": "more"})) == reference

    play(scenario)
