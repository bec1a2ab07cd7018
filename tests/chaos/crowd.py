"""People who go on sending photos whatever happens, and what becomes of each photo."""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random

from tests.chaos.ledger import Kind, Line, Tally, reckon
from tests.chaos.people import Person, photo

ERRAND_SECONDS = 240.0
"""After so long an answer won't come any more; what was put off is tried again within five minutes at most."""
LOOK_EVERY = 0.5


@dataclass(frozen=True)
class Habit:
    """What somebody does: a command that they give at the begin, seconds between two errands, what each of an errand's
    pictures is answered with, and what pictures these are.
    """

    pause: float = 0.0
    command: str = ""
    answers: tuple[Kind, ...] = (Kind.MADE,)
    picture: Callable[[Random], bytes] = photo


@dataclass
class Regular:
    """Somebody with a habit. ``known`` is what their chat showed when it was last looked at for an account."""

    person: Person
    habit: Habit
    known: Sequence[Line] = field(default_factory=list)

    async def begin(self) -> None:
        """Gives the command, if there is one, and waits for its answer."""
        if self.habit.command:
            await self.person.write(self.habit.command)
            while not await self.person.shown():
                await asyncio.sleep(LOOK_EVERY)
        self.known = await self.person.shown()


class Crowd:
    """Regulars, of whom each runs errands one after another; ``luck`` decides when.

    What becomes of these is entered in ``tally``.
    """

    def __init__(self, regulars: Sequence[Regular], luck: Random, tally: Tally) -> None:
        self._regulars, self._luck, self.tally = regulars, luck, tally
        self._busy: list[asyncio.Task[None]] = []
        self._enough = asyncio.Event()

    async def begin(self) -> None:
        """Everybody is known to the bot afterwards, and has run an errand."""
        await asyncio.gather(*(regular.begin() for regular in self._regulars))
        await self.run(1)

    async def run(self, errands: int) -> None:
        """Has everybody run so many errands."""

        async def runs(regular: Regular) -> None:
            for _ in range(errands):
                await self._errand(regular)

        await asyncio.gather(*map(runs, self._regulars))

    def go(self, tally: Tally) -> None:
        """Has everybody run errands until ``settle``, on another tally."""
        self.tally = tally
        self._enough.clear()
        self._busy = [asyncio.create_task(self._keep_on(regular)) for regular in self._regulars]

    def conversations(self, platforms: frozenset[str]) -> int:
        """How many there are on these platforms: in each one message at a time is on its way."""
        return sum(regular.person.platform in platforms for regular in self._regulars)

    async def settle(self) -> None:
        """Waits until all errands that were begun have ended, and looks once more at what everybody is shown."""
        self._enough.set()
        await asyncio.gather(*self._busy)
        for regular in self._regulars:
            await self._reckon(regular, Counter())

    async def _keep_on(self, regular: Regular) -> None:
        while not self._enough.is_set():
            await self._errand(regular)
            try:
                async with asyncio.timeout(regular.habit.pause * self._luck.uniform(0.5, 1.5)):
                    await self._enough.wait()
            except TimeoutError:
                continue

    async def _errand(self, regular: Regular) -> None:
        owed = Counter[Kind]()
        for answer in regular.habit.answers:
            owed[answer] += 1
            await regular.person.send(regular.habit.picture(self._luck))
            if not await self._answered(regular, owed):
                break
        await self._reckon(regular, owed)
        self.tally.errands += 1

    async def _answered(self, regular: Regular, owed: Counter[Kind]) -> bool:
        """Whether somebody is shown in time all that they are owed."""
        try:
            async with asyncio.timeout(ERRAND_SECONDS):
                while reckon(regular.known, await regular.person.shown(), owed).lost:
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            return False
        return True

    async def _reckon(self, regular: Regular, owed: Counter[Kind]) -> None:
        shown = await regular.person.shown()
        account = reckon(regular.known, shown, owed)
        self.tally.enter(regular.person.name, regular.person.platform, account)
        regular.known = shown
