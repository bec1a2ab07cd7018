"""Telegram's limits of messages."""

from atelier_bot import ChatLimits, Model, RateLimit


class RateLimits(Model):
    """For all chats, for each, and for each group.

    All chats together have 27 a second in small portions, where Telegram allows 30: they arrive less evenly than they
    are sent. ``group_edit`` is the least number of seconds between two edits that show progress in a group.
    """

    all: RateLimit = RateLimit(count=3, seconds=0.11)
    chat: RateLimit = RateLimit(count=1, seconds=1.0)
    group: RateLimit = RateLimit(count=20, seconds=60.0)
    group_edit: float = 10.0

    def of_chat(self, chat: str) -> ChatLimits:
        """The limits of the chat with this id."""
        if is_group(chat):
            return ChatLimits(messages=(self.chat, self.group), progress=self.group_edit)
        return ChatLimits(messages=(self.chat,))


def is_group(chat: str) -> bool:
    """Whether a chat's id is a group's; private chats have positive ones."""
    return chat.startswith("-")
