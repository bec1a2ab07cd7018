"""How each adapter is, and which effects can't be used, for ``/healthz`` and metrics."""

from enum import StrEnum
from typing import Literal

from core.model.base import Model


class Condition(StrEnum):
    """How an adapter can be.

    It runs, it runs but can't hear its platform, it waits to be started again, it can't be used as it is configured, or
    it has been stopped.
    """

    RUNNING = "running"
    TROUBLED = "troubled"
    WAITING = "waiting"
    BROKEN = "broken"
    STOPPED = "stopped"


class Health(Model):
    """How a plugin is, since when (seconds since 1970), and how often it was started again.

    ``name`` is its table's in plugins.toml; of effects only those are told of that can't be used.
    ``reason`` says in a line or more what is wrong, or, while nothing is, why it was last started again; ``code`` is
    the word of that error, if it is one of Atelier's, and ``remedy`` what whoever runs Atelier can do about it.
    """

    name: str
    kind: Literal["adapter", "effect"] = "adapter"
    condition: Condition
    since: float
    restarts: int = 0
    reason: str = ""
    code: str = ""
    remedy: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing needs to be done about it."""
        return self.condition is Condition.RUNNING
