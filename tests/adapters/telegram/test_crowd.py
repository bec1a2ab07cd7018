"""Many people, and outages: nobody is forgotten, and the limits are kept."""

import asyncio
import time
from pathlib import Path

from adapters.telegram.rate_limits import RateLimits
from storage.store import open_store
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import TOKEN, EmulatedBot, VirtualClock, spec, telegram, text_of
from tests.platforms.telegram import Server
from tests.platforms.telegram_state import User

CHATS = 500
A_SECOND = 30
ASKED = ("/start", "/privacy")
ANSWERS = ("Hello!", "I keep your pictures")


def asked_by(person: User) -> tuple[str, ...]:
    """Every tenth asks two things at once."""
    return ASKED if person["id"] % 10 == 0 else ASKED[:1]


def all_answered(server: Server, people: list[User]) -> bool:
    said: dict[int, list[str]] = {}
    for (chat, _), message in sorted(server.state.messages.items()):
        if message["from"]["is_bot"]:
            said.setdefault(chat, []).append(text_of(message))
    return all(as_asked(said.get(person["id"], []), asked_by(person)) for person in people)


def as_asked(said: list[str], asked: tuple[str, ...]) -> bool:
    return len(said) == len(asked) and all(map(str.startswith, said, ANSWERS))


def test_500_chats_at_30_messages_a_second_and_none_lost(tmp_path: Path) -> None:
    clock = VirtualClock()

    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), clock, strict=True) as server,
            open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store,
        ):
            bot = EmulatedBot(store, server, telegram(server, limits=RateLimits(), clock=clock, sleep=clock.sleep))
            people = [server.state.person(f"person {number}") for number in range(CHATS)]
            await bot.open()
            for person in people:
                for text in asked_by(person):
                    server.state.text(person, text)
                    await clock.advance(1 / A_SECOND)
            await clock.during(server.state.until(lambda: all_answered(server, people), timeout=300))
            await clock.during(bot.close())
            assert server.too_many <= CHATS // 100
            assert not [update for update in server.state.updates if update["update_id"] >= server.confirmed]

    asyncio.run(scenario())


def test_a_minute_without_network_in_the_middle_of_a_job(tmp_path: Path) -> None:
    clock = VirtualClock()

    async def scenario() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store,
        ):
            bot = EmulatedBot(store, server, telegram(server, clock=clock, sleep=clock.sleep))
            await bot.open()
            ann = server.state.person("Ann")
            server.state.photo(ann, picture("teal"))
            await bot.said(ann, "Got your photo.")
            server.state.photo(ann, picture("gold"))
            await bot.said(ann, "I have the pictures")
            await server.stop()
            await bot.finish(await bot.job())
            server.state.text(ann, "/privacy")
            await clock.advance(60)
            assert bot.died is None
            await server.start()
            await clock.during(bot.said(ann, "I keep your pictures"))
            shown = await bot.said(ann, "Here it is", "I keep your pictures", total=3)
            assert "photo" in shown[1]
            assert bot.died is None
            await bot.close()

    asyncio.run(scenario())
