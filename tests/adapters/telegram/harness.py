"""A bot on an emulated Telegram: the real adapter, engine and outbox at a real database; tests do the painting."""

import asyncio
import io
import time
from collections import deque
from collections.abc import Awaitable, Callable
from math import inf
from pathlib import Path
from typing import Any

from PIL import Image

from adapters.telegram.adapter import Telegram
from adapters.telegram.options import TelegramOptions
from adapters.telegram.rate_limits import RateLimits
from core.engine.messages import fit_messages
from core.model.address import Address
from core.model.blob import Blob
from core.model.event import Event
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.reply import Reply
from core.model.store import Store
from core.plugins.adapter import Message as Shown
from core.plugins.adapter import PersonSettings
from core.plugins.effect import Effect
from core.plugins.rate_limiter import RateLimit
from storage.store import open_store
from tests.adapters.harness import TIMEOUT, BotHarness
from tests.conftest import SHARED
from tests.platforms.telegram import Server
from tests.platforms.telegram_spec import Spec
from tests.platforms.telegram_world import Message, User, World

TOKEN = "4242:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk"
DESCRIPTION = SHARED / "specs" / "telegram-bot-api.json"
MANY = RateLimit(count=1000, seconds=0.01)
QUICK = RateLimits(all=MANY, chat=MANY, group=MANY, group_edit=0.0)
"""No limits to speak of, where they aren't what a test is about."""


def spec() -> Spec | None:
    """The description to check by; without it everything else is tested all the same."""
    return Spec.load(DESCRIPTION) if DESCRIPTION.exists() else None


class EmulatedBot:
    """One process's life, from ``open`` to ``close``."""

    def __init__(self, store: Store, server: Server, telegram: Telegram, effect: Effect | None = None) -> None:
        self.store, self.server, self.telegram = store, server, telegram
        self._harness = BotHarness(store, telegram, effect, told=server.world.wake)
        self.engine, self.outbox, self.cancelled = self._harness.engine, self._harness.outbox, self._harness.cancelled
        self.job, self.finish = self._harness.job, self._harness.finish

    @property
    def world(self) -> World:
        return self.server.world

    @property
    def died(self) -> BaseException | None:
        return self._harness.died

    async def open(self) -> None:
        self._harness.open()

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        await self._harness.settle()
        await self._harness.end()

    async def said(self, chat: User | int, *texts: str, total: int | None = None) -> list[Message]:
        """Waits until these texts are the last that a chat shows of the bot, of so many in all; its messages."""
        place = chat if isinstance(chat, int) else chat["id"]

        def as_wanted() -> bool:
            shown = [text_of(message) for message in self.world.shown(place)]
            enough = len(shown) >= len(texts) if total is None else len(shown) == total
            return enough and all(map(str.startswith, shown[-len(texts) :], texts))

        try:
            await self.world.until(as_wanted, TIMEOUT)
        except TimeoutError:
            shown = [text_of(message) for message in self.world.shown(place)]
            raise AssertionError(f"{shown} doesn't end with {texts}") from None
        return self.world.shown(place)

    async def photos(self) -> dict[str, tuple[int, int, int]]:
        """The colours of the pictures that the first active job is to be made of, by slot."""
        job, colours = await self.job(), {}
        async with self.store.begin() as transaction:
            for slot, id in job.order.inputs.items():
                blob = await transaction.blob(id)
                assert blob is not None
                image = Image.open(io.BytesIO(blob.data)).convert("RGB")
                colours[slot] = image.getpixel((5, 5))
        return colours  # type: ignore[return-value]

    def address(self, chat: User | int, thread: int | None = None) -> Address:
        place = chat if isinstance(chat, int) else chat["id"]
        return Address("telegram", self.telegram.account, str(place), str(thread or ""))

    def message(self, reply: Reply, preview: bytes | None, progress: float) -> Shown:
        """What the outbox dispatcher makes of a job's progress."""
        message = fit_messages(reply, "progress")
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


def play(folder: Path, *scenes: Callable[[EmulatedBot], Awaitable[None]], **more: Any) -> None:
    """Plays scenes one after another, each in a process's life of its own, at one database and one Telegram."""

    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time, strict=more.pop("strict", False)) as server:
            for scene in scenes:
                async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
                    bot = EmulatedBot(store, server, telegram(server, **more))
                    await bot.open()
                    try:
                        await scene(bot)
                    finally:
                        await bot.close()

    asyncio.run(plays())


class FastClock:
    """Time that passes so many times as fast, for everybody who looks at it."""

    def __init__(self, rate: float) -> None:
        self._rate, self._begun = rate, time.monotonic()
        self._epoch = time.time()

    def __call__(self) -> float:
        return self._epoch + (time.monotonic() - self._begun) * self._rate

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._rate)


class StillClock:
    """Time that passes at once when somebody sleeps; ``pauses`` are how long they did."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


class RecordingEngine:
    """Implements Receiver. ``troubles`` are raised in turn; while ``open`` isn't set, events wait."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.troubles: deque[Exception] = deque()
        self.open = asyncio.Event()
        self.open.set()
        self.knocked = asyncio.Event()
        self.news = asyncio.Condition()

    async def submit(self, event: Event) -> bool:
        self.knocked.set()
        await self.open.wait()
        if self.troubles:
            raise self.troubles.popleft()
        self.events.append(event)
        async with self.news:
            self.news.notify_all()
        return True

    async def heard(self, count: int) -> list[Event]:
        """Waits for so many events."""
        async with asyncio.timeout(10), self.news:
            await self.news.wait_for(lambda: len(self.events) >= count)
        return self.events

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        raise NotImplementedError("Telegram has its own")

    async def blob(self, id: str, person: str) -> Blob | None:
        raise NotImplementedError("Telegram has its own")

    async def job(self, id: str, person: str) -> Job | None:
        raise NotImplementedError("Telegram doesn't ask")

    async def settings(self, address: Address, person: str, locale: str = "") -> PersonSettings:  # noqa: ARG002
        return PersonSettings(language="en", photos={}, values={}, options={})
