"""What the Bot API answers when it doesn't do what it is asked, beside what all platforms may."""

from atelier_bot import Refused


class Conflict(Exception):
    """Somebody else gets the bot's updates."""


class PollingStalled(Exception):
    """Nothing was heard of Telegram for too long."""


class Migrated(Refused):
    """The group has become a supergroup, which has another id."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has become a supergroup")
        self.chat = chat
