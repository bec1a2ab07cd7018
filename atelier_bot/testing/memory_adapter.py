"""An adapter to no platform at all: what people do comes from tests, and what they see is kept for these."""

import asyncio
from collections import defaultdict
from itertools import count
from typing import Any

from core.model.address import Address
from core.model.errors import Lost
from core.model.event import Event, Photo
from core.model.person import PersonId
from core.plugins.adapter import Adapter, Engine, PhotoLost, Receipt
from core.plugins.capabilities import Capabilities
from core.plugins.message import Message

NAME = "memory"


class Chat:
    """What a conversation shows: messages by reference, oldest first, and every change in the order in which it came.

    ``changed`` is notified of each.
    """

    def __init__(self) -> None:
        self.messages: dict[str, Message] = {}
        self.changes: list[tuple[str, Message]] = []
        self.changed = asyncio.Condition()

    async def show(self, reference: str, message: Message) -> None:
        """Shows a message, in the place of the one that has this reference, if there is one."""
        old = self.messages.get(reference)
        if old is not None and message.progress is not None and message.picture is None:
            message = message.model_copy(update={"picture": old.picture})
        self.messages[reference] = message
        async with self.changed:
            self.changes.append((reference, message))
            self.changed.notify_all()


class MemoryAdapter(Adapter):
    """Everything that an adapter can do, in memory; ``capabilities`` say what it is to be without."""

    name = NAME

    def __init__(self, account: str = NAME, capabilities: Capabilities | None = None) -> None:
        self.account = account
        self.capabilities = capabilities or Capabilities(edit_interval=0.0)
        self.photos: dict[str, bytes] = {}
        self._chats: defaultdict[Address, Chat] = defaultdict(Chat)
        self._numbers = count(1)
        self._engine: asyncio.Future[Engine] | None = None

    async def run(self, engine: Engine) -> None:
        """Takes in what tests bring by ``submit``."""
        self._expected().set_result(engine)
        try:
            await asyncio.Event().wait()
        finally:
            self._engine = None

    async def engine(self) -> Engine:
        """The engine, as soon as there is one."""
        return await asyncio.shield(self._expected())

    async def submit(self, event: Event) -> Receipt:
        """Hands an event in."""
        return await (await self.engine()).submit(event)

    def chat(self, address: Address) -> Chat:
        """A conversation; there is one wherever somebody looks."""
        return self._chats[address]

    def fresh(self) -> str:
        """An id that nothing else has."""
        return f"{self.account}-{next(self._numbers)}"

    async def fetch(self, photo: Photo, limit: int) -> bytes:  # noqa: ARG002 - it is all here already
        """The bytes of a photo that a test has put into ``photos``."""
        if photo.reference not in self.photos:
            raise PhotoLost(Lost.EXPIRED)
        return self.photos[photo.reference]

    async def send(self, address: Address, message: Message) -> str:
        """Shows a message below the others."""
        reference = self.fresh()
        await self.chat(address).show(reference, message)
        return reference

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """Shows a message in an earlier one's place; with ``only_buttons`` nothing else of that changes."""
        old = self.chat(address).messages.get(reference)
        if message.only_buttons and old is not None:
            message = old.model_copy(update={"buttons": message.buttons})
        await self.chat(address).show(reference, message)
        return reference

    async def direct(self, person: PersonId) -> Address:
        """The chat with a person alone, which goes by their id."""
        return Address(self.name, self.account, person.id)

    async def forget(self, person: PersonId, references: Any) -> None:  # noqa: ARG002 - it knows nobody
        """Deletes a person's photos."""
        for reference in references:
            self.photos.pop(reference, None)

    def _expected(self) -> asyncio.Future[Engine]:
        if self._engine is None:
            self._engine = asyncio.get_running_loop().create_future()
        return self._engine
