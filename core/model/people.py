"""Whom a bot works for, and how it works just now: what the operator and those in charge have decided."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from core.model.base import Model
from core.model.person import PersonId

NamedPerson = Annotated[PersonId, AfterValidator(PersonId.parse)]
"""A person's id as an operator writes it."""


class Mode(StrEnum):
    """How the bot works: as usual; it begins no job; or it takes no order and finishes those that there are."""

    RUNNING = "running"
    PAUSED = "paused"
    DRAINING = "draining"


class Restriction(Model):
    """What those in charge have decided about one person; a person of whom nothing is decided has the defaults."""

    banned: bool = False
    jobs_a_day: int | None = None


class People(Model):
    """Whom the operator names, by person ids."""

    admins: frozenset[NamedPerson] = Field(
        default=frozenset(), description="Who is in charge: they have /admin, and are told when something breaks."
    )
    allow: frozenset[NamedPerson] | None = Field(
        default=None, description="The bot works for these and those in charge alone; without it, for everybody."
    )
    deny: frozenset[NamedPerson] = Field(default=frozenset(), description="The bot doesn't work for these.")

    @model_validator(mode="after")
    def _in_charge_is_welcome(self) -> Self:
        if both := self.admins & self.deny:
            raise ValueError(f"admins and deny both name {min(both)}; take it out of one of them")
        return self

    @property
    def named(self) -> frozenset[PersonId]:
        """Everybody who is in one of the lists."""
        return self.admins | (self.allow or frozenset()) | self.deny

    def admits(self, person: PersonId, restriction: Restriction) -> bool:
        """Whether the bot works for somebody, given what those in charge have decided about them."""
        if person in self.admins:
            return True
        welcome = self.allow is None or person in self.allow
        return welcome and person not in self.deny and not restriction.banned
