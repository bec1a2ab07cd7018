"""Counts what people are owed and what they were shown: each photo and each order has one answer."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

LOOK_EVERY = 0.5


class Kind(StrEnum):
    """What a message of the bot's is to the person who reads it: a picture that was made, a word that another one is
    needed, a word that the one that came is at fault, or anything else.
    """

    MADE = "made"
    ASKED = "asked"
    REFUSED = "refused"
    OTHER = "other"


@dataclass(frozen=True)
class Line:
    """A message of the bot's as it is shown now; ``id`` is its place in the chat."""

    id: str
    kind: Kind
    text: str


@dataclass(frozen=True)
class Account:
    """What somebody got for an errand: ``lost`` says what is there instead of an answer, ``twice`` what is too much."""

    lost: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()


def reckon(before: Sequence[Line], now: Sequence[Line], owed: Counter[Kind]) -> Account:
    """What became of the answers that are ``owed`` since a chat showed what it showed ``before``."""
    known = {line.id for line in before}
    missing, too_much = owed.copy(), list[str]()
    for line in now:
        if line.id not in known and missing[line.kind] > 0:
            missing[line.kind] -= 1
        elif line.id not in known:
            too_much.append(line.text)
    lacking = missing.total()
    in_their_place = too_much[:lacking]
    return Account((*in_their_place, *["nothing"] * (lacking - len(in_their_place))), tuple(too_much[lacking:]))


@dataclass
class Tally:
    """What was found of ``errands`` that have ended. ``repeated`` is what was said twice on ``may_repeat`` platforms,
    where that can't be helped; see Fault.
    """

    may_repeat: frozenset[str] = frozenset()
    errands: int = 0
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    repeated: list[str] = field(default_factory=list)

    def enter(self, who: str, platform: str, account: Account) -> None:
        """Adds what became of an errand of somebody's."""
        self.lost += [f"{who}: {text}" for text in account.lost]
        repeats = self.repeated if platform in self.may_repeat else self.twice
        repeats += [f"{who}: {text}" for text in account.twice]

    async def progress(self) -> None:
        """Waits until another errand has ended."""
        before = self.errands
        while self.errands == before:
            await asyncio.sleep(LOOK_EVERY)

    def allow_repeats(self, most: int) -> None:
        """What was repeated more often than there were messages of which nobody could know was simply said twice."""
        self.twice += self.repeated[most:]
        del self.repeated[most:]
