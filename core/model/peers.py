"""The bot processes at one database: what only one of them may do at a time, and what they tell each other."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Protocol

Work = Callable[[], Coroutine[Any, Any, None]]
Told = Callable[[str], None]
"""Takes a line for people, or a word that was told."""

INBOXES = "atelier_inboxes"
"""The channel of whoever answers on an account: it is told the account where another process has heard something."""
EVERYTHING = ""
"""The word that stands for those that may have been missed."""


class Peers(Protocol):
    """The processes at one database, as one of them knows the others.

    What only one may do has a name; whoever does it holds that until it is done. A name is lost with the process that
    holds it, however that ends, and with its connection to the database.
    """

    def holds(self, name: str) -> bool:
        """Whether this process holds a name, as far as it can know: it has heard of the database just now."""

    async def while_held(self, name: str, work: Work, waits: Told) -> None:
        """Waits until nobody else holds a name, and works while this process does.

        ``waits`` is told who has it meanwhile, in the words that end a line. Raises StorageError where the name is lost
        before the work has ended, which is cancelled.
        """

    def listen(self, told: Told) -> None:
        """Has passed on what is told on ``INBOXES`` (see ``Transaction.notify``), and EVERYTHING now and then."""


class NoPeers:
    """A process that has its database to itself."""

    def holds(self, name: str) -> bool:  # noqa: ARG002
        """Nobody else could."""
        return True

    async def while_held(self, name: str, work: Work, waits: Told) -> None:  # noqa: ARG002
        """Works at once."""
        await work()

    def listen(self, told: Told) -> None:
        """There is nobody to hear of."""


def account_word(account: Sequence[str]) -> str:
    """How an account, or that of an address, is called between processes."""
    return ":".join(account[:2])


async def forever() -> None:
    """Work that is done when it is cancelled."""
    await asyncio.Event().wait()
