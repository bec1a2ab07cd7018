"""Interactions that may still be answered: what came of them, and for how long their tokens are good."""

import asyncio
import json
from dataclasses import dataclass, field
from typing import Final

from atelier_bot import Clock, Model

MINUTES: Final = 14
TOKEN_SECONDS: Final = MINUTES * 60.0
"""Seconds for which an interaction's token is used; Discord takes it for one minute more."""
DEFAULT_LIMIT: Final = 10 * 1024 * 1024
"""Bytes of a file that any place takes."""


class Reference(Model):
    """Where a message is: enough to edit it after a restart too.

    While ``until`` (seconds since 1970) lies ahead it can be edited with the interaction's token, files of up to
    ``limit`` bytes included; ``hidden`` ones only so. ``locale`` is the person's, if it is known. It is stored as text.
    """

    channel: str
    message: str
    application: str = ""
    token: str = ""
    until: float = 0.0
    hidden: bool = False
    limit: int = DEFAULT_LIMIT
    locale: str = ""

    def __str__(self) -> str:
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """The reference that prints as ``text``. Raises ValueError."""
        return cls.model_validate_json(text)

    def closed(self) -> "Reference":
        """As it is when the token is no longer good."""
        return self.model_copy(update={"until": 0.0})


KEPT: Final = ("id", "application", "token", "channel", "until", "limit", "locale", "in_private")


@dataclass
class PendingInteraction:
    """An interaction: its place, its token until when, and what Discord was told.

    ``placeholder`` is whether a message waits to be filled: the "thinking" of a command, or the one whose button was
    pressed where it is the person's alone; None where that has to be asked. ``hidden`` says that only the person sees
    it.
    """

    id: str
    application: str
    token: str
    channel: str
    until: float
    limit: int = DEFAULT_LIMIT
    locale: str = ""
    in_private: bool = False
    hidden: bool = False
    placeholder: bool | None = False
    acknowledged: asyncio.Future[bool] = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def kept(self) -> str:
        """What is needed to answer it after a restart."""
        return json.dumps({name: getattr(self, name) for name in KEPT})

    @classmethod
    def restored(cls, kept: str) -> "PendingInteraction":
        """One of an earlier life. Whether Discord was told that it came turns out when it is answered."""
        pending = cls(**json.loads(kept), placeholder=None)
        pending.settle(good=True)
        return pending

    def settle(self, good: bool) -> None:
        """Discord has taken the acknowledgement, or never will."""
        if not self.acknowledged.done():
            self.acknowledged.set_result(good)


class PendingInteractions:
    """Those that are open, by the id of their event. ``clock`` gives seconds since 1970."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, PendingInteraction] = {}

    def add(self, pending: PendingInteraction) -> None:
        """Keeps one, and forgets those whose time is over."""
        now = self._clock()
        for id in [id for id, old in self._open.items() if old.until <= now]:
            del self._open[id]
        self._open[pending.id] = pending

    def find(self, event: str | None, kept: str = "") -> PendingInteraction | None:
        """The one that an event came by, if it can be answered still; from what was kept, if need be."""
        found = self._open.get(event) if event is not None else None
        if found is None and kept:
            found = PendingInteraction.restored(kept)
            self.add(found)
        return found if found is not None and found.until > self._clock() else None

    def drop(self, pending: PendingInteraction) -> None:
        """Forgets one whose token turned out to be no good."""
        self._open.pop(pending.id, None)
