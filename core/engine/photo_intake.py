"""Photo intake: bytes are fetched from the platform, looked at, and kept the way effects want them."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from weakref import WeakValueDictionary

from core.engine.containment import AdapterFault
from core.engine.galleries import Galleries
from core.imaging.media_types import media_type
from core.model.blob import Blob
from core.model.clock import Sleep
from core.model.errors import Lost, Refusal
from core.model.event import CommandGiven, Event, Photo, PhotoSent
from core.model.person import PersonId
from core.plugins.adapter import Adapter, PhotoLost, RateLimited

log = logging.getLogger(__name__)

FETCH_PAUSES = 1.0, 4.0, 10.0, 30.0
"""Seconds between the tries to fetch a photo: a platform that is down for half a minute costs nobody's photo."""
LONGEST_WAIT = 60.0
"""Seconds for which a platform may ask to wait; where it asks for more the person had better come back later."""
AT_ONCE = 2
"""So many photos of an adapter are fetched or looked at at once, however many conversations bring some: one is looked
at while the next is fetched, and more would only take memory. One that takes its time holds up no other adapter's."""

Decode = Callable[[bytes], Awaitable[bytes | Refusal]]
"""Makes a JPEG or PNG file of whatever a person sent, or says why not."""


class PhotoIntake:
    """Brings in the photos of events, ``AT_ONCE`` of an adapter's at once and a person's one after another.

    ``token`` gives fresh ids for blobs; a photo of more than ``max_bytes`` isn't even fetched. What a person took from
    one of the ``galleries`` comes from there.
    """

    def __init__(
        self,
        adapters: Mapping[tuple[str, str], Adapter],
        decode: Decode,
        token: Callable[[], str],
        max_bytes: int,
        sleep: Sleep = asyncio.sleep,
        *,
        galleries: Galleries,
    ) -> None:
        self.galleries = galleries
        self._adapters, self._decode, self._token = adapters, decode, token
        self.max_bytes, self._sleep = max_bytes, sleep
        self._rooms = {account: asyncio.Semaphore(AT_ONCE) for account in adapters}
        self._turns: WeakValueDictionary[PersonId, asyncio.Lock] = WeakValueDictionary()

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
        if photo.own:  # nothing comes in
            return photo, []
        found = await self._picture(event, photo)
        if isinstance(found, Photo):
            return found, []
        blob = Blob(id=self._token(), person=event.person, kind=media_type(found), data=found, expires=expires)
        return photo.model_copy(update={"blob": blob.id}), [blob]

    async def _picture(self, event: Event, photo: Photo) -> bytes | Photo:
        """What is kept of a photo, or the photo with the reason why it can't be had."""
        if photo.size is not None and photo.size > self.max_bytes:
            return _refused(photo, Refusal.TOO_LARGE)
        account = event.address.adapter, event.address.account
        if account not in self._adapters:
            return _refused(photo, Lost.UNAVAILABLE)
        for pause in (*FETCH_PAUSES, None):
            try:
                found = await self._try(account, event.person, photo)
                return found if isinstance(found, bytes) else _refused(photo, found)
            except PhotoLost as lost:
                return _refused(photo, lost.why, lost.limit)
            except AdapterFault:  # it says so itself, and would do it again
                return _refused(photo, Lost.UNAVAILABLE)
            except (RateLimited, OSError) as error:
                log.info("%s: a photo can't be fetched yet: %s", event.address, error)
                wait = error.retry_after if isinstance(error, RateLimited) else pause
                if pause is None or wait is None or wait > LONGEST_WAIT:
                    break
                await self._sleep(wait)
        return _refused(photo, Lost.UNAVAILABLE)

    async def _try(self, account: tuple[str, str], person: PersonId, photo: Photo) -> bytes | Refusal:
        """Fetches a photo and has it looked at; only meanwhile are its bytes here. Raises as ``Adapter.fetch`` does."""
        # The person's turn first: who sends many, in however many conversations, waits for them in no room of others.
        async with self._turns.setdefault(person, asyncio.Lock()), self._rooms[account]:
            if photo.gallery is not None:
                return await self._decode(await self.galleries.read(photo.gallery))
            data = await self._adapters[account].fetch(photo, self.max_bytes)
            return await self._decode(data) if len(data) <= self.max_bytes else Refusal.TOO_LARGE


def _refused(photo: Photo, why: Refusal | Lost, limit: int | None = None) -> Photo:
    return photo.model_copy(update={"refusal": why, "limit": limit})
