"""A queue for each key: what is queued under one key is worked on in order, different keys side by side."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class KeyedQueue(Generic[K, T]):
    """A queue for each key that has something waiting. What ``work`` raises ends the task group."""

    def __init__(self, work: Callable[[T], Awaitable[None]], tasks: asyncio.TaskGroup) -> None:
        self._work, self._tasks = work, tasks
        self._waiting: dict[K, deque[T]] = {}

    def add(self, key: K, item: T) -> None:
        """Puts an item at the end of its key's queue."""
        if key in self._waiting:
            self._waiting[key].append(item)
        else:
            self._waiting[key] = deque([item])
            self._tasks.create_task(self._drain(key))

    def waiting(self, key: K) -> tuple[T, ...]:
        """What is in a key's queue, the one that is worked on first."""
        return tuple(self._waiting.get(key, ()))

    async def _drain(self, key: K) -> None:
        line = self._waiting[key]
        while line:
            await self._work(line[0])
            line.popleft()
        del self._waiting[key]
