"""What the bot process has a child do, and how the child's work speaks to it."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Protocol

from core.model.errors import AtelierError


class Failure(AtelierError):
    """The work can't be done: ``reason`` is a word that the texts know, the message is for the log."""

    code = "failure"

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class WorkChannel(Protocol):
    """The channel from the work to the bot process.

    Each method raises Cancelled once the work isn't wanted any more.
    """

    @property
    def resume(self) -> bytes | None:
        """The last checkpoint of an earlier attempt."""

    def progress(self, fraction: float, preview: bytes | None = None) -> None:
        """Says how far the work is, 0 to 1, and perhaps how it looks: a JPEG file."""

    def checkpoint(self, state: bytes) -> None:
        """Hands over a state to continue from; dropped where they'd be more than the pipe and the disk should carry."""

    def check(self) -> None:
        """Says nothing."""


WorkFunction = Callable[[MutableMapping[str, bytes], WorkChannel], bytes]
"""Makes a file out of files by name, and may take out those that it needn't keep.

It is pickled by its name in a module, perhaps with arguments in a partial. Raises Failure, Cancelled, and anything else
for faults of its own.
"""


def do_nothing(inputs: Mapping[str, bytes], channel: WorkChannel) -> bytes:  # noqa: ARG001 - as every work function
    """Work that shows that work can be done."""
    return b""


@dataclass(frozen=True)
class Work:
    """Work with its input; with ``network`` it may use the network."""

    work: WorkFunction
    inputs: Mapping[str, bytes]
    resume: bytes | None = None
    network: bool = False


class WorkListener(Protocol):
    """Who is told, on the event loop, how a task gets on; it mustn't take long."""

    def progress(self, fraction: float, preview: bytes | None) -> None:
        """As WorkChannel.progress."""

    def checkpoint(self, state: bytes) -> None:
        """As WorkChannel.checkpoint."""


@dataclass(frozen=True)
class Done:
    """The work is done; ``result`` is what it returned."""

    result: bytes = field(repr=False)


@dataclass(frozen=True)
class Failed:
    """The work can't be done: the reason, ``timeout`` where it took too long, and a line for the log."""

    reason: str
    message: str = ""


@dataclass(frozen=True)
class Stopped:
    """The work was stopped because it isn't wanted any more."""


@dataclass(frozen=True)
class Died:
    """The child died at it; ``fate`` says how, ``memory`` whether it was for want of memory."""

    fate: str = field(default="", compare=False)
    memory: bool = False


WorkOutcome = Done | Failed | Stopped | Died
