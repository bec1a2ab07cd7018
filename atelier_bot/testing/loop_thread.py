"""An event loop in a thread, so that tests are written without ``await``."""

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")

TIMEOUT = 120.0
"""Seconds after which what is waited for won't come; nothing here takes anywhere near as long."""


class LoopThread:
    """A loop that runs from its making to ``close``."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="test kit", daemon=True)
        self._thread.start()

    def wait(self, work: Coroutine[Any, Any, T], seconds: float = TIMEOUT) -> T:
        """What ``work`` returns or raises. Raises TimeoutError where it takes longer than ``seconds``."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result(seconds)
        except TimeoutError:
            future.cancel()
            raise

    def begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Begins work that goes on; it is the caller's to end."""

        async def begin() -> asyncio.Task[T]:
            return asyncio.create_task(work)

        return self.wait(begin())

    def close(self) -> None:
        """Ends the loop."""
        self.wait(self._loop.shutdown_default_executor())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
