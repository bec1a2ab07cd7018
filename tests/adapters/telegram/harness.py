"""A bot on an emulated Telegram: the real adapter, engine and outbox at a real database; tests do the painting."""

import asyncio
import io
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from heapq import heappop, heappush
from itertools import count
from math import inf
from pathlib import Path
from typing import Any

from PIL import Image

from adapters.telegram.adapter import Telegram
from adapters.telegram.options import TelegramOptions
from adapters.telegram.rate_limits import RateLimits
from core.dialogue.framework_texts import framework_texts
from core.engine.messages import to_message
from core.model.address import Address
from core.model.base import Model
from core.model.blob import Blob
from core.model.event import Event
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.people import People
from core.model.person import PersonId
from core.model.reply import Reply
from core.model.store import Store
from core.plugins.adapter import PersonSettings, Receipt
from core.plugins.effect import Effect
from core.plugins.installed_effect import install
from core.plugins.message import Message as Shown
from core.plugins.rate_limiter import RateLimit
from storage.store import open_store
from tests.adapters.harness import TIMEOUT, BotHarness
from tests.conftest import SHARED
from tests.core.dialogue.harness import EFFECTS, Blend
from tests.platforms.telegram import Server
from tests.platforms.telegram_spec import Spec
from tests.platforms.telegram_state import Message, TelegramState, User

TOKEN = "4242:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk"
TURNS = 20
"""How often others may go on before virtual time does; a request over a local socket takes about ten."""
WATCHDOG = 60.0
"""Seconds that only a watchdog sleeps for at once."""
DESCRIPTION = SHARED / "specs" / "telegram-bot-api.json"
MANY = RateLimit(count=1000, seconds=0.01)
QUICK = RateLimits(all=MANY, chat=MANY, group=MANY, group_edit=0.0)
"""No limits to speak of, where they aren't what a test is about."""


def spec() -> Spec | None:
    """The description to check by; without it everything else is tested all the same."""
    return Spec.load(DESCRIPTION) if DESCRIPTION.exists() else None


class EmulatedBot:
    """One process's life, from ``open`` to ``close``."""

    def __init__(
        self,
        store: Store,
        server: Server,
        telegram: Telegram,
        effect: Effect | None = None,
        people: People | None = None,
    ) -> None:
        self.store, self.server, self.telegram = store, server, telegram
        self._harness = BotHarness(store, telegram, effect, people=people, told=server.state.wake)
        self.engine, self.outbox, self.cancelled = self._harness.engine, self._harness.outbox, self._harness.cancelled
        self.job, self.finish, self.settle = self._harness.job, self._harness.finish, self._harness.settle

    @property
    def state(self) -> TelegramState:
        return self.server.state

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
            shown = [text_of(message) for message in self.state.shown(place)]
            enough = len(shown) >= len(texts) if total is None else len(shown) == total
            return enough and all(map(str.startswith, shown[-len(texts) :], texts))

        try:
            await self.state.until(as_wanted, TIMEOUT)
        except TimeoutError:
            shown = [text_of(message) for message in self.state.shown(place)]
            raise AssertionError(f"{shown} doesn't end with {texts}") from None
        return self.state.shown(place)

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
        message = to_message(reply, "progress", PersonId(""))
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


def play(
    folder: Path, *scenarios: Callable[[EmulatedBot], Awaitable[None]], in_charge: Sequence[str] = (), **more: Any
) -> None:
    """Plays scenarios one after another, each in a process's life of its own, at one database and one Telegram.

    Those ``in_charge`` are there before the bot.
    """

    async def plays() -> None:
        async with Server(TOKEN, spec(), time.time, strict=more.pop("strict", False)) as server:
            server.state.privacy = more.pop("privacy", False)
            admins = [server.state.person(name)["id"] for name in in_charge]
            people = People(admins={PersonId.of("telegram", "telegram", str(id)) for id in admins})
            for scenario in scenarios:
                async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
                    bot = EmulatedBot(store, server, telegram(server, **more), people=people)
                    await bot.open()
                    try:
                        await scenario(bot)
                    finally:
                        await bot.close()

    asyncio.run(plays())


class VirtualClock:
    """Seconds since 1970 that pass when a test says so; sleeps end one after another, and what follows has its turn."""

    def __init__(self) -> None:
        self._now = time.time()
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._ids = count()

    def __call__(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        waking = asyncio.get_running_loop().create_future()
        heappush(self._sleepers, (self._now + seconds, next(self._ids), waking))
        await waking

    async def advance(self, seconds: float) -> None:
        """Lets so much time pass."""
        end = self._now + seconds
        while await self._wake_next(end):
            pass
        self._now = end

    async def during(self, work: Coroutine[Any, Any, Any]) -> None:
        """Lets time pass until something is over: only as much as others sleep, and not for a watchdog."""
        task = asyncio.create_task(work)
        while not task.done():
            await self._wake_next(self._now + WATCHDOG)
        await task

    async def _wake_next(self, end: float) -> bool:
        """Ends the next sleep, if it ends by then."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
        while self._sleepers and self._sleepers[0][2].done():
            heappop(self._sleepers)  # who was cancelled
        if not self._sleepers or self._sleepers[0][0] > end:
            return False
        self._now, _, waking = heappop(self._sleepers)
        waking.set_result(None)
        return True


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


class Plain(Blend):
    """An effect without options."""

    options = Model


class RecordingEngine:
    """Implements Receiver. ``troubles`` are raised in turn; while ``open`` isn't set, events wait.

    Another process answers until ``answering`` is set, which it is from the start.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.moves: list[tuple[Address, Address]] = []
        self.troubles: deque[Exception] = deque()
        self.open = asyncio.Event()
        self.open.set()
        self.answering = asyncio.Event()
        self.answering.set()
        self.knocked = asyncio.Event()
        self.changed = asyncio.Condition()
        self.notice = ""
        self.effects = EFFECTS
        self.admins: frozenset[PersonId] = frozenset()

    async def moved(self, old: Address, new: Address) -> None:
        self.moves.append((old, new))

    async def until_answering(self) -> None:
        await self.answering.wait()

    async def submit(self, event: Event) -> Receipt:
        self.knocked.set()
        await self.open.wait()
        if self.troubles:
            raise self.troubles.popleft()
        self.events.append(event)
        async with self.changed:
            self.changed.notify_all()
        return Receipt(notice=self.notice)

    async def heard(self, count: int) -> list[Event]:
        """Waits for so many events."""
        async with asyncio.timeout(TIMEOUT), self.changed:
            await self.changed.wait_for(lambda: len(self.events) >= count)
        return self.events

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        raise NotImplementedError("Telegram has its own")

    async def blob(self, id: str, person: str) -> Blob | None:
        raise NotImplementedError("Telegram has its own")

    async def job(self, id: str, person: str) -> Job | None:
        raise NotImplementedError("Telegram doesn't ask")

    async def settings(self, address: Address, person: str, locale: str = "") -> PersonSettings:
        return PersonSettings(
            language="en", effect=install({"blend": Plain()}, framework_texts())["blend"], photos={}, values={}
        )
