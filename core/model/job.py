"""The job: what an effect shall make of which pictures, for whom, and how far it is."""

from enum import StrEnum
from typing import Any

from pydantic import model_validator

from core.model.address import Address
from core.model.base import Model
from core.model.person import PersonId

GONE = frozenset(["message", "priority"])


class JobState(StrEnum):
    """Where a job is: waiting, worked on, or ended in one of three ways."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def active(self) -> bool:
        """Whether work is still to come."""
        return self in (JobState.QUEUED, JobState.RUNNING)


class Order(Model):
    """What somebody asks an effect for; ``inputs`` are blobs by slot, ``options`` the effect's own.

    With ``variants``, options by name, it is for a small picture of each, all in one, to choose from: ``options`` are
    those that they vary.
    """

    id: str
    effect: str
    inputs: dict[str, str]
    options: dict[str, Any]
    variants: dict[str, dict[str, Any]] = {}
    spoiler: bool = False

    def asks_for_the_same(self, other: "Order") -> bool:
        """Whether the other one is for the same: of the same pictures, by the same effect, options and variants."""
        return _asked(self) == _asked(other)

    @property
    def work(self) -> str:
        """What kind of work it is: how long one takes is learned from others of its kind alone."""
        return f"{self.effect} variants" if self.variants else self.effect

    @property
    def made_with(self) -> dict[str, Any]:
        """The options that say how long the work takes."""
        return next(iter(self.variants.values()), self.options)


def _asked(order: Order) -> tuple[Any, ...]:
    return order.effect, order.inputs, order.options, order.variants


class Job(Model):
    """An order with its fate. Times are seconds since 1970; ``person`` and ``address`` say whose it is and where.

    ``language`` is the one that it was ordered in, for what is said of its progress.

    ``result`` is the blob of the picture, ``reason`` why it failed: a word that the texts know, or ``slot:word`` where
    a picture was at fault. ``rank`` is how many of the person's jobs came before it when it was ordered (see
    core.jobs.scheduler). ``attempt`` grows each time work on it begins, ``crashes`` when that work dies; ``checkpoint``
    are the blobs from which the next attempt continues; ``asked`` are the values of those options that were changed
    since it was ordered, because memory ran out.
    """

    order: Order
    address: Address
    person: PersonId
    created: float
    state: JobState = JobState.QUEUED
    rank: int = 0
    attempt: int = 0
    crashes: int = 0
    fraction: float = 0.0
    started: float | None = None
    ended: float | None = None
    language: str = ""
    checkpoint: tuple[str, ...] = ()
    result: str | None = None
    reason: str | None = None
    asked: dict[str, Any] = {}

    @model_validator(mode="before")
    @classmethod
    def _without_what_went(cls, values: Any) -> Any:
        """Jobs that earlier versions stored have fields that nothing used."""
        return {key: value for key, value in values.items() if key not in GONE} if isinstance(values, dict) else values

    @property
    def id(self) -> str:
        """The order's id."""
        return self.order.id
