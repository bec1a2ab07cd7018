"""A fault as what runs it needs to know it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from tests.chaos.fault_context import FaultContext


def always(_scene: FaultContext) -> str:
    """Nothing is needed for it."""
    return ""


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong while people are at it.

    ``occurs`` makes a context in which it does, which is left after ``extent.seconds`` if it ``lasts``; what is over in
    a moment may happen ``often``. Where it ``paints`` some people have paintings made, which takes the worker long.
    ``/healthz`` has to name the parts ``named``, may name those of ``may``, and may not answer where the bot may be
    ``gone``. ``may_repeat`` are platforms that may have taken a message of which the bot doesn't know that they did,
    and don't drop its repeat. ``why_not`` says why this machine can't have the fault.
    """

    name: str
    occurs: Callable[[FaultContext], AbstractAsyncContextManager[object]]
    lasts: bool = True
    often: bool = False
    paints: bool = False
    named: frozenset[str] = field(default_factory=frozenset)
    may: frozenset[str] = field(default_factory=frozenset)
    gone: bool = False
    may_repeat: frozenset[str] = field(default_factory=frozenset)
    why_not: Callable[[FaultContext], str] = always

    def times(self, context: FaultContext) -> int:
        """How often it happens."""
        return context.extent.kills if self.often else 1
