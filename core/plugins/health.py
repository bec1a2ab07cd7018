"""How each adapter and each part of the bot is, and which effects can't be used, for ``/healthz`` and metrics."""

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import Any, Literal

from core.model.base import Model


class Condition(StrEnum):
    """How an adapter can be.

    It runs, it stands by while another process has its account, it runs but can't hear its platform, it waits to be
    started again, it can't be used as it is configured, or it has been stopped. A part of the bot runs or is troubled.
    """

    RUNNING = "running"
    STANDBY = "standby"
    TROUBLED = "troubled"
    WAITING = "waiting"
    BROKEN = "broken"
    STOPPED = "stopped"


class Health(Model):
    """How a plugin or a part of the bot is, since when (seconds since 1970), and how often it was started again.

    ``name`` is a plugin's table in plugins.toml; of effects only those are told of that can't be used. Parts are the
    bot's own: the database, the disk, its queues and its children.
    ``reason`` says in a line or more what is wrong, or, while nothing is, why it was last started again; ``code`` is
    the word of that error, if it is one of Atelier's, and ``remedy`` what whoever runs Atelier can do about it.
    """

    name: str
    kind: Literal["part", "adapter", "effect"] = "adapter"
    condition: Condition
    since: float
    restarts: int = 0
    reason: str = ""
    code: str = ""
    remedy: str = ""

    @property
    def good(self) -> bool:
        """Whether nothing needs to be done about it."""
        return self.condition in (Condition.RUNNING, Condition.STANDBY)


def health_report(found: Sequence[Health], fields: Collection[str] | None = None) -> dict[str, Any]:
    """What ``/healthz`` says: whether all is ``well``, and of parts, adapters and effects these ``fields``, or all."""
    include = None if fields is None else set(fields)
    kinds = {
        f"{kind}s": [health.model_dump(mode="json", include=include) for health in found if health.kind == kind]
        for kind in ("part", "adapter", "effect")
    }
    return {"well": all(health.good for health in found), **kinds}
