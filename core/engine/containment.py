"""Plugins as the engine has them: what one does in the bot's process is caught, limited in time and named.

An adapter may raise anything, return nonsense or never return: that becomes one of the errors that it may raise, and a
line in the log. An effect's ``tweaks`` and ``variants`` are left out where they are none.
"""

import asyncio
import json
import logging
import math
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple, TypeGuard, TypeVar, cast

from core.model.address import Address
from core.model.base import Model
from core.model.clock import Clock
from core.model.errors import AtelierError, Lost, Refusal
from core.model.event import Photo
from core.model.person import PersonId
from core.plugins.adapter import Adapter, Engine, Obstacle, PhotoLost, RateLimited, Undeliverable
from core.plugins.capabilities import Capabilities
from core.plugins.effect import Effect, Tweak, Variant, variants_of
from core.plugins.errors import reason, reason_and_place
from core.plugins.installed_effect import InstalledEffect
from core.plugins.message import Message

log = logging.getLogger(__name__)

Offer = TypeVar("Offer", Tweak, Variant)

ObserveCall = Callable[[str, str, str, float], None]
"""Told of each call of an adapter: its label, the method, the outcome and how many seconds it took.

The outcome is ``ok``, ``late``, or what the call raises: ``rate_limited``, ``photo_lost``, ``undeliverable``,
``unreachable``, ``adapter_fault``.
"""

FETCH_TIMEOUT = 60.0
"""Seconds that a photo may take: 50 MB at 7 Mbit/s. The person waits for an answer meanwhile."""
SEND_TIMEOUT = 300.0
"""Seconds that a message may take: 50 MB at 1.5 Mbit/s, or what an adapter waits for its platform's limits. Only its
own conversation waits for it."""
REPEAT_AFTER = 600.0
"""Seconds until the same complaint of a plugin is logged again: one that fails at every message says so in a line."""
MAX_RATE_LIMIT = 86400.0


class AdapterFault(AtelierError):
    """An adapter has done what its contract doesn't allow; the message is one line."""

    code = "adapter_fault"


class Complaints:
    """Says what is wrong with a plugin; what was said lately is for those alone who want to see everything."""

    def __init__(self, who: str, clock: Clock = time.monotonic) -> None:
        self._who, self._clock = who, clock
        self._said: dict[str, float] = {}

    def say(self, what: str, error: BaseException | None = None) -> None:
        """Logs a line; ``error`` with its trace where that is wanted."""
        now = self._clock()
        self._said = {text: when for text, when in self._said.items() if now - when < REPEAT_AFTER}
        level = logging.INFO if what in self._said else logging.WARNING
        self._said.setdefault(what, now)
        log.log(level, "%s: %s", self._who, what, exc_info=error if log.isEnabledFor(logging.INFO) else None)


class _Outcome(NamedTuple):
    """What a call returned, or raised."""

    result: Any = None
    error: BaseException | None = None


