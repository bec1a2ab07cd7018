"""The pace of sending: a platform's limits of messages, kept before it has to say so."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from math import inf

from core.model.base import Model
from core.model.clock import Clock, Sleep
from core.plugins.adapter import RateLimited

MAX_WAIT = 5.0
"""Who'd have to wait longer is sent back with RateLimited."""
CACHE_SIZE = 5000
"""So many chats' pasts are kept before those are forgotten that no longer matter."""


class RateLimit(Model):
    """So many messages within so many seconds."""

    count: int
    seconds: float


class ChatLimits(Model):
    """What one chat takes: its limits of messages, edits included.

    ``progress`` is the least number of seconds between two edits that show progress.
    """

    messages: tuple[RateLimit, ...]
    progress: float = 0.0


class _Window:
    """The last messages that a limit counts."""

    def __init__(self, limit: RateLimit) -> None:
        self._seconds = limit.seconds
        self._times = deque([-inf] * limit.count, limit.count)

    @property
    def full_until(self) -> float:
        return self._times[0] + self._seconds

    @property
    def counts_until(self) -> float:
        return self._times[-1] + self._seconds

    def note(self, now: float) -> None:
        self._times.append(now)


class _Chat:
    """One chat's past, and until when the platform wants to hear nothing of it."""

    def __init__(self, limits: ChatLimits) -> None:
        self.windows = [_Window(limit) for limit in limits.messages]
        self.progress_interval = limits.progress
        self.closed_until = self.progress_from = -inf
        self.lock = asyncio.Lock()

    @property
    def full_until(self) -> float:
        return max(self.closed_until, *(window.full_until for window in self.windows))

    def matters(self, now: float) -> bool:
        until = max(self.closed_until, self.progress_from, *(window.counts_until for window in self.windows))
        return self.lock.locked() or until > now


class RateLimiter:
    """Gives chats their turns: ``all`` is the limit of all together, ``limits_of`` has those of each by its id.

    ``clock`` gives seconds, from any begin.
    """

    def __init__(
        self, all: RateLimit, limits_of: Callable[[str], ChatLimits], clock: Clock, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._limits_of, self._clock, self._sleep = limits_of, clock, sleep
        self._all = _Window(all)
        self._gate = asyncio.Lock()
        self._chats: dict[str, _Chat] = {}

    @asynccontextmanager
    async def turn(self, chat: str) -> AsyncIterator[None]:
        """Begins when a message may be sent, and lasts until there is an answer: it has arrived by then.

        Raises RateLimited where it takes long to begin because of this very chat. Where it is raised within, the
        platform wants to hear nothing of the chat for so long.
        """
        own = self._chat(chat)
        async with own.lock:
            wait = own.full_until - self._clock()
            if wait > MAX_WAIT:
                raise RateLimited(wait)
            if wait > 0:
                await self._sleep(wait)
            async with self._gate:  # first come, first served
                if (wait := self._all.full_until - self._clock()) > 0:
                    await self._sleep(wait)
                self._all.note(self._clock())
            try:
                yield
            except RateLimited as limited:
                own.closed_until = self._clock() + limited.retry_after
                raise
            finally:
                for window in own.windows:
                    window.note(self._clock())

    @asynccontextmanager
    async def progress(self, chat: str) -> AsyncIterator[None]:
        """A turn for an edit that isn't worth waiting for. Raises RateLimited if it can't begin at once."""
        own, now = self._chat(chat), self._clock()
        wait = max(own.full_until, own.progress_from, self._all.full_until) - now
        if wait > 0 or own.lock.locked() or self._gate.locked():
            raise RateLimited(max(wait, 1.0))
        own.progress_from = now + own.progress_interval
        async with self.turn(chat):
            yield

    def _chat(self, chat: str) -> _Chat:
        if chat not in self._chats:
            if len(self._chats) >= CACHE_SIZE:
                now = self._clock()
                self._chats = {chat: own for chat, own in self._chats.items() if own.matters(now)}
            self._chats[chat] = _Chat(self._limits_of(chat))
        return self._chats[chat]
