"""A clock that jumps, as one does that was wrong and is set: by libfaketime, in the program and nowhere else."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from tests.chaos.fault import Fault
from tests.chaos.scene import Scene

HOUR = 3600


@asynccontextmanager
async def clock_jumped(seconds: int, scene: Scene) -> AsyncIterator[None]:
    """What time it is changes; how much passes doesn't. It jumps back afterwards."""
    clock = scene.program.machine.clock
    assert clock is not None
    clock.write_text(f"{seconds:+}")
    yield
    clock.write_text("+0")


def _no_clock(scene: Scene) -> str:
    return "" if scene.program.machine.clock is not None else "it takes libfaketime (Debian's package faketime)"


CLOCKS = tuple(
    Fault(f"clock jumps an hour {way}", partial(clock_jumped, seconds), why_not=_no_clock)
    for way, seconds in (("ahead", HOUR), ("back", -HOUR))
)
