"""What the Bot API answers when it doesn't do what it is asked, beside what all platforms may."""

from atelier_bot import AtelierError, Refused


class Conflict(AtelierError):
    """Somebody else gets the bot's updates."""

    code = "conflict"


class PollingStalled(AtelierError):
    """Nothing was heard of Telegram for too long."""

    code = "polling_stalled"


class Migrated(Refused):
    """The group has become a supergroup, which has another id."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has become a supergroup")
        self.chat = chat
