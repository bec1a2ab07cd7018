"""Time for tests: one that runs fast, and one that only passes when somebody sleeps."""

import asyncio
import time


class Fast:
    """Time that passes so many times as fast, for everybody who looks at it."""

    def __init__(self, rate: float) -> None:
        self._rate, self._begun = rate, time.monotonic()
        self._epoch = time.time()

    def __call__(self) -> float:
        return self._epoch + (time.monotonic() - self._begun) * self._rate

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self._rate)


class Still:
    """Time that passes at once when somebody sleeps; ``pauses`` are how long they did."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.pauses: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)
