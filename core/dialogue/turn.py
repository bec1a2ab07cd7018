"""What goes into one turn of the dialogue and what comes out of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Self

from core.imaging.limits import LIMITS
from core.model.base import Model
from core.model.event import GalleryChoice
from core.model.job import Job, Order
from core.model.kept_picture import KeptPicture
from core.model.reply import Reply
from core.model.retention import Retention
from core.model.session import Session
from core.plugins.installed_effect import InstalledEffect


@dataclass(frozen=True)
class Rules:
    """What the operator decided: the effects by name, the first one being the default, and the limits."""

    effects: Mapping[str, InstalledEffect]
    max_waiting: int = 3
    max_queue: int = 100
    max_photo_bytes: int = LIMITS.max_bytes
    keep_hours: float = 1.0
    retention: Retention = field(default_factory=Retention)
    max_kept: int = 50
    max_kept_bytes: int = 100_000_000

    def smaller(self, order: Order) -> dict[str, Any] | None:
        """Options that take less memory than an order's; None where there are none."""
        effect = self.effects.get(order.effect)
        return effect.smaller(order.options) if effect is not None else None


class JobStatus(Model):
    """An active job of the person's: how many others come before it, and the seconds until it is done, if known."""

    job: Job
    ahead: int = 0
    seconds_left: float | None = None


class TurnInput(Model):
    """What the dialogue may know beside the session.

    The time (seconds since 1970); a fresh id to make the ids of orders from; the person's active jobs; how many are
    active in all; how many would come before a new one and in how many seconds it would be done; whether photos in the
    session's slots have expired meanwhile; whether the platform has ``downloads``; what the person has ``kept``, newest
    first; where they may be asked about, the person's jobs that were ``done`` last, and the ``sizes`` in bytes of their
    pictures that are still there.
    """

    now: float
    token: str
    jobs: tuple[JobStatus, ...] = ()
    queue: int = 0
    ahead: int = 0
    seconds: float | None = None
    lost: bool = False
    downloads: bool = True
    kept: tuple[KeptPicture, ...] = ()
    done: tuple[Job, ...] = ()
    sizes: dict[str, int] = {}


class Action(StrEnum):
    """What the engine shall do for the dialogue, which can't: it answers for itself when it is done."""

    FORGET = "forget"
    EXPORT = "export"


class GalleryPage(Model):
    """A part of the gallery that an effect has for a slot: it begins with the picture number ``first``, from 0.

    ``own`` are the blobs of the person's own, which come before the effect's.
    """

    effect: str
    slot: str
    first: int = 0
    own: tuple[str, ...] = ()


class TurnResult(Model):
    """What one event led to.

    ``kept`` are pictures to keep, or to call as they are called here, and ``dropped`` the ids of those that aren't to
    be kept any more.

    Of what the engine has to bring first there is at most one: ``chosen`` is a picture that the person wants, as if it
    were a photo of theirs, and ``page`` is to be seen in the last reply.
    """

    session: Session
    replies: tuple[Reply, ...] = ()
    orders: tuple[Order, ...] = ()
    cancelled: tuple[str, ...] = ()
    kept: tuple[KeptPicture, ...] = ()
    dropped: tuple[str, ...] = ()
    action: Action | None = None
    chosen: GalleryChoice | None = None
    page: GalleryPage | None = None

    def say(self, *replies: Reply) -> Self:
        """With more replies; the last buttons become the menu that numbers choose from."""
        menu = next((reply.numbered for reply in reversed(replies) if reply.buttons), None)
        turn = self.model_copy(update={"replies": self.replies + replies})
        return turn if menu is None else turn.remember(menu=menu)

    def in_place_of(self, message: str) -> Self:
        """With the last reply in the place of a message, by the reference of that; where it has none, as it is."""
        if not message or not self.replies:
            return self
        *earlier, last = self.replies
        return self.model_copy(update={"replies": (*earlier, last.model_copy(update={"replaces": message}))})

    def remember(self, **changes: Any) -> Self:
        """With a changed session."""
        return self.model_copy(update={"session": self.session.model_copy(update=changes)})

    def set(self, **changes: Any) -> Self:
        """With changed settings of the person's."""
        return self.remember(settings=self.session.settings.model_copy(update=changes))
