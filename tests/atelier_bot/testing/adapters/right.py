"""A chat platform in memory, an adapter for it with which nothing is wrong, and the harness of its author."""

import asyncio
import io
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from atelier_bot import (
    Adapter,
    Address,
    ButtonPressed,
    Capabilities,
    Engine,
    Event,
    Lost,
    Message,
    Obstacle,
    Person,
    PersonId,
    Photo,
    PhotoLost,
    PhotoSent,
    Privacy,
    RateLimited,
    Undeliverable,
    command_in,
    declared_commands,
    event_of_text,
)
from atelier_bot.testing.adapters.harness import Failure, Sent, Shown

TOKEN = "s3cret-token-of-the-bot"
log = logging.getLogger(__name__)

Update = dict[str, Any]


class Platform:
    """Updates until a bot has confirmed them, chats with their messages, and what is wrong with the next message."""

    def __init__(self) -> None:
        self.updates: list[Update] = []
        self.confirmed: dict[str, int] = {}
        self.chats: dict[str, dict[str, Message]] = {}
        self.keys: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.failing: Failure | None = None
        self.listening: set[str] = set()
        self.changed = asyncio.Condition()
        self.count = 0

    def fresh(self) -> str:
        self.count += 1
        return str(self.count)

    async def happen(self, account: str, **update: Any) -> None:
        self.updates.append({"id": self.fresh(), "account": account, **update})
        await self.wake()

    async def next(self, account: str) -> Update:
        async with self.changed:
            return await self.changed.wait_for(lambda: next(iter(self._unconfirmed(account)), None))

    def _unconfirmed(self, account: str) -> list[Update]:
        after = self.confirmed.get(account, 0)
        return [update for update in self.updates if update["account"] == account and int(update["id"]) > after]

    async def show(self, chat: str, reference: str, message: Message) -> None:
        match self.failing:
            case Failure.LIMIT:
                raise TooMuch
            case Failure.BLOCK:
                raise Blocked
            case Failure.OUTAGE:
                raise ConnectionError("it is down")
            case Failure.UNKNOWN:
                raise Weird("moon phase")
        self.chats.setdefault(chat, {})[reference] = message
        await self.wake()

    async def wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()


class TooMuch(Exception): ...


class Blocked(Exception): ...


class Weird(Exception): ...


class Right(Adapter):
    """Polls the platform, and confirms what the engine has kept."""

    name = "right"
    capabilities: Any = Capabilities(
        edit_interval=0.0, text_limit=2000, caption_limit=500, privacy=Privacy.DIRECT, picture_limit=100_000
    )

    def __init__(self, account: str, config: Platform, folder: Path) -> None:
        self.account, self.platform, self.folder = account, config, folder

    async def run(self, engine: Engine) -> None:
        self.platform.listening.add(self.account)
        await self.platform.wake()
        try:
            while True:
                update = await self.platform.next(self.account)
                await engine.submit(self.event(engine, update))
                self.platform.confirmed[self.account] = int(update["id"])
        finally:
            self.platform.listening.discard(self.account)

    def event(self, engine: Engine, update: Update) -> Event:
        base = {
            "id": update["id"],
            "address": self.address(update["chat"]),
            "sender": Person(id=update["who"], locale="en"),
            "is_group": update["chat"].startswith("group"),
        }
        if "button" in update:
            return ButtonPressed(**base, button=update["button"], message=update["message"])
        if "file" in update:
            photo = Photo(reference=update["file"])
            return PhotoSent(**base, photo=photo, caption=update["caption"], album=update["album"])
        commands = declared_commands(engine.effects)
        return event_of_text(commands, base, update["text"], command_in(update["text"]))

    def address(self, chat: str) -> Address:
        return Address(self.name, self.account, chat)

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        if photo.reference not in self.platform.files:
            raise PhotoLost(Lost.EXPIRED)
        return self.platform.files[photo.reference]

    async def send(self, address: Address, message: Message) -> str:
        reference = self.platform.keys.setdefault(message.key, self.platform.fresh())
        await self.show(address, reference, message)
        return reference

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        old = self.platform.chats.get(address.chat, {}).get(reference)
        if message.only_buttons and old is not None:
            message = old.model_copy(update={"buttons": message.buttons})
        await self.show(address, reference, message)
        return reference

    async def show(self, address: Address, reference: str, message: Message) -> None:
        try:
            await self.platform.show(address.chat, reference, message)
        except TooMuch:
            raise RateLimited(7) from None
        except Blocked:
            raise Undeliverable("the person has blocked the bot", Obstacle.PLACE) from None
        except Weird as error:
            raise Undeliverable(f"the platform refuses it: {error}") from None

    async def direct(self, person: PersonId) -> Address:
        return self.address(f"alone-{person.id}")


