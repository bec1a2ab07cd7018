"""Adapters each of which is wrong in one way, so that the check that looks at this is seen to fail."""

import asyncio
import io
import logging
from pathlib import Path
from typing import Any, ClassVar

from PIL import Image

from atelier_bot import (
    Address,
    Capabilities,
    Engine,
    Event,
    Message,
    OtherSent,
    Photo,
    PhotoSent,
    Privacy,
    TextSent,
    Undeliverable,
)
from tests.atelier_bot.testing.adapters.right import TOKEN, Blocked, Platform, Right, TooMuch, Update, Weird

log = logging.getLogger(__name__)


class OfTomorrow(Right):
    contract = 2


class SendsToNobody(Right):
    async def send(self, message: Message) -> str:  # type: ignore[override]
        return message.key


class CapableOfNothing(Right):
    capabilities = Capabilities(caption_limit=0)


class MakesItsFolder(Right):
    def __init__(self, account: str, config: Platform, folder: Path) -> None:
        super().__init__(account, config, folder)
        folder.mkdir(exist_ok=True)


class TellsMuchTrouble(Right):
    @property
    def trouble(self) -> str:  # type: ignore[override]
        return "it rains\nand it snows"


class EditsByAnother(Right):
    async def edit(self, address: Address, reference: str, message: Message) -> str:
        return await self.send(address, message)


class ChangesEvents(Right):
    """Hands in events as ``change`` makes them."""

    def event(self, engine: Engine, update: Update) -> Event:
        return self.change(super().event(engine, update), update)

    def change(self, event: Event, update: Update) -> Event:
        return event


