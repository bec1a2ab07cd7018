"""Why nothing is heard of Telegram is said as long as it is so, and no longer."""

import asyncio
import time

from adapters.telegram.adapter import Telegram
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram.harness import TOKEN, RecordingEngine, StillClock, spec, telegram
from tests.platforms.telegram import Server, Trouble

TROUBLES = [
    Trouble("getUpdates", 502, "<html>502 Bad Gateway</html>"),
    Trouble.answer("getUpdates", 429, "Too Many Requests: retry after 17", retry_after=17),
]


def test_it_is_gone_with_the_first_answer() -> None:
    said: list[str] = []

    async def plays() -> None:
        still, engine = StillClock(), RecordingEngine()
        adapter: Telegram

        async def sleep(seconds: float) -> None:
            if adapter.trouble:
                said.append(adapter.trouble)
            await still.sleep(seconds)

        async with Server(TOKEN, spec(), time.time) as server:
            adapter = telegram(server, sleep=sleep, clock=lambda: 0.0)
            assert adapter.trouble == ""
            server.troubles.extend(TROUBLES)
            running = asyncio.create_task(adapter.run(engine))
            server.state.text(server.state.person("Ann"), "hello")
            await engine.heard(1)
            await server.state.until(lambda: server.confirmed == 1001)  # it asks on, so the answer is dealt with
            assert adapter.trouble == ""
            running.cancel()
            await asyncio.wait([running], timeout=TIMEOUT)

    asyncio.run(plays())
    assert "Telegram gave no answer that can be read (502)" in said
    assert "Telegram wants to hear nothing of us for 17 s" in said
