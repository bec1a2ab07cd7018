"""What the Bot API answers when it doesn't do what it is asked. Nothing here ever holds a token or an address with one.

Beside these there are RateLimited of the contract and OSError for all that passes by itself.
"""


class InvalidToken(ConnectionError):
    """Telegram doesn't know the bot. Messages wait until an operator has mended that."""

    def __init__(self) -> None:
        super().__init__("Telegram doesn't know this token: get the right one from @BotFather, then start Atelier anew")


class Conflict(Exception):
    """Somebody else gets the bot's updates."""


class PollingStalled(Exception):
    """Nothing was heard of Telegram for too long."""


class Refused(Exception):
    """A request that won't be granted, with Telegram's reason."""


class Forbidden(Refused):
    """The bot may not write there: it was blocked, or removed from a group."""


class Migrated(Refused):
    """The group has become a supergroup, which has another id."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has become a supergroup")
        self.chat = chat
