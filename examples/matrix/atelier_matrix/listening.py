"""Listening: asks what is new, and notes how far that was only when all of it is kept.

What is in between two answers that couldn't hold everything is fetched, so nothing is lost; what comes again after a
crash has the same ids, so nothing counts twice.
"""

import logging
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

from nio import MessageDirection

from atelier_bot import InvalidToken, RateLimited, Sleep, StorageError, backoff
from atelier_matrix.client import HomeserverClient

log = logging.getLogger(__name__)

Json = dict[str, Any]
POLL_SECONDS: Final = 30.0
OVERDUE: Final = 15.0
LONGEST_PAUSE: Final = 60.0
PAGE: Final = 100
MOST: Final = 2000
"""So many events of a room are fetched that came while nobody listened; what was before them is passed over."""
TYPES: Final = ["m.room.message", "m.reaction", "m.sticker", "m.room.encrypted", "m.room.member"]
NOTHING: Final = {"not_types": ["*"]}
FILTER: Final = {
    "presence": NOTHING,
    "account_data": NOTHING,
    "room": {
        "account_data": NOTHING,
        "ephemeral": NOTHING,
        "state": NOTHING,
        "timeline": {"types": TYPES, "limit": 50},
    },
}

TakeEvent = Callable[[str, Json], Awaitable[None]]
"""Keeps a room's event for good. Raises StorageError."""
TakeInvitation = Callable[[str, str], Awaitable[None]]
"""Hears of a room, and who has invited the bot there."""


class Listener:
    """``path`` is where it is noted how far all is kept; ``trouble`` says why nothing is heard."""

    def __init__(
        self,
        client: HomeserverClient,
        path: Path,
        take: TakeEvent,
        take_invitation: TakeInvitation,
        sleep: Sleep,
        chance: Callable[[], float],
    ) -> None:
        self._client, self._path, self._sleep, self._chance = client, path, sleep, chance
        self._take, self._take_invitation = take, take_invitation
        self.trouble = ""

    async def listen(self, me: str) -> None:
        """Brings events in until it is cancelled. What passes by itself is waited for. Raises InvalidToken, Refused."""
        failures = 0
        while True:
            try:
                await self._turn(me, 0.0 if self.trouble else POLL_SECONDS)
                failures, self.trouble = 0, ""
                continue
            except RateLimited as limited:
                pause = limited.retry_after
                self.trouble = f"the homeserver wants to hear nothing of us for {pause:.0f} s"
            except InvalidToken:
                raise
            except (OSError, StorageError) as error:
                failures += 1
                pause = backoff(failures, first=1.0, longest=LONGEST_PAUSE, chance=self._chance())
                self.trouble = str(error)
                log.warning("matrix: %s; the next try is in %.0f s", error, pause)
            await self._sleep(pause)

    async def _turn(self, me: str, seconds: float) -> None:
        """One answer of the homeserver. What is there before the first is nobody's business."""
        since = self._since()
        answer = await self._client.ask(
            lambda nio: nio.sync(timeout=int(seconds * 1000) if since else 0, since=since, sync_filter=FILTER),
            POLL_SECONDS + OVERDUE,
        )
        for room, invitation in answer.rooms.invite.items():
            inviters = [one.sender for one in invitation.invite_state if one.source.get("state_key") == me]
            await self._take_invitation(room, inviters[0] if inviters else "")
        if since is not None:
            for room, news in answer.rooms.join.items():
                for event in _since_invited(await self._whole(room, news.timeline, since), me):
                    await self._take(room, event)
        self._note(answer.next_batch)

    async def _whole(self, room: str, timeline: Any, since: str) -> list[Json]:
        """A room's events since the last time, oldest first."""
        events = [event.source for event in timeline.events]
        start = timeline.prev_batch if timeline.limited else None
        while start is not None and len(events) < MOST:
            page = await self._page(room, start, since)
            events = [event.source for event in reversed(page.chunk)] + events
            start = page.end if page.chunk else None
        if start is not None:
            log.warning("matrix: more than %d messages are new in %s; older ones are passed over", MOST, room)
        return events

    async def _page(self, room: str, start: str, since: str) -> Any:
        """Events of a room from ``start`` back to ``since``, or some of them, newest first."""
        back, types = MessageDirection.back, {"types": TYPES}
        return await self._client.ask(lambda nio: nio.room_messages(room, start, since, back, PAGE, types))

    def _since(self) -> str | None:
        try:
            return self._path.read_text(encoding="utf-8") or None
        except FileNotFoundError:
            return None

    def _note(self, reached: str) -> None:
        """Notes it in one step: half a token would be none."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        new = self._path.with_suffix(".new")
        new.write_text(reached, encoding="utf-8")
        new.replace(self._path)


def _since_invited(events: list[Json], me: str) -> list[Json]:
    """Without what was said in a room before the bot was to be there, if it has just come."""
    ours = [number for number, event in enumerate(events) if event.get("state_key") == me]
    joined = [number for number in ours if events[number]["content"].get("membership") == "join"]
    if not joined:
        return events
    invited = [number for number in ours if events[number]["content"].get("membership") == "invite"]
    return events[min(invited, default=joined[0]) :]
