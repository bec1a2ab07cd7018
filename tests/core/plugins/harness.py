"""A platform that takes 30 messages a second, one a second in a chat, and in a group 20 a minute."""

from core.plugins.rate_limiter import ChatLimits, RateLimit

ALL = RateLimit(count=3, seconds=0.11)
CHAT = RateLimit(count=1, seconds=1.0)
GROUP_LIMITS = ChatLimits(messages=(CHAT, RateLimit(count=20, seconds=60.0)), progress=10.0)


def limits_of(chat: str) -> ChatLimits:
    """A group's id is a negative number."""
    return GROUP_LIMITS if chat.startswith("-") else ChatLimits(messages=(CHAT,))
