"""Interactions that may still be answered: what came of them, and for how long their tokens are good."""

import asyncio
from typing import Any, Final

from pydantic import ConfigDict, Field

from atelier_bot import Answered, Clock, Model

MINUTES: Final = 14
TOKEN_SECONDS: Final = MINUTES * 60.0
"""Seconds for which an interaction's token is used; Discord takes it for one minute more."""
DEFAULT_LIMIT: Final = 10 * 1024 * 1024
"""Bytes of a file that any place takes."""


class Origin(Model):
    """A channel, and the interaction by whose token there can be written in it, if there is one.

    That is good while ``until`` (seconds since 1970) lies ahead, files of up to ``limit`` bytes included. ``locale`` is
    the person's, if it is known.
    """

    channel: str
    application: str = ""
    token: str = ""
    until: float = 0.0
    limit: int = DEFAULT_LIMIT
    locale: str = ""

    @property
    def webhook(self) -> dict[str, Any]:
        """What a route by the token has in its path."""
        return {"webhook_id": self.application, "webhook_token": self.token}


class Reference(Origin):
    """Where a message is: enough to edit it after a restart too. ``hidden`` ones can only be edited with the token."""

    message: str
    hidden: bool = False

    def __str__(self) -> str:
        return self.model_dump_json(exclude_defaults=True)

    @classmethod
    def parse(cls, text: str) -> "Reference":
        """The reference that prints as ``text``. Raises ValueError."""
        return cls.model_validate_json(text)

    def closed(self) -> "Reference":
        """As it is when the token is no longer good."""
        return self.model_copy(update={"until": 0.0})


def _future() -> asyncio.Future[bool]:
    return asyncio.get_running_loop().create_future()


class PendingInteraction(Origin):
    """An interaction that can be answered, and what came of it so far.

    ``placeholder`` is whether a message waits to be filled: the "thinking" of a command, or the one whose button was
    pressed where it is the person's alone; None where that has to be asked. ``hidden`` says that only the person sees
    it. ``acknowledged`` is whether Discord has taken the acknowledgement.
    """

    model_config = ConfigDict(frozen=False, arbitrary_types_allowed=True)

    id: str
    in_private: bool = False
    hidden: bool = Field(default=False, exclude=True)
    placeholder: bool | None = Field(default=None, exclude=True)
    acknowledged: asyncio.Future[bool] = Field(default_factory=_future, exclude=True)

    def kept(self) -> str:
        """What is needed to answer it after a restart."""
        return self.model_dump_json()

    @classmethod
    def restored(cls, kept: str) -> "PendingInteraction":
        """One of an earlier life. Whether Discord was told that it came turns out when it is answered."""
        pending = cls.model_validate_json(kept)
        pending.settle(good=True)
        return pending

    def settle(self, good: bool) -> None:
        """Discord has taken the acknowledgement, or never will."""
        if not self.acknowledged.done():
            self.acknowledged.set_result(good)

    def reference(self, message: str, *, hidden: bool) -> Reference:
        """Where a message is by which it was answered."""
        return Reference(**self.model_dump(include=set(Origin.model_fields)), message=message, hidden=hidden)


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

    def find(self, answered: Answered | None) -> PendingInteraction | None:
        """The one that an event came by, if it can be answered still; from what was kept, if need be."""
        if answered is None:
            return None
        found = self._open.get(answered.id)
        if found is None and answered.answer_by:
            found = PendingInteraction.restored(answered.answer_by)
            self.add(found)
        return found if found is not None and found.until > self._clock() else None

    def drop(self, pending: PendingInteraction) -> None:
        """Forgets one whose token turned out to be no good."""
        self._open.pop(pending.id, None)
