"""One process on the page, Telegram and Discord at once: one of them crashes and comes back, unseen by the others."""

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from aiohttp import ClientSession, CookieJar

from adapters.web.adapter import WebPage
from adapters.web.options import WebOptions
from core.engine.bot import Bot
from core.plugins.health import Condition
from tests import golden
from tests.adapters.discord.wire.harness import TOKEN, discord, spec
from tests.adapters.discord.wire.test_gateway import until
from tests.adapters.discord.wire.test_golden import Guest
from tests.adapters.harness import TIMEOUT
from tests.adapters.telegram import harness as telegram_harness
from tests.adapters.telegram.test_golden import Guest as TelegramGuest
from tests.adapters.web.harness import Visitor
from tests.adapters.web.test_golden import Guest as WebGuest
from tests.platforms import telegram
from tests.platforms.discord import Server


async def crash_and_come_back(bot: Bot, server: Server) -> None:
    """The gateway throws the bot out, which the supervisor sees to; then a person goes through it all."""
    await server.state.until(lambda: server.gateway.connected, TIMEOUT)
    await server.gateway.close(4004)
    await until(lambda: conditions(bot)["discord"] is Condition.WAITING)
    await server.state.until(lambda: server.gateway.connected and server.commands.all, TIMEOUT)
    await golden.converse(Guest(server, server.state.person("Ann")))


def conditions(bot: Bot) -> dict[str, Condition]:
    return {health.name: health.condition for health in bot.health if health.kind == "adapter"}


def test_a_person_on_each_at_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        async with AsyncExitStack() as stack:
            server = await stack.enter_async_context(Server(TOKEN, spec(), time.time))
            their = telegram.Server(telegram_harness.TOKEN, telegram_harness.spec(), time.time)
            await stack.enter_async_context(their)
            page = WebPage("web", WebOptions(port=0), tmp_path / "uploads")
            adapters = {"web": page, "telegram": telegram_harness.telegram(their), "discord": discord(server)}
            bot = await stack.enter_async_context(golden.bot(tmp_path, adapters))
            await asyncio.wait_for(page.ready.wait(), TIMEOUT)
            jar = CookieJar(unsafe=True)
            session = await stack.enter_async_context(ClientSession(headers={"Accept-Language": "en"}, cookie_jar=jar))
            visitor = Visitor(session, page.url)
            assert (await visitor.get("")).status == 200
            ear = await stack.enter_async_context(visitor.listening())
            await asyncio.gather(
                crash_and_come_back(bot, server),
                golden.converse(TelegramGuest(their.state, their.state.person("Bob"))),
                golden.converse(WebGuest(visitor, ear)),
            )
            restarts = {health.name: health.restarts for health in bot.health if health.kind == "adapter"}
            assert restarts == {"web": 0, "telegram": 0, "discord": 1}
            assert set(conditions(bot).values()) == {Condition.RUNNING}
            assert server.gateway.identifies == 2

    asyncio.run(scenario())
