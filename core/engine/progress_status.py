"""What is still to be shown of a job's progress."""

import asyncio
from dataclasses import dataclass

from core.model.address import Address
from core.plugins.message import Message


@dataclass
class ProgressStatus:
    """A job's status message, as long as there is progress to show: the newest waits until the platform takes it."""

    address: Address
    newest: Message | None
    task: asyncio.Task[None] | None = None
    ended: bool = False

    def renew(self, message: Message) -> None:
        """Takes the place of what wasn't shown yet, but for a preview that it has no newer one of."""
        unseen = self.newest.picture if self.newest is not None else None
        self.newest = message.model_copy(update={"picture": message.picture or unseen})

    def give_back(self, message: Message | None) -> None:
        """What couldn't be shown may be later, unless there is something newer."""
        if message is not None and not self.ended:
            newer, self.newest = self.newest, message
            if newer is not None:
                self.renew(newer)
