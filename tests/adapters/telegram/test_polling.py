"""Long polling: nothing is confirmed before it is kept, and whatever goes wrong is waited for or said."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram.adapter import Telegram
from adapters.telegram.api_client import ApiClient
from adapters.telegram.errors import Conflict, PollingStalled
from adapters.telegram.polling import LONGEST_PAUSE, STALLED_AFTER, Poller
from core.model.errors import StorageError
from core.model.event import TextSent
from core.plugins.answers import InvalidToken
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram.harness import (
    TOKEN,
    EmulatedBot,
    RecordingEngine,
    StillClock,
    VirtualClock,
    play,
    spec,
    telegram,
)
from tests.platforms.telegram import Server, Trouble

BAD_GATEWAY = Trouble("getUpdates", 502, "<html>502 Bad Gateway</html>")
BREAKS = Trouble("getUpdates")
NO_OK = Trouble("getUpdates", 200, '{"surprise": 1}')
OWN_TROUBLE = Trouble.answer("getUpdates", 500, "Internal Server Error")


@asynccontextmanager
async def running(adapter: Telegram, engine: RecordingEngine) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(adapter.run(engine))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=TIMEOUT)
        assert task.done()


def listen(scenario: Callable[[Server, RecordingEngine], Awaitable[None]]) -> None:
    """Plays a scenario with a server and an engine."""

    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            await scenario(server, RecordingEngine())

    asyncio.run(plays())


class TestOffsets:
    def test_they_move_only_when_the_engine_has_kept_the_update(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            engine.open.clear()
            async with running(telegram(server), engine):
                server.state.text(server.state.person("Ann"), "hello")
                await asyncio.wait_for(engine.knocked.wait(), TIMEOUT)
                assert server.confirmed == 0
                engine.open.set()
                await server.state.until(lambda: server.confirmed == 1001)
            assert len(engine.events) == 1

        listen(scenario)

    def test_what_the_database_cannot_take_just_now_comes_again(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            still = StillClock()
            engine.troubles.append(StorageError("the disk is full"))
            async with running(telegram(server, sleep=still.sleep, clock=time.monotonic), engine):
                ann = server.state.person("Ann")
                server.state.text(ann, "one")
                server.state.text(ann, "two")
                events = await engine.heard(2)
            assert [event.text for event in events if isinstance(event, TextSent)] == ["one", "two"]

        listen(scenario)

    def test_what_comes_again_is_dropped(self, tmp_path: Path) -> None:
        people: list[Any] = []

        async def life(bot: EmulatedBot) -> None:
            people.append(bot.state.person("Ann"))
            bot.state.text(people[0], "/start")
            await bot.said(people[0], "Hello!")
            await bot.state.until(lambda: bot.server.confirmed == 1001)
            bot.server.redeliver()

        async def next_life(bot: EmulatedBot) -> None:
            await bot.state.until(lambda: bot.server.confirmed == 1001)
            bot.state.text(people[0], "/privacy")
            await bot.said(people[0], "I keep your pictures")
            async with bot.store.begin() as transaction:
                history = await transaction.history(bot.address(people[0]), 100)
            assert len([line for line in history if line.event is not None]) == 2

        play(tmp_path, life, next_life)


class TestOutage:
    @pytest.mark.parametrize("trouble", [BAD_GATEWAY, BREAKS, NO_OK, OWN_TROUBLE], ids=["502", "cut", "no ok", "500"])
    def test_is_waited_for_longer_each_time(self, trouble: Trouble) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            still = StillClock()
            server.troubles.extend([trouble] * 8)
            async with running(telegram(server, sleep=still.sleep, clock=lambda: 0.0, chance=lambda: 1.0), engine):
                server.state.text(server.state.person("Ann"), "hello")
                await engine.heard(1)
            pauses = [pause for pause in still.pauses if pause != STALLED_AFTER]
            wanted = [2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
            assert pauses == wanted[: len(pauses)]
            assert len(pauses) >= 4  # aiohttp itself asks once more where a connection broke

        listen(scenario)

    def test_too_many_requests_wait_as_long_as_it_says(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            still = StillClock()
            server.troubles.append(
                Trouble.answer("getUpdates", 429, "Too Many Requests: retry after 17", retry_after=17)
            )
            async with running(telegram(server, sleep=still.sleep, clock=lambda: 0.0), engine):
                server.state.text(server.state.person("Ann"), "hello")
                await engine.heard(1)
            assert 17 in still.pauses

        listen(scenario)

    def test_an_update_that_nobody_can_read_is_passed_over_and_said(self, caplog: pytest.LogCaptureFixture) -> None:
        async def scenario() -> None:
            async with Server(TOKEN, None, time.time) as server:
                engine = RecordingEngine()
                server.state.updates.append({"update_id": 999, "message": {"from": {"id": 7}}})
                server.state.text(server.state.person("Ann"), "hello")
                async with running(telegram(server), engine):
                    await engine.heard(1)

        asyncio.run(scenario())
        assert "update 999 can't be read" in caplog.text


class TestEnds:
    def test_another_poller_is_said_and_not_fought(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            async with running(telegram(server), engine) as first:
                await server.state.until(lambda: server.polls)
                async with running(telegram(server), engine):
                    await asyncio.wait([first], timeout=TIMEOUT)
                    with pytest.raises(Conflict, match="another program polls with this bot's token"):
                        await first
                    polls = server.polls
                    server.state.text(server.state.person("Ann"), "hello")
                    await engine.heard(1)
                    assert server.polls <= polls + 1

        listen(scenario)

    def test_a_token_that_telegram_does_not_know_is_said(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            wrong = telegram(server, token=TOKEN[:-1] + "x")
            with pytest.raises(InvalidToken, match="get the right one from @BotFather"):
                await wrong.run(engine)

        listen(scenario)

    def test_a_webhook_that_was_set_before_is_taken_away_and_nothing_with_it(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            server.webhook = {"url": "http://127.0.0.1:9/"}
            server.state.text(server.state.person("Ann"), "hello")
            async with running(telegram(server), engine):
                await engine.heard(1)
            assert server.asked("deleteWebhook") == [{"drop_pending_updates": "False"}]

        listen(scenario)

    def test_when_nothing_is_heard_for_too_long_it_raises_and_says_why(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            clock = VirtualClock()
            adapter = telegram(server, clock=clock, sleep=clock.sleep)
            async with running(adapter, engine) as task:
                await server.state.until(lambda: server.polls)
                await server.stop()
                await clock.advance(STALLED_AFTER)
                await asyncio.wait([task], timeout=TIMEOUT)
                with pytest.raises(
                    PollingStalled, match="nothing was heard of Telegram for 180 s: Telegram can't be reached"
                ):
                    await task

        listen(scenario)

    def test_the_watchdog_does_not_care_what_the_poller_is_doing(self) -> None:
        async def scenario() -> None:
            still = StillClock()

            async def never(update: dict[str, Any]) -> None:
                raise AssertionError(update)

            poller = Poller(ApiClient("http://127.0.0.1:9", None, None), never, still, still.sleep, lambda: 0.0)  # type: ignore[arg-type]
            with pytest.raises(PollingStalled, match="no answer at all"):
                await poller.watch()
            assert still.pauses == [STALLED_AFTER]

        asyncio.run(scenario())

    def test_a_stop_is_obeyed_at_once(self) -> None:
        async def scenario(server: Server, engine: RecordingEngine) -> None:
            async with running(telegram(server), engine) as task:
                await server.state.until(lambda: server.polls)
                task.cancel()
                await asyncio.wait([task], timeout=TIMEOUT)
                assert task.cancelled()
                assert server.polls == 1  # it was in the middle of a poll, which lasts longer than that

        listen(scenario)


def test_several_bots_of_several_servers_in_one_process() -> None:
    async def scenario(server: Server, engine: RecordingEngine) -> None:
        other_token = TOKEN.replace("4242", "77")
        async with Server(other_token, spec(), time.time) as second:
            others = RecordingEngine()
            async with running(telegram(server), engine), running(telegram(second, "other", token=other_token), others):
                server.state.text(server.state.person("Ann"), "one")
                second.state.text(second.state.person("Bob"), "two")
                (heard,), (other,) = await engine.heard(1), await others.heard(1)
                assert (heard.sender.name, heard.address.account) == ("Ann", "telegram")
                assert (other.sender.name, other.address.account) == ("Bob", "other")

    listen(scenario)
