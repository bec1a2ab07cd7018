"""The arrival of photos: bytes are fetched from the platform, looked at, and kept the way effects want them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from core.conversation.events import CommandGiven, Event, Lost, Photo, PhotoSent
from core.conversation.store import Blob
from core.nst.errors import Refusal
from core.plugins.adapter import Adapter, PhotoLost, RateLimited

log = logging.getLogger(__name__)

PAUSES = 1.0, 4.0, 10.0
"""Seconds between the tries to fetch a photo."""

Inspect = Callable[[bytes], Awaitable[bytes | Refusal]]
"""Makes a PNG of whatever a person sent, or says why not."""
Sleep = Callable[[float], Awaitable[None]]


class Arrival:
    """Brings in the photos of events. ``token`` gives fresh ids for blobs; a photo of more bytes isn't even fetched."""

    def __init__(
        self,
        adapters: Mapping[tuple[str, str], Adapter],
        inspect: Inspect,
        token: Callable[[], str],
        most_bytes: int,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._adapters, self._inspect, self._token = adapters, inspect, token
        self._most_bytes, self._sleep = most_bytes, sleep

    async def bring(self, event: Event, expires: float) -> tuple[Event, list[Blob]]:
        """An event whose photos have a blob or a refusal, and these blobs, not stored yet."""
        if isinstance(event, PhotoSent):
            photo, blobs = await self._photo(event, event.photo, expires)
            return event.model_copy(update={"photo": photo}), blobs
        if isinstance(event, CommandGiven) and event.photos:
            arrived = {slot: await self._photo(event, photo, expires) for slot, photo in event.photos.items()}
            photos = {slot: photo for slot, (photo, _) in arrived.items()}
            found = [blob for _, blobs in arrived.values() for blob in blobs]
            return event.model_copy(update={"photos": photos}), found
        return event, []

    async def _photo(self, event: Event, photo: Photo, expires: float) -> tuple[Photo, list[Blob]]:
        found = await self._bytes(event, photo)
        if isinstance(found, bytes):
            found = await self._inspect(found)
        if not isinstance(found, bytes):
            return photo.model_copy(update={"refusal": found}), []
        blob = Blob(id=self._token(), person=event.person, kind="image/png", data=found, expires=expires)
        return photo.model_copy(update={"blob": blob.id}), [blob]

    async def _bytes(self, event: Event, photo: Photo) -> bytes | Refusal | Lost:
        if photo.size is not None and photo.size > self._most_bytes:
            return Refusal.TOO_LARGE
        adapter = self._adapters.get((event.address.adapter, event.address.account))
        if adapter is None:
            return Lost.UNAVAILABLE
        for pause in (*PAUSES, None):
            try:
                return await adapter.fetch(photo)
            except PhotoLost as lost:
                return lost.why
            except (RateLimited, OSError) as error:
                log.info("%s: a photo can't be fetched yet: %s", event.address, error)
                if pause is not None:
                    await self._sleep(error.retry_after if isinstance(error, RateLimited) else pause)
        return Lost.UNAVAILABLE
