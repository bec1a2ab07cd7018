"""Memory that runs out, in a memory cgroup as small servers have one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from tests.chaos.crowd import Crowd, Habit, Regular
from tests.chaos.fault import Fault
from tests.chaos.scene import PLATFORMS, Scene

HUNGRY = Habit(command="/hungry")


@asynccontextmanager
async def memory_out(scene: Scene) -> AsyncIterator[None]:
    """Somebody on each platform wants something made that takes more memory than there is, and gets it smaller."""
    group = scene.program.machine.group
    assert group is not None
    before = group.kills
    people = [Regular(await scene.person(name), HUNGRY) for name in PLATFORMS]
    await Crowd(people, scene.luck, scene.tally).begin()
    assert group.kills > before, "no memory was lacking"
    yield


def _no_group(scene: Scene) -> str:
    return "" if scene.program.machine.group is not None else "no memory cgroup may be made here"


MEMORY = (Fault("memory limit reached", memory_out, lasts=False, may=frozenset(["worker"]), why_not=_no_group),)