class IgnoresNumbers(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        if update.get("text", "").isdigit():
            return OtherSent(id=event.id, address=event.address, sender=event.sender, what="number")
        return event


class GoesByAnotherName(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        return event.model_copy(update={"address": Address("wrong", self.account, update["chat"])})


class HasOneRoom(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        return event.model_copy(update={"address": self.address("room")})


class CountsByText(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        return event.model_copy(update={"id": f"{update['who']}-{update.get('text')}"})


class IsAlwaysInAGroup(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        return event.model_copy(update={"is_group": True})


class KnowsNoCommands(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        return TextSent(id=event.id, address=event.address, sender=event.sender, text=update["text"])


class ConfirmsTooSoon(Right):
    async def run(self, engine: Engine) -> None:
        self.platform.listening.add(self.account)
        await self.platform.wake()
        while True:
            update = await self.platform.next(self.account)
            self.platform.confirmed[self.account] = int(update["id"])
            await engine.submit(self.event(engine, update))


class NumbersAnew(ChangesEvents):
    lives: ClassVar[list[str]] = []

    async def run(self, engine: Engine) -> None:
        self.lives.append("life")
        self.platform.confirmed.clear()
        await super().run(engine)

    def change(self, event: Event, update: Update) -> Event:
        return event.model_copy(update={"id": f"{len(self.lives)}-{event.id}"})


class FetchesThumbnails(Right):
    async def fetch(self, photo: Photo, limit: int) -> bytes:
        image = Image.open(io.BytesIO(await super().fetch(photo, limit)))
        out = io.BytesIO()
        image.resize((40, 30)).save(out, "JPEG")
        return out.getvalue()


class KnowsNoAlbums(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        return event.model_copy(update={"album": ""}) if isinstance(event, PhotoSent) else event


class CutsPhotos(Right):
    async def fetch(self, photo: Photo, limit: int) -> bytes:
        return (await super().fetch(photo, limit))[:limit]


class FetchesOnlyWhatIsThere(Right):
    async def fetch(self, photo: Photo, limit: int) -> bytes:
        return self.platform.files[photo.reference]


class KeepsPhotos(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        if "file" in update:
            self.folder.mkdir(exist_ok=True)
            (self.folder / "photo.jpg").write_bytes(self.platform.files[update["file"]])
        return event


class Alters(Right):
    """Shows messages as ``alter`` makes them."""

    async def show(self, address: Address, reference: str, message: Message) -> None:
        await super().show(address, reference, message.model_copy(update=self.alter(message)))

    def alter(self, message: Message) -> dict[str, Any]:
        return {}


class TakesMarkup(Alters):
    def alter(self, message: Message) -> dict[str, Any]:
        return {"text": message.text.replace("<b>", "").replace("</b>", "")}


class ShowsNoPictures(Alters):
    def alter(self, message: Message) -> dict[str, Any]:
        return {"picture": None}


class ShowsFiles(Alters):
    def alter(self, message: Message) -> dict[str, Any]:
        return {"as_file": False}


class CutsTexts(Alters):
    def alter(self, message: Message) -> dict[str, Any]:
        return {"text": message.text[:1000]}


class CutsCaptions(Alters):
    def alter(self, message: Message) -> dict[str, Any]:
        return {"text": message.text[:100]} if message.picture else {}


class CutsButtons(Alters):
    def alter(self, message: Message) -> dict[str, Any]:
        rows = [[button.model_copy(update={"id": button.id[:32]}) for button in row] for row in message.buttons]
        return {"buttons": tuple(map(tuple, rows))}


class RemembersItsMessages(Right):
    def __init__(self, account: str, config: Platform, folder: Path) -> None:
        super().__init__(account, config, folder)
        self.known: dict[str, Message] = {}

    async def send(self, address: Address, message: Message) -> str:
        reference = await super().send(address, message)
        self.known[reference] = message
        return reference

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        self.known[reference] = message.model_copy(update={"alt": self.known[reference].alt})
        return await super().edit(address, reference, message)


class IgnoresKeys(Right):
    async def send(self, address: Address, message: Message) -> str:
        reference = self.platform.fresh()
        await self.show(address, reference, message)
        return reference


class Misunderstands(Right):
    """Makes of what the platform raises whatever ``errors`` say."""

    errors: ClassVar[dict[type[Exception], Exception]] = {}

    async def show(self, address: Address, reference: str, message: Message) -> None:
        try:
            await self.platform.show(address.chat, reference, message)
        except tuple(self.errors) as error:
            raise self.errors[type(error)] from None


class KnowsNoLimits(Misunderstands):
    errors: ClassVar = {TooMuch: OSError("too many requests")}


class KnowsNoBlocks(Misunderstands):
    errors: ClassVar = {Blocked: OSError("forbidden")}


class KnowsNoOutages(Misunderstands):
    errors: ClassVar = {ConnectionError: Undeliverable("it is down")}


class KnowsNoOtherReasons(Misunderstands):
    errors: ClassVar = {Weird: KeyError("moon phase")}


class HidesNothing(Right):
    capabilities = Right.capabilities.model_copy(update={"privacy": Privacy.HIDDEN})


class LogsItsToken(ChangesEvents):
    def change(self, event: Event, update: Update) -> Event:
        log.debug("GET https://right.example/bot%s/updates", TOKEN)
        return event


class ReturnsAfterEachEvent(Right):
    async def run(self, engine: Engine) -> None:
        self.platform.listening.add(self.account)
        await self.platform.wake()
        update = await self.platform.next(self.account)
        await engine.submit(self.event(engine, update))
        self.platform.confirmed[self.account] = int(update["id"])


class RunsOnce(Right):
    ran: ClassVar[list[str]] = []

    async def run(self, engine: Engine) -> None:
        if self.ran:
            await asyncio.Event().wait()
        self.ran.append("once")
        await super().run(engine)


class StopsSlowly(Right):
    async def run(self, engine: Engine) -> None:
        try:
            await super().run(engine)
        finally:
            await asyncio.sleep(6)


class KnowsOneAccount(Right):
    def address(self, chat: str) -> Address:
        return Address(self.name, "bot", chat)
