"""What blocks the bot's loop is named with its plugin and where it is, and what never lets go ends the process."""

import asyncio
import sys
import threading
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from core.dialogue.turn import Rules
from core.engine.bot import BLOCK_SHOWN, Bot, Plugins
from core.engine.plugin_frames import Culprit, PluginFrames
from core.engine.watchdog import BLOCKED_TICKS, HUNG_TICKS, Watchdog
from core.jobs.runner import RunnerConfig
from core.plugins.health import Condition
from storage.store import open_store
from tests.broken.in_the_bot import Adapter, BlocksWhenRun, blocking
from tests.core.dialogue.harness import Blend
from tests.core.engine.harness import FakeAdapter

FRAMES = PluginFrames({"adapter fake": Adapter(), "effect other": Blend()})


def blocked(ticks: int) -> tuple[list[Culprit], list[Culprit]]:
    """What a watchdog tells of a plugin that blocks the loop for so many ticks, and whom it ends the process for."""
    told: list[Culprit] = []
    ended: list[Culprit] = []

    def tick() -> None:
        for _ in range(ticks):
            thread = threading.Thread(target=watchdog.tick)
            thread.start()
            thread.join()

    async def scenario() -> None:
        watchdog._loop, watchdog._watched = asyncio.get_running_loop(), threading.get_ident()
        await Adapter(act=blocking(tick)).fetch(None, 100)
        await asyncio.sleep(0)

    watchdog = Watchdog(FRAMES, told.append, ended.append)
    asyncio.run(scenario())
    return told, ended


def test_a_loop_that_has_its_turns_is_no_news() -> None:
    assert blocked(BLOCKED_TICKS) == ([], [])


def test_one_that_is_blocked_is_named_once(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.delitem(sys.modules, "pdb", raising=False)
    (told,), ended = blocked(HUNG_TICKS)
    assert told.label == "adapter fake"
    assert "in act < in_the_bot.py:" in told.where
    assert told.where.endswith(" in fetch")
    assert ended == []
    assert caplog.messages == [f"adapter fake blocks the bot for over a second: {told.where}"]


def test_one_that_never_lets_go_ends_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pdb", raising=False)
    _, (ended,) = blocked(2 * HUNG_TICKS)
    assert ended.label == "adapter fake"


def test_but_not_for_one_who_debugs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pdb", sys)
    assert blocked(2 * HUNG_TICKS)[1] == []


def test_code_that_is_no_plugins_has_no_name() -> None:
    culprit = PluginFrames({}).of_stack(sys._getframe())
    assert culprit.label == ""
    assert culprit.where.startswith("test_watchdog.py:")
    assert len(culprit.where.split(" < ")) == 8


def test_accounts_of_one_plugin_are_named_together() -> None:
    frames = PluginFrames({"adapter one": Adapter("one"), "adapter two": Adapter("two")})
    error = caught()
    assert frames.of_error(error).label == "adapter one or adapter two"
    assert " in fetch" in frames.of_error(error).where


def caught() -> BaseException:
    async def act() -> None:
        raise SystemExit(3)

    try:
        asyncio.run(Adapter(act=act).fetch(None, 100))
    except SystemExit as error:
        return error
    raise AssertionError


def test_an_adapter_that_blocks_is_named_while_it_does_and_shown_as_troubled(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    now = [1000.0]

    async def scenario() -> None:
        named = threading.Event()
        adapter = BlocksWhenRun("one", blocking(partial(named.wait, 60)))  # for as long as it isn't named
        ids, stop = count(1), asyncio.Event()
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            bot = Bot(
                store,
                Plugins({"one": adapter, "two": FakeAdapter()}, {}, {}),
                Rules({}),
                RunnerConfig(),
                clock=lambda: now[0],
                token=lambda: f"t{next(ids)}",
            )
            note = bot._watchdog._told
            bot._watchdog._told = lambda culprit: (note(culprit), named.set())[0]
            running = asyncio.create_task(bot.run(stop))
            await adapter.heard.wait()
            one, two = bot.health
            assert (one.condition, two.condition) == (Condition.TROUBLED, Condition.RUNNING)
            assert one.reason.startswith("it has blocked the bot for over a second: threading.py:")
            now[0] += BLOCK_SHOWN
            assert bot.health[0].condition is Condition.RUNNING
            stop.set()
            await running

    asyncio.run(scenario())
    (line,) = caplog.messages
    assert line.startswith("adapter one blocks the bot for over a second: threading.py:")
