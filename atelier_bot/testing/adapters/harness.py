"""What an author of an adapter writes so that the suite can use their platform: a harness, and people there.

The platform may be an emulator, a server in a container or the real one. A harness is opened anew for each check.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple, Protocol

from core.plugins.adapter import Adapter


class Shown(NamedTuple):
    """A message of the bot's as a person sees it: ``picture`` is its size, ``file`` whether there is one to save."""

    text: str
    buttons: tuple[tuple[str, ...], ...] = ()
    picture: tuple[int, int] | None = None
    file: bool = False


class Sent(NamedTuple):
    """A photo and its caption."""

    data: bytes
    caption: str = ""


class Guest(Protocol):
    """A person on a platform, in a conversation that is new."""

    async def text(self, text: str) -> None:
        """Says something that is no command."""

    async def command(self, name: str) -> None:
        """Gives a command, the way the platform has them."""

    async def photos(self, *photos: Sent) -> None:
        """Sends photos: one, or several at once."""

    async def file(self, data: bytes, name: str) -> None:
        """Sends a file that claims to be a picture."""

    async def press(self, label: str) -> None:
        """Presses the newest button of this name; it is there."""

    async def seen(self) -> list[Shown]:
        """All of the bot's messages, oldest first, as they are now."""

    async def changed(self) -> None:
        """Returns when something may have changed since ``seen``."""


class Failure(StrEnum):
    """How a platform may refuse the next message that the bot sends.

    ``LIMIT``: it wants to hear nothing for a while. ``BLOCK``: the person has blocked the bot. ``OUTAGE``: it can't be
    reached, or fails itself. ``UNKNOWN``: for a reason that nobody has heard of yet.
    """

    LIMIT = "limit"
    BLOCK = "block"
    OUTAGE = "outage"
    UNKNOWN = "unknown"


class AdapterHarness(Protocol):
    """A platform with one bot on it, and what the suite does there.

    ``failures`` are those that it can play, ``secrets`` what must never be in a log, such as the token. ``sends_once``
    says that the platform takes a message's key, so that nobody sees the same message twice; ``several_bots``, that
    there may be more than one at once.
    """

    failures: Collection[Failure]
    secrets: Sequence[str]
    sends_once: bool
    several_bots: bool

    def make(self, account: str, folder: Path) -> Adapter:
        """The adapter for the bot there; another account is another bot, if the platform is to have several."""

    async def ready(self, adapter: Adapter) -> None:
        """Returns when the adapter, which runs, hears what people do."""

    async def guest(self, name: str) -> Guest:
        """A new person, who speaks English, in a chat with the bot of the adapter that was made last."""

    async def group(self, *names: str) -> Sequence[Guest]:
        """New people in a group with the bot, to whom it may write alone; none where the platform has no groups."""

    async def fail(self, failure: Failure) -> None:
        """Has the platform refuse the next message that the bot sends, and all further tries to send it."""


OpenHarness = Callable[[Path], AbstractAsyncContextManager[AdapterHarness]]
"""Opens a harness, with a folder for whatever it has to keep."""
