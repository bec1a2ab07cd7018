"""Whether ``/healthz`` tells the truth: asked all the time, and held against what really was the matter, and when."""

import asyncio
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

ASK_EVERY = 1.0
ANSWER_SECONDS = 10.0
NOTICE_SECONDS = 12.0
"""Parts are looked at every 5 s where somebody asks, and may take 3 to answer; the rest is for a busy machine."""
MENDED_SECONDS = 60.0
"""So long what has to be tried again, at growing intervals, may still be troubled."""


@dataclass(frozen=True)
class Look:
    """What was said at a time of an even clock: who isn't well and why; None where nobody answered."""

    at: float
    unwell: Mapping[str, str] | None


@dataclass(frozen=True)
class Outage:
    """What really was the matter from ``begin`` to ``end``.

    ``named`` have to be told of, ``may`` be told of as well; whether the bot may be ``gone``, and answer nothing.
    """

    begin: float
    end: float
    named: frozenset[str] = frozenset()
    may: frozenset[str] = frozenset()
    gone: bool = False


def lies(looks: Sequence[Look], outage: Outage) -> Iterator[str]:
    """What was said that wasn't so, or wasn't said that was, while something was the matter and a while after."""
    during = [look for look in looks if outage.begin <= look.at <= outage.end + MENDED_SECONDS]
    for look in during:
        after = look.at - outage.begin
        if look.unwell is None:
            if not outage.gone:
                yield f"it didn't answer, {after:.0f} s after the begin"
            continue
        for name in look.unwell.keys() - outage.named - outage.may:
            yield f"{name} was said to be unwell, {after:.0f} s after the begin: {look.unwell[name]}"
        if outage.begin + NOTICE_SECONDS <= look.at <= outage.end:
            for name in outage.named - look.unwell.keys():
                yield f"{name} was said to be well, {after:.0f} s after the begin"
    told = any(outage.named <= (look.unwell or {}).keys() for look in during if look.at <= outage.end)
    if outage.named and not told:
        yield f"{', '.join(sorted(outage.named))}: never said to be unwell meanwhile"
    mended = any(look.unwell is not None and not look.unwell for look in during if look.at > outage.end)
    if not mended:
        last = during[-1].unwell if during else None
        yield f"it wasn't well again within {MENDED_SECONDS:.0f} s: {'no answer' if last is None else dict(last)}"


@dataclass
class Watch:
    """Asks the monitoring port at ``url`` until it is cancelled."""

    url: str
    looks: list[Look] = field(default_factory=list)

    async def run(self) -> None:
        """Looks every second."""
        async with ClientSession(timeout=ClientTimeout(total=ANSWER_SECONDS)) as session:
            while True:
                unwell = await self._unwell(session)
                self.looks.append(Look(time.monotonic(), unwell))
                await asyncio.sleep(ASK_EVERY)

    async def well(self) -> None:
        """Waits until all is said to be well, but no longer than that may take."""
        begin = time.monotonic()
        while time.monotonic() < begin + MENDED_SECONDS:
            last = self.looks[-1] if self.looks else None
            if last is not None and last.at > begin and last.unwell is not None and not last.unwell:
                return
            await asyncio.sleep(ASK_EVERY / 4)

    async def _unwell(self, session: ClientSession) -> Mapping[str, str] | None:
        try:
            async with session.get(f"{self.url}/healthz") as answer:
                told = await answer.json()
        except (ClientError, OSError):  # TimeoutError is one
            return None
        unwell = {
            each["name"]: each["reason"] or each["condition"]
            for each in (*told["parts"], *told["adapters"], *told["effects"])
            if each["condition"] != "running"
        }
        if (told["well"], answer.status) != ((False, 503) if unwell else (True, 200)):
            unwell["/healthz"] = f"it says {answer.status} and well: {told['well']}, which doesn't go with its parts"
        return unwell
