"""Has faults happen one after another while people are at it, and says of each what it cost and what was told of it."""

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.chaos.crowd import Crowd, Habit
from tests.chaos.fault import Fault
from tests.chaos.fault_context import PAINTING, Extent, FaultContext, fault_context
from tests.chaos.health import Outage, Watch, lies
from tests.chaos.ledger import Tally

BEGIN_SECONDS = 180.0
ROUND_SECONDS = 600.0
"""A fault's round takes one or two minutes; on a machine with much other work, several."""


@dataclass
class Round:
    """What came of a fault: how ``often`` it happened, what people got meanwhile, and what ``/healthz`` had wrong.

    ``why_not`` says why it didn't happen.
    """

    fault: Fault
    often: int = 0
    tally: Tally = field(default_factory=Tally)
    lies: list[str] = field(default_factory=list)
    why_not: str = ""

    @property
    def went_well(self) -> bool:
        """Whether nothing was lost or said twice, and nothing told that wasn't so."""
        return not (self.why_not or self.tally.lost or self.tally.twice or self.lies)

    @property
    def told(self) -> str:
        """All of it, in a line and a line more for whatever went wrong."""
        tally = self.tally
        counts = f"{self.often} times, {tally.errands} photos and orders, {len(tally.repeated)} repeated"
        lines = [f"{self.fault.name}: {self.why_not or counts}"]
        for kind, wrong in (("lost", tally.lost), ("twice", tally.twice), ("/healthz", self.lies)):
            lines += [f"  {kind}: {one}" for one in wrong]
        return "\n".join(lines)


async def rounds(folder: Path, faults: Sequence[Fault], extent: Extent, seed: int) -> AsyncIterator[Round]:
    """Each fault's round when it is over; ``folder`` keeps the program's log. The same ``seed``, the same luck."""
    async with fault_context(folder, extent, Random(seed)) as stage, _watching(stage) as watch:
        drawing = await stage.crowd(Habit(extent.pause))
        painting = await stage.crowd(PAINTING)
        async with asyncio.timeout(BEGIN_SECONDS):
            for crowd in (drawing, *([painting] if extent.paints else [])):
                await crowd.begin()
            await watch.well()
        for fault in faults:
            why_not = fault.why_not(stage)
            crowds = [drawing, painting] if fault.paints and extent.paints else [drawing]
            if why_not:
                yield Round(fault, why_not=why_not)
                continue
            async with asyncio.timeout(ROUND_SECONDS):
                done = await _round(fault, stage, crowds, watch)
            yield done


async def _round(fault: Fault, stage: FaultContext, crowds: Sequence[Crowd], watch: Watch) -> Round:
    stage.tally = Tally(fault.may_repeat)
    for crowd in crowds:
        crowd.go(stage.tally)
    cuts, found = stage.cuts, list[str]()
    for _ in range(fault.times(stage)):
        begin = time.monotonic()
        async with fault.occurs(stage):
            if fault.lasts:
                await asyncio.sleep(stage.extent.seconds)
        end = time.monotonic()
        await watch.well()
        found += lies(watch.looks, Outage(begin, end, fault.named, fault.may, fault.gone))
        await stage.tally.progress()
    for crowd in crowds:
        await crowd.settle()
    on_their_way = sum(crowd.conversations(fault.may_repeat) for crowd in crowds)
    stage.tally.allow_repeats(on_their_way * fault.times(stage) + stage.cuts - cuts)
    return Round(fault, fault.times(stage), stage.tally, found)


@asynccontextmanager
async def _watching(stage: FaultContext) -> AsyncIterator[Watch]:
    watch = Watch(stage.program.url)
    watching = asyncio.create_task(watch.run())
    try:
        yield watch
    finally:
        watching.cancel()
        await asyncio.wait({watching})
