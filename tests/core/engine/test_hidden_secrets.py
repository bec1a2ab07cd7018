"""What is said of an adapter's health and its last breath holds no secrets."""

import asyncio
import logging
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.engine.supervisor import Supervisor
from core.jobs.runner import RunnerConfig
from core.plugins.health import Condition, Health
from core.plugins.installed_effect import install
from storage.store import open_store
from tests.core.dialogue.harness import Blend
from tests.core.engine.harness import FakeAdapter

TOKEN = "123:abc"


def hide(text: str) -> str:
    return text.replace(TOKEN, "*")


def supervisor(run: Callable[[], object], broken: dict[str, str]) -> Supervisor:
    adapters = {"bot": run}
    return Supervisor(
        adapters,  # type: ignore[arg-type]
        clock=lambda: 0.0,
        sleep=asyncio.sleep,
        chance=lambda: 0.5,
        broken=broken,
        hide=hide,
    )


def test_one_that_could_not_be_made() -> None:
    async def never() -> None: ...

    (health,) = [one for one in supervisor(never, {"odd": f"{TOKEN} was refused"}).health if one.name == "odd"]
    assert (health.condition, health.reason) == (Condition.BROKEN, "* was refused")


def test_one_that_fails_while_it_stops(caplog: pytest.LogCaptureFixture) -> None:
    async def scenario() -> None:
        running = asyncio.Event()

        async def run() -> None:
            running.set()
            try:
                await asyncio.Event().wait()
            finally:
                raise ConnectionError(f"https://host/bot{TOKEN}/close")

        task = asyncio.create_task(supervisor(run, {}).run())
        await running.wait()
        task.cancel()
        await asyncio.wait([task])

    caplog.set_level(logging.WARNING)
    asyncio.run(scenario())
    assert "adapter bot: while it stopped: ConnectionError: https://host/bot*/close" in caplog.messages


def test_one_that_runs_and_is_in_trouble(tmp_path: Path) -> None:
    adapter, told = FakeAdapter(), list[Health]()

    async def scenario() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            ids, stop = count(1), asyncio.Event()
            plugins, rules = Plugins({"fake": adapter}, {}, {}), Rules(install({"blend": Blend()}, framework_texts()))
            bot = Bot(
                store, plugins, rules, RunnerConfig(), clock=lambda: 10.0, token=lambda: f"t{next(ids)}", hide=hide
            )
            running = asyncio.create_task(bot.run(stop))
            await asyncio.wait_for(bot.engine.ready.wait(), 60)
            while not bot.health[0].good:
                await asyncio.sleep(0)
            adapter.trouble = f"https://host/bot{TOKEN} doesn't answer"  # type: ignore[misc]
            told.extend(bot.health)
            stop.set()
            await running

    asyncio.run(scenario())
    assert [(health.condition, health.reason) for health in told] == [
        (Condition.TROUBLED, "https://host/bot* doesn't answer")
    ]
