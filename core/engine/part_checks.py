"""Looks at the bot's own parts from time to time; one that doesn't answer is told of, and holds up no other."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from math import inf

from core.model.clock import Clock
from core.model.errors import AtelierError
from core.plugins.errors import reason
from core.plugins.health import Condition, Health

log = logging.getLogger(__name__)

Check = Callable[[], Awaitable[str]]
"""Says in a line what is wrong with a part, nothing where all is well; what it raises is wrong too."""

LOOK_SECONDS = 30.0
FRESH_SECONDS = 5.0
"""What was found out so lately isn't looked for again, however often it is asked for."""
ANSWER_SECONDS = 3.0
"""How long a part may take to answer: who asks for its health doesn't wait for long either."""


class PartChecks:
    """The health of parts, by name. ``clock`` gives seconds since 1970; ``hide`` takes secrets out of reasons."""

    def __init__(
        self,
        checks: Mapping[str, Check],
        *,
        clock: Clock,
        hide: Callable[[str], str] = str,
        fresh_seconds: float = FRESH_SECONDS,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        self._checks, self._clock, self._hide = dict(checks), clock, hide
        self._fresh_seconds, self._answer_seconds = fresh_seconds, answer_seconds
        self._looking: dict[str, asyncio.Task[str]] = {}
        self._found: dict[str, Health] = {}
        self._looked_at = -inf
        self._turn = asyncio.Lock()

    @property
    def health(self) -> tuple[Health, ...]:
        """How each part was when it was looked at; nothing before that."""
        return tuple(self._found.values())

    async def run(self) -> None:
        """Looks until it is cancelled."""
        try:
            while True:
                await self.look()
                await asyncio.sleep(LOOK_SECONDS)
        finally:
            for looking in self._looking.values():
                looking.cancel()
            await asyncio.gather(*self._looking.values(), return_exceptions=True)

    async def look(self) -> None:
        """Looks at all parts, unless that was done just now."""
        loop = asyncio.get_running_loop()
        async with self._turn:
            if loop.time() - self._looked_at < self._fresh_seconds:
                return
            for name, check in self._checks.items():
                if name not in self._looking:
                    self._looking[name] = asyncio.create_task(_outcome(check))
            await asyncio.wait(self._looking.values(), timeout=self._answer_seconds)
            for name in self._checks:
                self._note(name, self._answer(name))
            self._looked_at = loop.time()

    def _answer(self, name: str) -> str:
        """What is wrong with a part; a look that goes on isn't begun a second time."""
        if not self._looking[name].done():
            return f"it hasn't answered for {self._answer_seconds:g} s"
        return self._looking.pop(name).result()

    def _note(self, name: str, wrong: str) -> None:
        condition = Condition.TROUBLED if wrong else Condition.RUNNING
        before = self._found.get(name)
        changed = before is None or before.condition is not condition
        since = self._clock() if changed else before.since  # type: ignore[union-attr]
        wrong = self._hide(wrong)
        self._found[name] = Health(name=name, kind="part", condition=condition, since=since, reason=wrong)
        if changed and wrong:
            log.warning("%s: %s", name, wrong)
        elif changed and before is not None:
            log.warning("%s: all is well again", name)


async def _outcome(check: Check) -> str:
    try:
        return await check()
    except AtelierError as error:
        return str(error)
    except Exception as error:  # noqa: BLE001 - what is wrong with a check is wrong with its part
        return reason(error)
