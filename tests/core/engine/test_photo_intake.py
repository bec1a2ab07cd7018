"""The arrival of photos: fetched with patience, looked at, and never larger than they may be."""

import asyncio

import pytest

from core.conversation.arrival import AT_ONCE, PAUSES, Arrival
from core.conversation.events import CommandGiven, Event, Lost, Photo, PhotoSent, Slot, TextSent
from core.conversation.store import Blob
from core.nst.errors import Refusal
from core.plugins.adapter import RateLimited
from tests.core.conversation.desk import ROOM, Platform, inspect
from tests.core.conversation.talk import ANN


class Gate:
    """An arrival, and the pauses that it made."""

    def __init__(self) -> None:
        self.platform = Platform()
        self.platform.photos.update(a=b"a", broken=b"broken")
        self.pauses: list[float] = []

    def bring(self, event: Event) -> tuple[Event, list[Blob]]:
        ids = iter("xyz")
        arrival = Arrival({("desk", "one"): self.platform}, inspect, lambda: next(ids), 1000, self._pause)
        return asyncio.run(arrival.bring(event, expires=50.0))

    def photo(self, reference: str, size: int | None = None) -> Photo:
        photo = Photo(reference=reference, size=size)
        event, _ = self.bring(PhotoSent(id="1", address=ROOM, sender=ANN, photo=photo))
        assert isinstance(event, PhotoSent)
        return event.photo

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


def test_a_photo_gets_a_blob_of_its_senders() -> None:
    event, (blob,) = Gate().bring(PhotoSent(id="1", address=ROOM, sender=ANN, photo=Photo(reference="a")))
    assert isinstance(event, PhotoSent)
    assert event.photo.blob == blob.id == "x"
    assert blob == Blob(id="x", person="desk:one:ann", kind="image/png", data=b"PNG a", expires=50.0)


def test_a_commands_photos_keep_their_slots() -> None:
    photos = {Slot.STYLE: Photo(reference="a"), Slot.CONTENT: Photo(reference="broken")}
    command = CommandGiven(id="1", address=ROOM, sender=ANN, name="style", photos=photos)
    event, blobs = Gate().bring(command)
    assert isinstance(event, CommandGiven)
    assert event.photos[Slot.STYLE].blob == "x"
    assert event.photos[Slot.CONTENT].refusal is Refusal.TRUNCATED
    assert len(blobs) == 1


def test_anything_else_passes() -> None:
    event = TextSent(id="1", address=ROOM, sender=ANN, text="hello")
    assert Gate().bring(event) == (event, [])


def test_one_that_says_it_is_too_large_is_not_even_fetched() -> None:
    gate = Gate()
    gate.platform.troubles.append(AssertionError("it was fetched"))
    assert gate.photo("a", size=1001).refusal is Refusal.TOO_LARGE


def test_an_expired_link_is_said_at_once() -> None:
    gate = Gate()
    assert gate.photo("gone").refusal is Lost.EXPIRED
    assert gate.pauses == []


def test_bad_weather_is_waited_for() -> None:
    gate = Gate()
    gate.platform.troubles.extend([OSError("reset"), RateLimited(7.0)])
    assert gate.photo("a").blob == "x"
    assert gate.pauses == [PAUSES[0], 7.0]


def test_but_not_for_ever() -> None:
    gate = Gate()
    gate.platform.troubles.extend([OSError("reset")] * 10)
    assert gate.photo("a").refusal is Lost.UNAVAILABLE
    assert gate.pauses == list(PAUSES)


def test_one_that_never_comes_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(Platform):
        async def fetch(self, photo: Photo) -> bytes:
            self.troubles.append(OSError(photo.reference))
            return await asyncio.get_running_loop().create_future()

    monkeypatch.setattr("core.conversation.arrival.FETCH_SECONDS", 0.001)
    gate = Gate()
    gate.platform = Silent()
    assert gate.photo("a").refusal is Lost.UNAVAILABLE
    assert len(gate.platform.troubles) == len(PAUSES) + 1


def test_only_so_many_are_here_at_once_whether_they_come_or_wait_to_be_looked_at() -> None:
    class Loading(Platform):
        here = 0

        async def fetch(self, photo: Photo) -> bytes:
            self.here += 1
            most.append(self.here)
            await asyncio.sleep(0)
            return photo.reference.encode()

    async def look(photo: bytes) -> bytes:
        async with inspector:
            await asyncio.sleep(0)
        platform.here -= 1
        return photo

    async def scene() -> None:
        arrival = Arrival({("desk", "one"): platform}, look, lambda: "x", 1000)
        events = (
            PhotoSent(id=str(n), address=ROOM._replace(chat=str(n)), sender=ANN, photo=Photo(reference=str(n)))
            for n in range(20)
        )
        brought = await asyncio.gather(*(arrival.bring(event, expires=50.0) for event in events))
        assert all(len(blobs) == 1 for _, blobs in brought)

    platform, inspector, most = Loading(), asyncio.Lock(), list[int]()
    asyncio.run(scene())
    assert max(most) == AT_ONCE


def test_one_that_has_to_be_waited_for_makes_room_for_others() -> None:
    async def scene() -> None:
        waiting, go_on = asyncio.Event(), asyncio.Event()
        platform = Platform()
        platform.photos.update(a=b"a")
        platform.troubles.extend([OSError("reset")] * AT_ONCE)

        async def pause(_seconds: float) -> None:
            waiting.set()
            await go_on.wait()

        arrival = Arrival({("desk", "one"): platform}, inspect, lambda: "x", 1000, pause)
        event = PhotoSent(id="1", address=ROOM, sender=ANN, photo=Photo(reference="a"))
        slow = [asyncio.create_task(arrival.bring(event, expires=50.0)) for _ in range(AT_ONCE)]
        await waiting.wait()
        while platform.troubles:
            await asyncio.sleep(0)
        _, blobs = await arrival.bring(event, expires=50.0)
        assert len(blobs) == 1
        go_on.set()
        await asyncio.gather(*slow)

    asyncio.run(asyncio.wait_for(scene(), 60))


def test_a_platform_that_is_no_longer_configured_has_no_photos() -> None:
    event = PhotoSent(id="1", address=ROOM._replace(account="two"), sender=ANN, photo=Photo(reference="a"))
    brought, _ = Gate().bring(event)
    assert isinstance(brought, PhotoSent)
    assert brought.photo.refusal is Lost.UNAVAILABLE