class Guest:
    """See atelier_bot.testing.adapters.harness.Guest."""

    def __init__(self, platform: Platform, account: str, who: str, chat: str) -> None:
        self._platform, self._account, self._who, self._chat = platform, account, who, chat

    async def text(self, text: str) -> None:
        await self._happen(text=text)

    async def command(self, name: str) -> None:
        await self._happen(text=f"/{name}")

    async def photos(self, *photos: Sent) -> None:
        album = self._platform.fresh() if len(photos) > 1 else ""
        for photo in photos:
            await self._photo(photo.data, photo.caption, album)

    async def file(self, data: bytes, name: str) -> None:
        await self._photo(data, "", "")

    async def press(self, label: str) -> None:
        for reference, message in reversed(self._messages().items()):
            for button in (button for row in message.buttons for button in row):
                if button.label == label:
                    return await self._happen(button=button.id, message=reference)
        raise LookupError(label)

    async def seen(self) -> list[Shown]:
        return [_shown(message) for message in self._messages().values()]

    async def changed(self) -> None:
        async with self._platform.changed:
            await self._platform.changed.wait()

    def _messages(self) -> dict[str, Message]:
        return {
            reference: message
            for chat in (self._chat, f"alone-{self._who}")
            for reference, message in self._platform.chats.get(chat, {}).items()
        }

    async def _photo(self, data: bytes, caption: str, album: str) -> None:
        name = self._platform.fresh()
        self._platform.files[name] = data
        await self._happen(file=name, caption=caption, album=album)

    async def _happen(self, **what: Any) -> None:
        await self._platform.happen(self._account, who=self._who, chat=self._chat, **what)


def _shown(message: Message) -> Shown:
    rows = tuple(tuple(button.label for button in row) for row in message.buttons)
    picture = message.picture if message.progress is None and not message.as_file else None
    size = Image.open(io.BytesIO(picture)).size if picture else None
    return Shown(message.text, rows, size, file=message.document is not None or (message.as_file and picture is None))


class Harness:
    """See AdapterHarness; ``kind`` is the adapter's class."""

    failures = frozenset(Failure)
    secrets = (TOKEN,)
    sends_once = True
    several_bots = True

    def __init__(self, kind: type[Right]) -> None:
        self._kind, self._platform, self._account = kind, Platform(), ""

    def make(self, account: str, folder: Path) -> Right:
        self._account = account
        return self._kind(account, self._platform, folder)

    async def ready(self, adapter: Adapter) -> None:
        async with self._platform.changed:
            await self._platform.changed.wait_for(lambda: adapter.account in self._platform.listening)

    async def guest(self, name: str) -> Guest:
        return Guest(self._platform, self._account, name, f"chat-{name}")

    async def group(self, *names: str) -> Sequence[Guest]:
        return [Guest(self._platform, self._account, name, "group") for name in names]

    async def fail(self, failure: Failure) -> None:
        self._platform.failing = failure


def opened(kind: type[Right]) -> Any:
    """What opens the harness of such an adapter."""

    @asynccontextmanager
    async def open_harness(_folder: Path) -> AsyncIterator[Harness]:
        yield Harness(kind)

    return open_harness
