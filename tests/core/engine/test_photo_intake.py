"""Photo intake: fetched with patience, looked at, and never larger than they may be."""

import asyncio

import pytest

from core.engine.containment import ContainedAdapter
from core.engine.photo_intake import AT_ONCE, FETCH_PAUSES, LONGEST_WAIT, PhotoIntake
from core.model.blob import Blob
from core.model.errors import Lost, Refusal
from core.model.event import CommandGiven, Event, Photo, PhotoSent, TextSent
from core.model.person import Person
from core.plugins.adapter import PhotoLost, RateLimited
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, NO_GALLERIES, ROOM, FakeAdapter, decode


def stranger(number: int) -> Person:
    return Person(id=f"stranger {number}")


class Gate:
    """A photo intake, and the pauses that it made."""

    def __init__(self) -> None:
        self.platform = FakeAdapter()
        self.platform.photos.update(a=b"a", broken=b"broken")
        self.pauses: list[float] = []

    def bring(self, event: Event) -> tuple[Event, list[Blob]]:
        ids = iter("xyz")
        adapters = {("fake", "one"): ContainedAdapter(self.platform, "one")}
        intake = PhotoIntake(adapters, decode, lambda: next(ids), 1000, self._pause, galleries=NO_GALLERIES)
        return asyncio.run(intake.bring(event, expires=50.0))

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
    assert blob == Blob(id="x", person=ANN_ID, kind="image/png", data=b"\x89PNG a", expires=50.0)


def test_a_commands_photos_keep_their_slots() -> None:
    photos = {"style": Photo(reference="a"), "content": Photo(reference="broken")}
    command = CommandGiven(id="1", address=ROOM, sender=ANN, name="style", photos=photos)
    event, blobs = Gate().bring(command)
    assert isinstance(event, CommandGiven)
    assert event.photos["style"].blob == "x"
    assert event.photos["content"].refusal is Refusal.TRUNCATED
    assert len(blobs) == 1


def test_anything_else_passes() -> None:
    event = TextSent(id="1", address=ROOM, sender=ANN, text="hello")
    assert Gate().bring(event) == (event, [])


def test_one_that_says_it_is_too_large_is_not_even_fetched() -> None:
    gate = Gate()
    gate.platform.troubles.append(AssertionError("it was fetched"))
    assert gate.photo("a", size=1001).refusal is Refusal.TOO_LARGE


def test_one_of_which_the_platform_gives_out_less_says_how_much() -> None:
    gate = Gate()
    gate.platform.troubles.append(PhotoLost(Refusal.TOO_LARGE, 500))
    photo = gate.photo("a")
    assert (photo.refusal, photo.limit) == (Refusal.TOO_LARGE, 500)


def test_an_expired_link_is_said_at_once() -> None:
    gate = Gate()
    assert gate.photo("gone").refusal is Lost.EXPIRED
    assert gate.pauses == []


def test_an_outage_is_waited_for() -> None:
    gate = Gate()
    gate.platform.troubles.extend([OSError("reset"), RateLimited(7.0)])
    assert gate.photo("a").blob == "x"
    assert gate.pauses == [FETCH_PAUSES[0], 7.0]


def test_a_platform_that_asks_to_wait_long_is_not_waited_for() -> None:
    gate = Gate()
    gate.platform.troubles.extend([RateLimited(LONGEST_WAIT), RateLimited(LONGEST_WAIT + 1)])
    assert gate.photo("a").refusal is Lost.UNAVAILABLE
    assert gate.pauses == [LONGEST_WAIT]


def test_but_not_for_ever() -> None:
    gate = Gate()
    gate.platform.troubles.extend([OSError("reset")] * 10)
    assert gate.photo("a").refusal is Lost.UNAVAILABLE
    assert gate.pauses == list(FETCH_PAUSES)


