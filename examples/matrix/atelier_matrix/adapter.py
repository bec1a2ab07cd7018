"""The adapter: carries conversations between the engine and one account on Matrix."""

import asyncio
import logging
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from atelier_bot import (
    OPERATOR_LOG,
    Adapter,
    AddedToGroup,
    Address,
    Capabilities,
    Engine,
    Finding,
    Message,
    Person,
    PersonId,
    Photo,
    Privacy,
    ProgressEditor,
    Refused,
    Sleep,
    check_size,
    declared_commands,
    media_type,
)
from atelier_matrix.client import HomeserverClient
from atelier_matrix.event_reader import EventReader, Me
from atelier_matrix.listening import Listener
from atelier_matrix.message_format import (
    MESSAGE,
    as_reply,
    content_of,
    file_name,
    in_place,
    with_file,
    with_file_of,
)
from atelier_matrix.options import MatrixOptions
from atelier_matrix.rooms import Rooms

log = logging.getLogger(__name__)

Json = dict[str, Any]
EDIT_SECONDS: Final = 5.0
"""Homeservers let an account send a message every five seconds, unless they are told otherwise."""


class Matrix(Adapter):
    """``chance`` gives numbers in [0, 1]."""

    name = "matrix"
    config_model = MatrixOptions
    capabilities = Capabilities(edit_interval=EDIT_SECONDS, text_limit=4096, caption_limit=4096, privacy=Privacy.DIRECT)

    def __init__(
        self,
        account: str,
        options: MatrixOptions,
        folder: Path,
        *,
        sleep: Sleep = asyncio.sleep,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.account, self._sleep, self._chance = account, sleep, chance
        self._options, self._folder = options, folder
        self._client = HomeserverClient(options)
        self._rooms = Rooms(self._client, options)
        self._progress = ProgressEditor()
        self._me = ""
        self._listener: Listener | None = None

    @property
    def trouble(self) -> str:
        """Why nothing is heard of the homeserver just now, if so."""
        return self._listener.trouble if self._listener is not None else ""

    async def run(self, engine: Engine) -> None:
        """Brings events in until it is cancelled. Raises InvalidToken, RateLimited, Refused, OSError."""
        async with self._client.opened():
            try:
                await self._listen(engine)
            finally:
                await self._progress.close()

    async def check(self) -> list[Finding]:
        """Whether the token is good. Raises as ``run`` does."""
        async with self._client.opened():
            return [Finding(what=f"the token is {await self._client.whoami()}'s")]

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        check_size(photo.size, limit)
        return await self._client.download(photo.reference, limit)

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; its event's id. Raises RateLimited, Undeliverable, OSError."""
        content = await self._content(message)
        room, _, answered = (message.answers.answer_by if message.answers is not None else "").partition(" ")
        if room == address.chat:
            content = as_reply(content, answered, message.person.id)
        return await self._client.write(address.chat, MESSAGE, content, message.key)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Puts a message in an earlier one's place; the first one's id. Raises as ``send`` does."""
        if message.progress is not None:
            await self._progress.show(reference, lambda: self._replace(address.chat, reference, message))
        else:
            await self._progress.settled(reference)
            await self._replace(address.chat, reference, message)
        return reference

    async def direct(self, person: PersonId) -> Address:
        """A person's room with the bot alone, to which they are invited. Raises as ``send`` does."""
        return Address(self.name, self.account, await self._rooms.direct(self._me, person.id))

    async def _listen(self, engine: Engine) -> None:
        self._me = await self._client.whoami()
        shown = (await self._client.ask(lambda nio: nio.get_displayname(self._me))).displayname
        reader = EventReader(
            self.name, self.account, Me(self._me, shown or ""), declared_commands(engine.effects), self._client
        )

        async def take(room: str, source: Json) -> None:
            await self._take(engine, reader, room, source)

        self._listener = Listener(
            self._client, self._folder / "since", take, self._rooms.invited, self._sleep, self._chance
        )
        logging.getLogger(OPERATOR_LOG).info("Atelier is on Matrix as %s", self._me)
        await self._listener.listen(self._me)

    async def _take(self, engine: Engine, reader: EventReader, room: str, source: Json) -> None:
        """Keeps what an event tells for good. Raises StorageError, and as the client does."""
        try:
            if source["type"] == "m.room.member":
                self._rooms.changed(room)
                if source["state_key"] == self._me and source["content"].get("membership") == "join":
                    await self._arrive(engine, room, source)
            elif source["sender"] != self._me:
                event = await reader.read(room, source, is_group=await self._rooms.is_group(room))
                if event is not None:
                    await engine.submit(event)
        except Refused as refused:  # it isn't in that room any more
            log.info("matrix: what happened in %s can't be answered: %s", room, refused)

    async def _arrive(self, engine: Engine, room: str, source: Json) -> None:
        """The bot has come to a room: a group is told what to do, another one is the inviter's with the bot."""
        before = source.get("unsigned", {})
        inviter = before.get("prev_sender")  # some homeservers don't say
        if before.get("prev_content", {}).get("membership") != "invite" or inviter is None:
            return  # it has changed its name, or let itself in
        if not await self._rooms.is_group(room):
            await self._rooms.note_direct(room, inviter)
            return
        address = Address(self.name, self.account, room)
        person = Person(id=inviter, name=inviter)
        await engine.submit(AddedToGroup(id=source["event_id"], address=address, sender=person, is_group=True))

    async def _content(self, message: Message) -> Json:
        content, data = content_of(message), message.document or message.picture
        if data is None:
            return content
        address = await self._client.upload(data, media_type(data), file_name(message, data))
        return with_file(content, message, data, address)

    async def _replace(self, room: str, reference: str, message: Message) -> None:
        if message.only_buttons or (message.progress is not None and message.picture is None):
            before = await self._client.event(room, reference) or {}
            content = with_file_of(content_of(message), before.get("content", {}))
        else:
            content = await self._content(message)
        await self._client.write(room, MESSAGE, in_place(content, reference))
