"""Rooms: whose invitations are followed, who is there, and which one is somebody's chat with the bot alone."""

import asyncio
import logging
from typing import Any, Final

from nio import RoomPreset

from atelier_bot import Forbidden, Obstacle, Recent, Refused, Undeliverable
from atelier_matrix.client import HomeserverClient
from atelier_matrix.options import MatrixOptions

log = logging.getLogger(__name__)

DIRECT: Final = "m.direct"
"""Under this name clients keep which rooms are chats of two, by the other's id."""
JOIN_SECONDS: Final = 30.0
"""A room may be on a server that is slow, or isn't there; nothing else is heard meanwhile."""
CACHE_SIZE: Final = 1000


class Rooms:
    """The rooms of one account. All raise as HomeserverClient does."""

    def __init__(self, client: HomeserverClient, options: MatrixOptions) -> None:
        self._client, self._options = client, options
        self._members: Recent[str, frozenset[str]] = Recent(CACHE_SIZE)
        self._creating = asyncio.Lock()

    async def members(self, room: str) -> frozenset[str]:
        """Who is in a room, the bot included."""
        known = self._members.get(room)
        if known is None:
            answer = await self._client.ask(lambda nio: nio.joined_members(room))
            known = frozenset(member.user_id for member in answer.members)
            self._members.put(room, known)
        return known

    async def is_group(self, room: str) -> bool:
        """Whether others read there what somebody and the bot say."""
        return len(await self.members(room)) > 2

    def changed(self, room: str) -> None:
        """Somebody has come or gone."""
        self._members.drop(room)

    async def invited(self, room: str, inviter: str) -> None:
        """Follows an invitation, or declines it. One that can't be followed costs itself and nobody else's messages."""
        try:
            if self._options.follows(inviter):
                await self._client.ask(lambda nio: nio.join(room), JOIN_SECONDS)
                if await self._client.state(room, "m.room.encryption") is None:
                    return
                log.warning("matrix: leaves %s, to which %s has invited it: it is encrypted", room, inviter)
            await self._client.ask(lambda nio: nio.room_leave(room))
        except (OSError, Refused) as error:
            log.warning("matrix: the invitation of %s to %s isn't followed: %s", inviter, room, error)

    async def direct(self, me: str, person: str) -> str:
        """The room that somebody has with the bot alone, made if need be. Raises Undeliverable, too."""
        async with self._creating:
            for room in reversed(_rooms_of(await self._client.account_data(DIRECT), person)):
                if await self._is_between(room, me, person):
                    return room
            return await self._create(person)

    async def note_direct(self, room: str, person: str) -> None:
        """Has the account know a room as somebody's with the bot alone."""
        known = await self._client.account_data(DIRECT)
        if room not in (rooms := _rooms_of(known, person)):
            await self._client.set_account_data(DIRECT, {**known, person: [*rooms, room]})

    async def _is_between(self, room: str, me: str, person: str) -> bool:
        try:
            self.changed(room)  # what is private isn't said to whom the cache doesn't know yet
            if not await self.members(room) <= {me, person}:
                return False
        except Refused:
            return False
        membership = await self._client.state(room, "m.room.member", person)
        return membership is not None and membership.get("membership") in ("join", "invite")

    async def _create(self, person: str) -> str:
        try:
            created = await self._client.ask(
                lambda nio: nio.room_create(is_direct=True, preset=RoomPreset.private_chat, invite=[person])
            )
        except Forbidden as refused:
            raise Undeliverable(str(refused), Obstacle.PLACE) from None
        except Refused as refused:
            raise Undeliverable(str(refused)) from None
        room = str(created.room_id)
        await self.note_direct(room, person)
        return room


def _rooms_of(known: dict[str, Any], person: str) -> list[str]:
    """The rooms that account data has for somebody; other clients of the account write there too."""
    rooms = known.get(person)
    return [room for room in rooms if isinstance(room, str)] if isinstance(rooms, list) else []
