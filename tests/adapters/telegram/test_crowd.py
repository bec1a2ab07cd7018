"""Many people, and outages: nobody is forgotten, and the limits are kept."""

import asyncio
import time
from pathlib import Path

from adapters.telegram.rate_limits import RateLimits
from storage.store import open_store
from tests.adapters.harness import picture
from tests.adapters.telegram.harness import TOKEN, EmulatedBot, FastClock, spec, telegram, text_of
from tests.platforms.telegram import Server
from tests.platforms.telegram_world import User

CHATS = 500
A_SECOND = 30
ASKED = ("/start", "/privacy")
ANSWERS = ("Hello!", "I keep your two photos")


def asked_by(person: User) -> tuple[str, ...]:
    """Every tenth asks two things at once."""
    return ASKED if person["id"] % 10 == 0 else ASKED[:1]


def all_answered(server: Server, people: list[User]) -> bool:
    said: dict[int, list[str]] = {}
    for (chat, _), message in sorted(server.world.messages.items()):
        if message["from"]["is_bot"]:
            said.setdefault(chat, []).append(text_of(message))
    return all(as_asked(said.get(person["id"], []), asked_by(person)) for person in people)


def as_asked(said: list[str], asked: tuple[str, ...]) -> bool:
    return len(said) == len(asked) and all(map(str.startswith, said, ANSWERS))


def test_500_chats_at_30_messages_a_second_and_none_lost(tmp_path: Path) -> None:
    fast = FastClock(rate=3.0)

    async def scene() -> None:
        async with (
            Server(TOKEN, spec(), fast, strict=True) as server,
            open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store,
        ):
            bot = EmulatedBot(store, server, telegram(server, limits=RateLimits(), clock=fast, sleep=fast.sleep))
            people = [server.world.person(f"person {number}") for number in range(CHATS)]
            await bot.open()
            for person in people:
                for text in asked_by(person):
                    server.world.text(person, text)
                    await fast.sleep(1 / A_SECOND)
            await server.world.until(lambda: all_answered(server, people), 60)
            await bot.close()
            assert server.too_many <= CHATS // 100
            assert not [update for update in server.world.updates if update["update_id"] >= server.confirmed]

    asyncio.run(scene())


def test_a_minute_without_network_in_the_middle_of_a_job(tmp_path: Path) -> None:
    fast = FastClock(rate=30.0)

    async def scene() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store,
        ):
            bot = EmulatedBot(store, server, telegram(server, clock=fast, sleep=fast.sleep))
            await bot.open()
            ann = server.world.person("Ann")
            server.world.photo(ann, picture("teal"))
            await bot.said(ann, "Got your photo.")
            server.world.photo(ann, picture("gold"))
            await bot.said(ann, "I have both pictures")
            await server.stop()
            await bot.finish(await bot.job())
            server.world.text(ann, "/privacy")
            await fast.sleep(60)
            assert bot.died is None
            await server.start()
            await bot.said(ann, "I keep your two photos")
            shown = await bot.said(ann, "Here it is", "I keep your two photos", total=3)
            assert "photo" in shown[1]
            assert bot.died is None
            await bot.close()

    asyncio.run(scene())
