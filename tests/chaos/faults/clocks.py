"""A clock that jumps, as one does that was wrong and is set: the program's and nobody else's."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from tests.chaos.fault import Fault
from tests.chaos.fault_context import FaultContext

HOUR = 3600


@asynccontextmanager
async def clock_jumped(seconds: int, context: FaultContext) -> AsyncIterator[None]:
    """What time it is changes; how much passes doesn't. It jumps back afterwards."""
    clock = context.program.machine.clock
    clock.jump(seconds)
    yield
    clock.jump(0)


CLOCKS = tuple(
    Fault(f"clock jumps an hour {way}", partial(clock_jumped, seconds))
    for way, seconds in (("ahead", HOUR), ("back", -HOUR))
)
