"""Memory that runs out, in a memory cgroup as small servers have one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.chaos.crowd import Crowd, Habit, Regular
from tests.chaos.fault import Fault
from tests.chaos.fault_context import PLATFORMS, FaultContext

HUNGRY = Habit(command="/hungry")


@asynccontextmanager
async def memory_out(context: FaultContext) -> AsyncIterator[None]:
    """Somebody on each platform wants something made that takes more memory than there is, and gets it smaller."""
    group = context.program.machine.group
    assert group is not None
    before = group.kills
    people = [Regular(await context.person(name), HUNGRY) for name in PLATFORMS]
    await Crowd(people, context.luck, context.tally).begin()
    assert group.kills > before, "no memory was lacking"
    yield


def _no_group(context: FaultContext) -> str:
    return "" if context.program.machine.group is not None else "no memory cgroup may be made here"


MEMORY = (Fault("memory limit reached", memory_out, lasts=False, may=frozenset(["worker"]), why_not=_no_group),)
