"""Whatever bytes come, somebody is answered or the connection ends: nothing is wrong with the server."""

import asyncio
import logging
from pathlib import Path
from random import Random

import pytest

from adapters.web.adapter import WebPage
from adapters.web.limits import Allowance, Limits, Shares
from adapters.web.options import WebOptions
from core.plugins.listener import ConnectionLimits
from storage.store import open_store
from tests.adapters.harness import TIMEOUT, BotHarness
from tests.attacks.harness import ATTACKS, enter, status, strangers
from tests.attacks.odd_requests import odd_request

TOKEN = "an-access-token-long-enough"
ANY = Shares(person=Allowance(amount=1e9, seconds=1))
SHORT, AT_ONCE = 0.3, 25
UNLIMITED = Limits(
    requests=ANY,
    reads=ANY,
    pages=ANY,
    writes=ANY,
    uploads=ANY,
    megabytes=ANY,
    identities=ANY,
    guesses=ANY,
    guess_pause=0.0,
    post_seconds=SHORT,
)


@pytest.mark.parametrize("options", [{}, {"token": TOKEN}])
def test_no_request_is_too_odd(tmp_path: Path, options: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    page = WebPage(
        "web",
        WebOptions.model_validate({"port": 0, **options}),
        tmp_path / "page",
        limits=UNLIMITED,
        connections=ConnectionLimits(head_seconds=SHORT),
    )

    async def answered(port: int, data: bytes) -> int:
        """The status, 0 where the connection ends: what isn't a whole request is waited for in vain."""
        async with strangers(port) as (one,):
            try:
                await one.send(data)
                return await one.status()
            except ConnectionError:
                return 0

    async def scenario() -> None:
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store:
            bot = BotHarness(store, page, told=lambda: None)
            bot.open()
            await asyncio.wait_for(page.ready.wait(), TIMEOUT)
            port = int(page.url.rpartition(":")[2])
            cookie = "Cookie: atelier=x" if options else await enter(port)
            seen: set[int] = set()
            for begin in range(0, ATTACKS // 2, AT_ONCE):
                batch = [odd_request(Random(number), cookie) for number in range(begin, begin + AT_ONCE)]
                statuses = await asyncio.gather(*(answered(port, data) for data in batch))
                wrong = [data for data, status in zip(batch, statuses, strict=True) if status >= 500]
                assert not wrong
                seen.update(statuses)
            assert {200, 400, 401, 405} <= seen  # they got as far as our own code
            assert await status(port, "GET /healthz") == 200
            assert bot.died is None
            await bot.end()

    with caplog.at_level(logging.WARNING):
        asyncio.run(scenario())
    assert [record.getMessage() for record in caplog.records] == []
