"""A bot on an emulated Telegram: the real adapter, engine and courier at a real database; tests do the painting."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from PIL import Image

from adapters.telegram.adapter import Telegram
from adapters.telegram.options import TelegramOptions
from adapters.telegram.pace import Limit, Limits
from core.conversation.address import Address
from core.conversation.fitting import fit
from core.conversation.replies import Reply
from core.conversation.store import Store
from core.plugins.adapter import Message as Shown
from core.plugins.effect import Effect
from storage.store import open_store
from tests.adapters.stall import PATIENCE, Stall
from tests.conftest import SHARED
from tests.platforms.telegram import Server
from tests.platforms.telegram_spec import Spec
from tests.platforms.telegram_world import Message, User, World

TOKEN = "4242:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk"
DESCRIPTION = SHARED / "specs" / "telegram-bot-api.json"
MANY = Limit(count=1000, seconds=0.01)
QUICK = Limits(all=MANY, chat=MANY, group=MANY, group_edit=0.0)
"""No limits to speak of, where they aren't what a test is about."""


def spec() -> Spec | None:
    """The description to check by; without it everything else is tested all the same."""
    return Spec.load(DESCRIPTION) if DESCRIPTION.exists() else None


class Booth:
    """One process's life, from ``open`` to ``close``."""

    def __init__(self, store: Store, server: Server, telegram: Telegram, effect: Effect | None = None) -> None:
        self.store, self.server, self.telegram = store, server, telegram
        self._stall = Stall(store, telegram, effect, told=server.world.wake)
        self.engine, self.courier, self.cancelled = self._stall.engine, self._stall.courier, self._stall.cancelled
        self.job, self.finish = self._stall.job, self._stall.finish

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def died(self) -> BaseException | None:
        return self._stall.died

    async def open(self) -> None:
        self._stall.open()

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        await self._stall.settle()
        await self._stall.end()

    async def said(self, chat: User | int, *texts: str, total: int | None = None) -> list[Message]:
        """Waits until these texts are the last that a chat shows of the bot, of so many in all; its messages."""
        place = chat if isinstance(chat, int) else chat["id"]

        def as_wanted() -> bool:
            shown = [text_of(message) for message in self.world.shown(place)]
            enough = len(shown) >= len(texts) if total is None else len(shown) == total
            return enough and all(map(str.startswith, shown[-len(texts) :], texts))

        try:
            await self.world.until(as_wanted, PATIENCE)
        except TimeoutError:
            shown = [text_of(message) for message in self.world.shown(place)]
            raise AssertionError(f"{shown} doesn't end with {texts}") from None
        return self.world.shown(place)

    async def photos(self) -> dict[str, tuple[int, int, int]]:
        """The colours of the pictures that the first active job is to be made of, by slot."""
        job, colours = await self.job(), {}
        async with self.store.begin() as unit:
            for slot, id in job.order.inputs.items():
                blob = await unit.blob(id)
                assert blob is not None
                image = Image.open(io.BytesIO(blob.data)).convert("RGB")
                colours[slot] = image.getpixel((5, 5))
        return colours  # type: ignore[return-value]

    def address(self, chat: User | int, thread: int | None = None) -> Address:
        place = chat if isinstance(chat, int) else chat["id"]
        return Address("telegram", self.telegram.account, str(place), str(thread or ""))

    def message(self, reply: Reply, preview: bytes | None, progress: float) -> Shown:
        """What the courier makes of a job's progress."""
        message = fit(reply, "progress")
        return message.model_copy(update={"picture": preview, "progress": progress})


def text_of(message: Message) -> str:
    text: str = message.get("text") or message.get("caption", "")
    return text


def buttons_of(message: Message) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def telegram(server: Server, account: str = "telegram", *, token: str = TOKEN, **more: Any) -> Telegram:
    """An adapter for a bot on this server; ``options`` and what the class takes may be given along."""
    options = {"token": token, "api_url": server.url, **more.pop("options", {})}
    return Telegram(account, TelegramOptions.model_validate(options), Path(), **{"limits": QUICK, **more})


def play(folder: Path, *scenes: Callable[[Booth], Awaitable[None]], **more: Any) -> None:
    """Plays scenes one after another, each in a process's life of its own, at one database and one Telegram."""

    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time, strict=more.pop("strict", False)) as server:
            for scene in scenes:
                async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
                    booth = Booth(store, server, telegram(server, **more))
                    await booth.open()
                    try:
                        await scene(booth)
                    finally:
                        await booth.close()

    asyncio.run(plays())