def test_one_that_never_comes_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    class Silent(FakeAdapter):
        async def fetch(self, photo: Photo, limit: int) -> bytes:
            self.troubles.append(OSError(photo.reference))
            return await asyncio.get_running_loop().create_future()

    monkeypatch.setattr("core.engine.containment.FETCH_TIMEOUT", 0.001)
    gate = Gate()
    gate.platform = Silent()
    assert gate.photo("a").refusal is Lost.UNAVAILABLE
    assert len(gate.platform.troubles) == len(FETCH_PAUSES) + 1


def test_only_so_many_are_here_at_once_whether_they_come_or_wait_to_be_looked_at() -> None:
    class Loading(FakeAdapter):
        here = 0

        async def fetch(self, photo: Photo, limit: int) -> bytes:
            self.here += 1
            counts.append(self.here)
            await asyncio.sleep(0)
            return photo.reference.encode()

    async def look(photo: bytes) -> bytes:
        async with decoder:
            await asyncio.sleep(0)
        platform.here -= 1
        return photo

    async def scenario() -> None:
        intake = PhotoIntake({("fake", "one"): platform}, look, lambda: "x", 1000, galleries=NO_GALLERIES)
        events = (
            PhotoSent(id=str(n), address=ROOM._replace(chat=str(n)), sender=stranger(n), photo=Photo(reference=str(n)))
            for n in range(20)
        )
        brought = await asyncio.gather(*(intake.bring(event, expires=50.0) for event in events))
        assert all(len(blobs) == 1 for _, blobs in brought)

    platform, decoder, counts = Loading(), asyncio.Lock(), list[int]()
    asyncio.run(scenario())
    assert max(counts) == AT_ONCE


def test_who_sends_many_at_once_leaves_room_for_others() -> None:
    looked_at: list[bytes] = []
    many = [
        PhotoSent(id=str(n), address=ROOM._replace(chat=str(n)), sender=ANN, photo=Photo(reference="bomb"))
        for n in range(20)
    ]
    one = PhotoSent(id="1", address=ROOM, sender=stranger(1), photo=Photo(reference="photo"))

    async def look(photo: bytes) -> bytes:
        looked_at.append(photo)
        await asyncio.sleep(0)
        return photo

    async def scenario() -> None:
        platform = FakeAdapter()
        platform.photos.update(bomb=b"bomb", photo=b"photo")
        intake = PhotoIntake({("fake", "one"): platform}, look, lambda: "x", 1000, galleries=NO_GALLERIES)
        await asyncio.gather(*(intake.bring(event, expires=50.0) for event in (*many, one)))

    asyncio.run(scenario())
    assert len(looked_at) == 21
    assert looked_at.index(b"photo") <= 1


def test_one_that_has_to_be_waited_for_makes_room_for_others() -> None:
    async def scenario() -> None:
        waiting, go_on = asyncio.Event(), asyncio.Event()
        platform = FakeAdapter()
        platform.photos.update(a=b"a")
        platform.troubles.extend([OSError("reset")] * AT_ONCE)

        async def pause(_seconds: float) -> None:
            waiting.set()
            await go_on.wait()

        intake = PhotoIntake({("fake", "one"): platform}, decode, lambda: "x", 1000, pause, galleries=NO_GALLERIES)
        event = PhotoSent(id="1", address=ROOM, sender=ANN, photo=Photo(reference="a"))
        others = [event.model_copy(update={"sender": stranger(n)}) for n in range(AT_ONCE)]
        slow = [asyncio.create_task(intake.bring(other, expires=50.0)) for other in others]
        await waiting.wait()
        while platform.troubles:
            await asyncio.sleep(0)
        _, blobs = await intake.bring(event, expires=50.0)
        assert len(blobs) == 1
        go_on.set()
        await asyncio.gather(*slow)

    asyncio.run(asyncio.wait_for(scenario(), 60))


def test_a_platform_that_is_no_longer_configured_has_no_photos() -> None:
    event = PhotoSent(id="1", address=ROOM._replace(account="two"), sender=ANN, photo=Photo(reference="a"))
    brought, _ = Gate().bring(event)
    assert isinstance(brought, PhotoSent)
    assert brought.photo.refusal is Lost.UNAVAILABLE
