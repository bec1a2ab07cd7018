"""Two bots at one PostgreSQL in one process: each account is answered on by one of them, whichever hears of it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.engine.outbox import OutboxDispatcher
from core.jobs.runner import RunnerConfig
from core.model.address import Address
from core.model.event import TextSent
from core.model.reply import Reply
from core.plugins.adapter import Engine as EngineContract
from core.plugins.capabilities import Capabilities
from core.plugins.health import Condition
from core.plugins.installed_effect import install
from storage import database
from storage.peers import PostgresPeers
from storage.store import open_store
from tests.core.dialogue.harness import ANN, Blend
from tests.core.engine.harness import ANN_ID, ROOM, FakeAdapter
from tests.storage.postgres import Server

TIMEOUT = 120.0
IDS = count()


class Listener(FakeAdapter):
    """An adapter that notes whether it hears its platform, and whether it is told that its process answers there."""

    def __init__(self, *, several_hear: bool = False, account: str = "one") -> None:
        super().__init__(Capabilities(several_hear=several_hear))
        self.account = account
        self.hears = self.answers = False

    async def run(self, engine: EngineContract) -> None:
        self.hears = True
        noting = asyncio.create_task(self._note(engine))
        try:
            await super().run(engine)
        finally:
            noting.cancel()
            self.hears = self.answers = False

    async def _note(self, engine: EngineContract) -> None:
        await engine.until_answering()
        self.answers = True


class Process:
    """A bot with one adapter, as a process of its own would have it."""

    def __init__(self, bot: Bot, adapter: Listener) -> None:
        self.bot, self.adapter = bot, adapter

    async def say(self, text: str, account: str = "one") -> None:
        """Somebody says something, which this process is brought."""
        event = TextSent(id=text, address=ROOM._replace(account=account), sender=ANN, text=text)
        await self.bot.engine.submit(event)

    async def until(self, condition: object) -> None:
        assert callable(condition)
        async with asyncio.timeout(TIMEOUT):
            while not condition():
                await asyncio.sleep(0.01)

    @property
    def answered(self) -> list[str]:
        """Which events its replies answer, in order."""
        return [message.answers.id for _, message in self.adapter.sent if message.answers is not None]

    @property
    def condition(self) -> Condition:
        return next(health.condition for health in self.bot.health if health.kind == "adapter")


@asynccontextmanager
async def process(url: str, name: str, adapter: Listener) -> AsyncIterator[Process]:
    async with open_store(url) as store:
        peers = PostgresPeers(database.parse(url), name)
        connected = asyncio.create_task(peers.run())
        effects, stop = install({"blend": Blend()}, framework_texts()), asyncio.Event()
        bot = Bot(
            store,
            Plugins({"fake": adapter}, {}, {}),
            Rules(effects),
            RunnerConfig(),
            clock=lambda: 10.0,
            token=lambda: f"t{next(IDS)}",
            peers=peers,
        )
        running = asyncio.create_task(bot.run(stop))
        try:
            yield Process(bot, adapter)
        finally:
            stop.set()
            await running
            connected.cancel()
            await asyncio.wait({connected})


@pytest.fixture
def url(server: Server) -> str:
    return server.new_database()


def test_a_second_stands_by_and_takes_over(url: str) -> None:
    async def scenario() -> None:
        async with AsyncExitStack() as others, AsyncExitStack() as firsts:
            first = await firsts.enter_async_context(process(url, "process 1", Listener()))
            await first.until(lambda: first.adapter.hears)
            second = await others.enter_async_context(process(url, "process 2", Listener()))
            await second.until(lambda: second.condition is Condition.STANDBY)
            (health,) = (one for one in second.bot.health if one.kind == "adapter")
            assert health.good
            assert health.reason.startswith("process 1 has it since ")
            assert health.reason.endswith("; this one stands by and takes over when that is gone")
            assert not second.adapter.hears
            await first.say("a")
            await first.until(lambda: first.answered == ["a"])
            await firsts.aclose()
            await second.until(lambda: second.adapter.hears and second.condition is Condition.RUNNING)
            await second.say("b")
            await second.until(lambda: second.answered == ["b"])

    asyncio.run(scenario())


def test_where_several_hear_one_answers_all_in_order(url: str) -> None:
    async def scenario() -> None:
        async with process(url, "1", Listener(several_hear=True)) as first:
            await first.say("before")
            await first.until(lambda: first.answered == ["before"])
            async with process(url, "2", Listener(several_hear=True)) as second:
                await second.until(lambda: second.adapter.hears)
                said = [f"{number:02}" for number in range(20)]
                for number, text in enumerate(said):
                    await (first, second)[number % 2].say(text)
                await second.say(said[0])  # it is brought again, elsewhere
                await first.until(lambda: len(first.answered) == 21)
                assert first.answered == ["before", *said]
                assert second.answered == []

    asyncio.run(scenario())


def test_where_several_hear_one_is_told_that_it_answers_and_then_whoever_takes_over(url: str) -> None:
    async def scenario() -> None:
        async with AsyncExitStack() as others, AsyncExitStack() as firsts:
            first = await firsts.enter_async_context(process(url, "1", Listener(several_hear=True)))
            await first.until(lambda: first.adapter.answers)
            second = await others.enter_async_context(process(url, "2", Listener(several_hear=True)))
            await second.until(lambda: second.adapter.hears and second.condition is Condition.STANDBY)
            assert not second.adapter.answers
            await firsts.aclose()
            await second.until(lambda: second.adapter.answers)

    asyncio.run(scenario())


def test_what_was_heard_while_nobody_answered_is_answered_by_whoever_is_next(url: str) -> None:
    async def scenario() -> None:
        async with open_store(url) as store, store.begin() as transaction:
            for at in ("one", "other"):
                event = TextSent(id="left", address=Address("fake", at, "room"), sender=ANN, text="hello")
                await transaction.receive(event, 1.0)
        async with process(url, "1", Listener(several_hear=True)) as first:
            await first.until(lambda: first.answered == ["left"])
        async with open_store(url) as store, store.begin() as transaction:
            (left,) = await transaction.unhandled()
            assert left.address.account == "other"  # an account of another bot's

    asyncio.run(scenario())


def test_what_waits_is_sent_as_soon_as_it_is_known_again_who_is_to_send_it(tmp_path: Path) -> None:
    async def scenario() -> None:
        adapter, looked, known = FakeAdapter(), asyncio.Event(), asyncio.Event()

        def answers(account: tuple[str, str]) -> bool:
            assert account == ("fake", "one")
            looked.set()
            return known.is_set()

        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            outbox = OutboxDispatcher(store, {("fake", "one"): adapter}, lambda: 10.0, answers)
            async with store.begin() as transaction:
                await transaction.post(ROOM, ANN_ID, Reply(text="one"), 1.0)
            sending = asyncio.create_task(outbox.run())
            await looked.wait()
            assert adapter.sent == []
            known.set()
            await asyncio.wait_for(adapter.until(lambda: adapter.texts == ["one"]), TIMEOUT)
            sending.cancel()
            await asyncio.wait({sending})

    asyncio.run(scenario())
