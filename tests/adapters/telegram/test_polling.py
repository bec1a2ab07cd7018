"""Long polling: nothing is confirmed before it is kept, and whatever goes wrong is waited for or said."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from adapters.telegram.adapter import Telegram
from adapters.telegram.client import Client
from adapters.telegram.errors import BadToken, Conflict, Deaf
from adapters.telegram.polling import DEAF_AFTER, LONGEST_PAUSE, Poller
from core.conversation.events import TextSent
from core.errors import StorageError
from tests.adapters.telegram.booth import TOKEN, Booth, play, spec, telegram
from tests.adapters.telegram.clocks import Fast, Still
from tests.adapters.telegram.ears import Ears
from tests.platforms.telegram import Server, Trouble

BAD_GATEWAY = Trouble("getUpdates", 502, "<html>502 Bad Gateway</html>")
BREAKS = Trouble("getUpdates")
NO_OK = Trouble("getUpdates", 200, '{"surprise": 1}')
OWN_TROUBLE = Trouble.answer("getUpdates", 500, "Internal Server Error")


@asynccontextmanager
async def running(adapter: Telegram, ears: Ears) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(adapter.run(ears))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait([task], timeout=5)
        assert task.done()


def listen(scene: Callable[[Server, Ears], Awaitable[None]]) -> None:
    """Plays a scene with a server and an engine."""

    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time) as server:
            await scene(server, Ears())

    asyncio.run(plays())


class TestOffsets:
    def test_they_move_only_when_the_engine_has_kept_the_update(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            ears.open.clear()
            async with running(telegram(server), ears):
                server.world.text(server.world.person("Ann"), "hello")
                await asyncio.wait_for(ears.knocked.wait(), 10)
                assert server.confirmed == 0
                ears.open.set()
                await server.world.until(lambda: server.confirmed == 1001)
            assert len(ears.events) == 1

        listen(scene)

    def test_what_the_database_cannot_take_just_now_comes_again(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            still = Still()
            ears.troubles.append(StorageError("the disk is full"))
            async with running(telegram(server, sleep=still.sleep, clock=time.monotonic), ears):
                ann = server.world.person("Ann")
                server.world.text(ann, "one")
                server.world.text(ann, "two")
                events = await ears.heard(2)
            assert [event.text for event in events if isinstance(event, TextSent)] == ["one", "two"]

        listen(scene)

    def test_what_comes_again_is_dropped(self, tmp_path: Path) -> None:
        people: list[Any] = []

        async def life(booth: Booth) -> None:
            people.append(booth.world.person("Ann"))
            booth.world.text(people[0], "/start")
            await booth.said(people[0], "Hello!")
            await booth.world.until(lambda: booth.server.confirmed == 1001)
            booth.server.redeliver()

        async def next_life(booth: Booth) -> None:
            await booth.world.until(lambda: booth.server.confirmed == 1001)
            booth.world.text(people[0], "/privacy")
            await booth.said(people[0], "I keep your two photos")
            async with booth.store.begin() as unit:
                history = await unit.history(booth.address(people[0]), 100)
            assert len([line for line in history if line.event is not None]) == 2

        play(tmp_path, life, next_life)


class TestWeather:
    @pytest.mark.parametrize("trouble", [BAD_GATEWAY, BREAKS, NO_OK, OWN_TROUBLE], ids=["502", "cut", "no ok", "500"])
    def test_is_waited_for_longer_each_time(self, trouble: Trouble) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            still = Still()
            server.troubles.extend([trouble] * 8)
            async with running(telegram(server, sleep=still.sleep, clock=lambda: 0.0, chance=lambda: 1.0), ears):
                server.world.text(server.world.person("Ann"), "hello")
                await ears.heard(1)
            pauses = [pause for pause in still.pauses if pause != DEAF_AFTER]
            wanted = [2, 4, 8, 16, 32, LONGEST_PAUSE, LONGEST_PAUSE, LONGEST_PAUSE]
            assert pauses == wanted[: len(pauses)]
            assert len(pauses) >= 4  # aiohttp itself asks once more where a connection broke

        listen(scene)

    def test_too_many_requests_wait_as_long_as_it_says(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            still = Still()
            server.troubles.append(
                Trouble.answer("getUpdates", 429, "Too Many Requests: retry after 17", retry_after=17)
            )
            async with running(telegram(server, sleep=still.sleep, clock=lambda: 0.0), ears):
                server.world.text(server.world.person("Ann"), "hello")
                await ears.heard(1)
            assert 17 in still.pauses

        listen(scene)

    def test_an_update_that_nobody_can_read_is_passed_over_and_said(self, caplog: pytest.LogCaptureFixture) -> None:
        async def scene() -> None:
            async with Server(TOKEN, None, time.time) as server:
                ears = Ears()
                server.world.updates.append({"update_id": 999, "message": {"message_id": 1}})
                server.world.text(server.world.person("Ann"), "hello")
                async with running(telegram(server), ears):
                    await ears.heard(1)

        asyncio.run(scene())
        assert "update 999 can't be read" in caplog.text


class TestEnds:
    def test_another_poller_is_said_and_not_fought(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            async with running(telegram(server), ears) as first:
                await server.world.until(lambda: server.polls)
                async with running(telegram(server), ears):
                    await asyncio.wait([first], timeout=10)
                    with pytest.raises(Conflict, match="another program polls with this bot's token"):
                        await first
                    polls = server.polls
                    server.world.text(server.world.person("Ann"), "hello")
                    await ears.heard(1)
                    assert server.polls <= polls + 1

        listen(scene)

    def test_a_token_that_telegram_does_not_know_is_said(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            wrong = telegram(server, token=TOKEN[:-1] + "x")
            with pytest.raises(BadToken, match="get the right one from @BotFather"):
                await wrong.run(ears)

        listen(scene)

    def test_a_webhook_that_was_set_before_is_taken_away_and_nothing_with_it(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            server.webhook = {"url": "http://127.0.0.1:9/"}
            server.world.text(server.world.person("Ann"), "hello")
            async with running(telegram(server), ears):
                await ears.heard(1)
            assert server.asked("deleteWebhook") == [{"drop_pending_updates": "False"}]

        listen(scene)

    def test_when_nothing_is_heard_for_too_long_it_raises_and_says_why(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            fast = Fast(rate=300)
            adapter = telegram(server, clock=fast, sleep=fast.sleep)
            async with running(adapter, ears) as task:
                await server.world.until(lambda: server.polls)
                await server.stop()
                await asyncio.wait([task], timeout=10)
                with pytest.raises(Deaf, match="nothing was heard of Telegram for 180 s: Telegram can't be reached"):
                    await task

        listen(scene)

    def test_the_watchdog_does_not_care_what_the_poller_is_doing(self) -> None:
        async def scene() -> None:
            still = Still()

            async def never(update: dict[str, Any]) -> None:
                raise AssertionError(update)

            poller = Poller(Client("http://127.0.0.1:9", None), never, still, still.sleep, lambda: 0.0)  # type: ignore[arg-type]
            with pytest.raises(Deaf, match="no answer at all"):
                await poller.watch()
            assert still.pauses == [DEAF_AFTER]

        asyncio.run(scene())

    def test_a_stop_is_obeyed_at_once(self) -> None:
        async def scene(server: Server, ears: Ears) -> None:
            async with running(telegram(server), ears) as task:
                await server.world.until(lambda: server.polls)
                begun = time.monotonic()
                task.cancel()
                await asyncio.wait([task])
                assert task.cancelled()
                assert time.monotonic() - begun < 1

        listen(scene)


def test_several_bots_of_several_servers_in_one_process() -> None:
    async def scene(server: Server, ears: Ears) -> None:
        other_token = TOKEN.replace("4242", "77")
        async with Server(other_token, spec(), time.time) as second:
            others = Ears()
            async with running(telegram(server), ears), running(telegram(second, "other", token=other_token), others):
                server.world.text(server.world.person("Ann"), "one")
                second.world.text(second.world.person("Bob"), "two")
                (heard,), (other,) = await ears.heard(1), await others.heard(1)
                assert (heard.sender.name, heard.address.account) == ("Ann", "telegram")
                assert (other.sender.name, other.address.account) == ("Bob", "other")

    listen(scene)