class ContainedAdapter:
    """An adapter that keeps its contract, whatever the one it is made of does. ``label`` is what lines call it."""

    def __init__(
        self,
        adapter: Adapter,
        label: str,
        observe: ObserveCall = lambda label, call, outcome, seconds: None,  # noqa: ARG005
    ) -> None:
        self.name, self.account, self._adapter = adapter.name, adapter.account, adapter
        self._label, self._observe = label, observe
        self._complaints = Complaints(f"adapter {label}")
        self._left: set[asyncio.Task[_Outcome]] = set()

    @property
    def capabilities(self) -> Capabilities:
        """See Adapter."""
        try:
            found = self._adapter.capabilities
            if isinstance(found, Capabilities):
                return found
            self._complaints.say(f"its capabilities are {type(found).__name__}")
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's
            self._complaints.say(f"its capabilities can't be had: {reason_and_place(error)}", error)
        return Capabilities()

    @property
    def trouble(self) -> str:
        """See Adapter."""
        try:
            return " ".join(str(self._adapter.trouble).split())
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's
            return f"what troubles it can't be told: {reason_and_place(error)}"

    async def run(self, engine: Engine) -> None:
        """See Adapter. What it raises is the supervisor's business."""
        await self._adapter.run(engine)

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        """See Adapter. Raises AdapterFault too."""
        data = await self._call("fetch", FETCH_TIMEOUT, lambda: self._adapter.fetch(photo, limit))
        if not isinstance(data, bytes | bytearray):
            raise self._fault(f"its fetch returned {type(data).__name__} and not bytes")
        return bytes(data)

    async def send(self, address: Address, message: Message) -> str:
        """See Adapter. Raises AdapterFault too."""
        sent = await self._call("send", SEND_TIMEOUT, lambda: self._adapter.send(address, message))
        return self._reference("send", sent, "")

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        """See Adapter. Raises AdapterFault too."""
        edited = await self._call("edit", SEND_TIMEOUT, lambda: self._adapter.edit(address, reference, message))
        return self._reference("edit", edited, reference)

    async def direct(self, person: PersonId) -> Address:
        """See Adapter. Raises AdapterFault too."""
        found = await self._call("direct", FETCH_TIMEOUT, lambda: self._own("direct")(person))
        if not isinstance(found, Address) or found[:2] != (self.name, self.account):
            raise self._fault(f"its direct returned {found!r:.100} and no address of its own")
        return found

    async def forget(self, person: PersonId, references: Sequence[str]) -> None:
        """See Adapter. What it raises is said, and done with: the person is forgotten all the same."""
        try:
            await self._call("forget", FETCH_TIMEOUT, lambda: self._own("forget")(person, references))
        except AdapterFault:
            pass  # it has said so itself
        except (AtelierError, OSError) as error:
            self._complaints.say(f"what it keeps of a person who wants to be forgotten may be left: {reason(error)}")

    def _own(self, method: str) -> Callable[..., Awaitable[Any]]:
        """A method of the adapter's, or the contract's default where a class that inherits nothing has none."""
        return getattr(self._adapter, method, None) or partial(getattr(Adapter, method), self._adapter)

    async def _call(self, what: str, seconds: float, call: Callable[[], Awaitable[Any]]) -> Any:
        """What a method of the adapter returns in time.

        It has a task of its own, as it may swallow the word to stop: then it is left alone, and nobody waits for it.
        """
        task, begun = asyncio.create_task(_outcome(call)), time.monotonic()
        try:
            await asyncio.wait({task}, timeout=seconds)
        finally:
            if not task.done():
                task.cancel()
                self._left.add(task)
                task.add_done_callback(self._left.discard)
        took = time.monotonic() - begun
        if not task.done():
            self._observe(self._label, what, "late", took)
            self._complaints.say(f"its {what} didn't return within {seconds:g} s")
            raise TimeoutError(f"it takes longer than {seconds:g} s")
        result, error = task.result()
        if error is None:
            self._observe(self._label, what, "ok", took)
            return result
        allowed = self._allowed(what, error)
        self._observe(self._label, what, _word(allowed), took)
        raise allowed

    def _allowed(self, what: str, error: BaseException) -> Exception:
        """The error as one that the contract knows."""
        match error:
            case RateLimited():
                return RateLimited(_seconds(error.retry_after))
            case PhotoLost() if isinstance(error.why, Lost | Refusal) and isinstance(error.limit, int | None):
                return error
            case Undeliverable() if not isinstance(error.obstacle, Obstacle):
                return Undeliverable(str(error))
            case Undeliverable() | OSError():
                return error
        return self._fault(f"its {what} raised {reason_and_place(error)}", error)

    def _fault(self, what: str, error: BaseException | None = None) -> AdapterFault:
        self._complaints.say(what, error)
        fault = AdapterFault(what)
        fault.__cause__ = error
        return fault

    def _reference(self, what: str, returned: object, otherwise: str) -> str:
        """The platform's reference; to raise would have what was sent already sent again."""
        if isinstance(returned, str | int):
            return str(returned)
        self._complaints.say(f"its {what} returned {type(returned).__name__} and no reference")
        return otherwise


class ContainedEffect:
    """An effect whose ``tweaks`` and ``variants`` can be offered, whatever those of the one it is made of are."""

    def __init__(self, effect: Effect[Any]) -> None:
        self._effect = effect
        self._complaints = Complaints(f"effect {effect.name}")

    def __getattr__(self, name: str) -> Any:
        return getattr(self._effect, name)

    def tweaks(self, options: Model) -> list[Tweak]:
        """See Effect."""
        return self._offered(Tweak, "tweaks", lambda: self._effect.tweaks(options))

    def variants(self, options: Model) -> list[Variant]:
        """See Effect."""
        return self._offered(Variant, "variants", lambda: variants_of(self._effect, options))

    def _offered(self, kind: type[Offer], what: str, offers: Callable[[], Iterable[object]]) -> list[Offer]:
        """Those of what a method of the effect's offers that can be."""
        try:
            return [offer for offer in offers() if self._can_be_offered(offer, kind)]
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is the plugin's
            self._complaints.say(f"its {what} are left out: {reason_and_place(error)}", error)
            return []

    def _can_be_offered(self, offer: object, kind: type[Offer]) -> TypeGuard[Offer]:
        word = kind.__name__.lower()
        if not isinstance(offer, kind):
            self._complaints.say(f"a {word} is left out: it is {offer!r} and no {kind.__name__}"[:200])
            return False
        try:
            json.dumps(offer.model_dump())  # as it is kept
        except (TypeError, ValueError) as error:
            self._complaints.say(f"its {word} {offer.name} is left out: {reason(error)}")
            return False
        return True


def contained(installed: InstalledEffect) -> InstalledEffect:
    """An installed effect whose ``tweaks`` and ``variants`` can be offered."""
    return replace(installed, effect=cast(Effect[Any], ContainedEffect(installed.effect)))


def _word(error: Exception) -> str:
    """An error that an adapter may raise, as ``ObserveCall`` calls it."""
    kinds = (RateLimited, PhotoLost, Undeliverable, AdapterFault)
    return next((kind.code for kind in kinds if isinstance(error, kind)), "unreachable")


def _seconds(said: object) -> float:
    """How long a platform wants to hear nothing; a minute where that makes no sense."""
    fine = isinstance(said, int | float) and math.isfinite(said) and said >= 0
    return min(float(said), MAX_RATE_LIMIT) if fine else 60.0  # type: ignore[arg-type]


async def _outcome(call: Callable[[], Awaitable[Any]]) -> _Outcome:
    """What a call returns or raises: SystemExit, too, must not get as far as the loop, which it would end."""
    try:
        return _Outcome(await call())
    except BaseException as error:  # noqa: BLE001 - the one who asked for it sorts it out
        return _Outcome(error=error)
