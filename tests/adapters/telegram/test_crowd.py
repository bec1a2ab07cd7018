"""Many people, and bad weather: nobody is forgotten, and the limits are kept."""

import asyncio
import time
from pathlib import Path

from adapters.telegram.pace import Limits
from core.conversation.replies import Reply
from storage.store import open_store
from tests.adapters.telegram.booth import TOKEN, Booth, picture, spec, telegram, text_of
from tests.adapters.telegram.clocks import Fast
from tests.platforms.telegram import Server
from tests.platforms.telegram_world import User

CHATS = 500


def texts_for(person: User) -> list[str]:
    """Every tenth gets two messages at once."""
    return ["one", "two"] if person["id"] % 10 == 0 else ["one"]


def all_heard(server: Server, people: list[User]) -> bool:
    said: dict[int, list[str]] = {}
    for (chat, _), message in sorted(server.world.messages.items()):
        said.setdefault(chat, []).append(text_of(message))
    return all(said.get(person["id"]) == texts_for(person) for person in people)


def test_500_chats_at_30_messages_a_second_and_none_lost(tmp_path: Path) -> None:
    fast = Fast(rate=3.0)

    async def scene() -> None:
        async with (
            Server(TOKEN, spec(), fast, strict=True) as server,
            open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store,
        ):
            booth = Booth(store, server, telegram(server, limits=Limits(), clock=fast, sleep=fast.sleep))
            people = [server.world.person(f"person {number}") for number in range(CHATS)]
            async with store.begin() as unit:
                for person in people:
                    address = booth.address(person)
                    for text in texts_for(person):
                        await unit.post(address, str(address), Reply(text=text), time.time())
            await booth.open()
            begun = fast()
            await server.world.until(lambda: all_heard(server, people), 60)
            assert fast() - begun >= CHATS / 30 - 1
            await booth.close()
            assert server.too_many <= CHATS // 100

    asyncio.run(scene())


def test_a_minute_without_network_in_the_middle_of_a_job(tmp_path: Path) -> None:
    fast = Fast(rate=30.0)

    async def scene() -> None:
        async with (
            Server(TOKEN, spec(), time.time) as server,
            open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store,
        ):
            booth = Booth(store, server, telegram(server, clock=fast, sleep=fast.sleep))
            await booth.open()
            ann = server.world.person("Ann")
            server.world.photo(ann, picture("teal"))
            await booth.said(ann, "Got your photo.")
            server.world.photo(ann, picture("gold"))
            await booth.said(ann, "I have both pictures")
            await server.stop()
            await booth.finish(await booth.job())
            server.world.text(ann, "/privacy")
            await fast.sleep(60)
            assert booth.died is None
            await server.start()
            await booth.said(ann, "I keep your two photos")
            shown = await booth.said(ann, "Here it is", "I keep your two photos", total=3)
            assert "photo" in shown[1]
            assert booth.died is None
            await booth.close()

    asyncio.run(scene())
