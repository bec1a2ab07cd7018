"""Plugins that load well and are broken in the bot's process: adapters, and effects whose tweaks are none."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from core.model.address import Address
from core.model.errors import Lost
from core.model.event import TextSent
from core.model.person import Person, PersonId
from core.plugins.adapter import Engine, PhotoLost, RateLimited
from core.plugins.capabilities import Capabilities
from core.plugins.effect import Effect
from core.plugins.message import Message
from tests.core.dialogue.harness import Blend


class Adapter:
    """Nothing is wrong with it; what it is asked to do it does by ``act``, which tests break."""

    name, trouble = "fake", ""
    capabilities: Any = Capabilities(edit_interval=0.0)

    def __init__(self, account: str = "one", act: Callable[[], Awaitable[Any]] | None = None) -> None:
        self.account, self._act = account, act
        self.sent: list[Message] = []
        self.heard = asyncio.Event()

    async def run(self, engine: Engine) -> None:
        await asyncio.Event().wait()

    async def fetch(self, photo: Any, limit: int) -> Any:
        return await self._do(b"photo")

    async def send(self, address: Address, message: Message) -> Any:
        self.sent.append(message)
        self.heard.set()
        return await self._do(message.key)

    async def edit(self, address: Address, reference: str, message: Message) -> Any:
        self.sent.append(message)
        return await self._do(reference)

    async def direct(self, person: PersonId) -> Any:
        return await self._do(Address(self.name, self.account, person.id))

    async def forget(self, person: PersonId, references: Sequence[str]) -> Any:
        return await self._do(None)

    async def _do(self, otherwise: Any) -> Any:
        return otherwise if self._act is None else await self._act()


class TroubledInVain(Adapter):
    @property
    def trouble(self) -> str:  # type: ignore[override]
        raise LookupError("no trouble")


class BringsIn(Adapter):
    """Brings in whatever it is told to, then waits."""

    def __init__(self, *events: Any) -> None:
        super().__init__()
        self.events, self.answers = events, list[bool]()
        self.done = asyncio.Event()

    async def run(self, engine: Engine) -> None:
        for event in self.events:
            self.answers.append((await engine.submit(event)).new)
        self.done.set()
        await asyncio.Event().wait()


def said(id: str, text: str, by: str = "ann", at: str = "room", account: str = "one") -> TextSent:
    """Somebody says something."""
    return TextSent(id=id, address=Address("fake", account, at), sender=Person(id=by, locale="en"), text=text)


def raising(error: BaseException) -> Callable[[], Awaitable[Any]]:
    async def act() -> Any:
        raise error

    return act


def returning(value: Any) -> Callable[[], Awaitable[Any]]:
    async def act() -> Any:
        return value

    return act


def blocking(until: Callable[[], object]) -> Callable[[], Awaitable[Any]]:
    """Blocks the loop until ``until`` returns."""

    async def act() -> Any:
        until()

    return act


class BlocksWhenRun(Adapter):
    async def run(self, engine: Engine) -> None:
        await self._do(None)
        self.heard.set()
        await super().run(engine)


async def never() -> Any:
    """Doesn't return, and takes no word to stop."""
    while True:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            if asyncio.current_task() not in ENDED:
                continue
            raise


ENDED: set[asyncio.Task[Any] | None] = set()
"""Tasks that take it after all, so that a test can end."""


def _odd(error: Any, **attributes: Any) -> Any:
    """An error that a plugin has changed after it was made."""
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


FAULTS: list[BaseException] = [
    TypeError("no text"),
    KeyError("x"),
    SystemExit(3),
    KeyboardInterrupt(),
    GeneratorExit(),
    asyncio.CancelledError(),
    _odd(PhotoLost(Lost.EXPIRED), why="it rains"),
    BaseExceptionGroup("all", [SystemExit(3)]),
]
LIMITS = [
    RateLimited(float("nan")),
    RateLimited(-1),
    _odd(RateLimited(1), retry_after="soon"),
    RateLimited(1e300),
]


class Tweaking(Blend):
    """Offers what tests want it to."""

    def __init__(self, offer: Callable[[], Any]) -> None:
        self._offer = offer

    def tweaks(self, options: Any) -> Any:
        return self._offer()


def tweaking(offer: Callable[[], Any]) -> Effect:
    """An effect with these tweaks."""
    return Tweaking(offer)
