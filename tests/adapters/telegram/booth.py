"""A bot on an emulated Telegram: the real adapter, engine and courier at a real database; tests do the painting."""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

from PIL import Image

from adapters.telegram.adapter import Telegram
from adapters.telegram.options import TelegramOptions
from adapters.telegram.pace import Limit, Limits
from core.conversation.address import Address
from core.conversation.arrival import Arrival
from core.conversation.courier import Courier
from core.conversation.engine import Engine, Hooks
from core.conversation.fitting import fit
from core.conversation.replies import Reply
from core.conversation.store import Blob, Store
from core.conversation.texts import Texts
from core.conversation.turn import Rules
from core.conversation.turns import Turns
from core.jobs.forecast import forecast
from core.jobs.model import Job, JobState
from core.nst import images
from core.nst.errors import PictureError, Refusal
from core.plugins.adapter import Message as Shown
from core.plugins.effect import Effect
from storage.store import open_store
from tests.conftest import SHARED
from tests.core.conversation.talk import Blend
from tests.platforms.telegram import Server
from tests.platforms.telegram_spec import Spec
from tests.platforms.telegram_world import Message, User, World

TOKEN = "4242:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBk"
DESCRIPTION = SHARED / "specs" / "telegram-bot-api.json"
MANY = Limit(count=1000, seconds=0.01)
QUICK = Limits(all=MANY, chat=MANY, group=MANY, group_edit=0.0)
"""No limits to speak of, where they aren't what a test is about."""
MOST_BYTES = 50_000_000
HOUR = 3600.0
PATIENCE = 10.0


def spec() -> Spec | None:
    """The description to check by; without it everything else is tested all the same."""
    return Spec.load(DESCRIPTION) if DESCRIPTION.exists() else None


def picture(colour: str = "teal", width: int = 80, height: int = 60, format: str = "JPEG") -> bytes:
    """A picture in one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, format)
    return buffer.getvalue()


async def inspect(data: bytes) -> bytes | Refusal:
    """Looks at a photo here and now; the bot has a child do so."""
    try:
        return images.save(images.load(data, long_side=1024), "PNG")
    except PictureError as error:
        return error.refusal


class Booth:
    """One process's life, from ``open`` to ``close``."""

    def __init__(self, store: Store, server: Server, telegram: Telegram, effect: Effect | None = None) -> None:
        self.store, self.server, self.telegram = store, server, telegram
        self.cancelled: list[str] = []
        self.died: BaseException | None = None
        self._ids = count(1)
        adapters = {("telegram", telegram.account): telegram}
        effect = effect or Blend()
        self.courier = Courier(store, adapters, time.time)
        self.turns = Turns(Rules({effect.name: effect}), Texts.load(), forecast, self._id)
        self.arrival = Arrival(adapters, inspect, self._id, MOST_BYTES)
        hooks = Hooks(posted=self.courier.wake, ordered=lambda: None, cancelled=self.cancelled.append)
        self.engine = Engine(store, self.turns, self.arrival, hooks, time.time)
        self._parts: list[asyncio.Task[None]] = []

    @property
    def world(self) -> World:
        return self.server.world

    async def open(self) -> None:
        runs = (self.engine.run, self.courier.run, self._run_adapter)
        self._parts = [asyncio.create_task(run()) for run in runs]

    async def close(self) -> None:
        """Ends once all is said, as far as that can be."""
        left = PATIENCE
        while not await self._ended(whatever=left <= 0):
            await asyncio.sleep(0.01)
            left -= 0.01
        await asyncio.wait(self._parts)

    async def _ended(self, *, whatever: bool) -> bool:
        """Ends all parts if nothing waits to be sent, and nobody is in the middle of a transaction but this."""
        async with self.store.begin() as unit:
            if await unit.unsent(time.time()) and not whatever:
                return False
            for part in self._parts:
                part.cancel()
            return True

    async def _run_adapter(self) -> None:
        try:
            await self.telegram.run(self.engine)
        except Exception as error:  # noqa: BLE001 - tests look at it
            self.died = error
            self.world.wake()

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

    async def job(self, number: int = 0) -> Job:
        """An active job."""
        async with self.store.begin() as unit:
            return (await unit.active_jobs())[number]

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

    async def finish(self, job: Job, result: bytes | None = None, state: JobState = JobState.DONE) -> None:
        """What the runner does at the end of a job."""
        data = picture("olive", format="PNG") if result is None else result
        blob = Blob(id=self._id(), person=job.person, kind="image/png", data=data, expires=time.time() + HOUR)
        now = time.time()
        ended = job.model_copy(update={"state": state, "started": now, "ended": now + 3, "result": blob.id})
        async with self.store.begin() as unit:
            await unit.put_blob(blob)
            assert await unit.update_job(ended, job.attempt)
            await self.engine.ended(unit, ended)
        self.courier.wake()

    def address(self, chat: User | int, thread: int | None = None) -> Address:
        place = chat if isinstance(chat, int) else chat["id"]
        return Address("telegram", self.telegram.account, str(place), str(thread or ""))

    def message(self, reply: Reply, preview: bytes | None, progress: float) -> Shown:
        """What the courier makes of a job's progress."""
        (message,) = fit(reply, self.telegram.capabilities, "progress")
        return message.model_copy(update={"picture": preview, "progress": progress})

    def _id(self) -> str:
        return f"{time.monotonic_ns():x}{next(self._ids)}"


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
