"""How a bot is as a whole, for those in charge."""

from core.model.base import Model
from core.plugins.health import Health


class Machine(Model):
    """What a bot is and takes: its version, the bytes of memory of each of its processes, and those of disk left."""

    version: str = ""
    memory: dict[str, int] = {}
    free_bytes: int = 0


class BotStatus(Model):
    """A bot that was ``started`` at a time (seconds since 1970), and how all that belongs to it was found to be."""

    started: float
    health: tuple[Health, ...] = ()
    machine: Machine = Machine()
