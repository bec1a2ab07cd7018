"""What an earlier version has stored opens in this one: nothing is lost, and nothing is said twice.

``tests/data/NAME/atelier.db`` was written by the program of a commit before, stopped in the middle of what six people
did; ``write.py`` beside it says what that was, and wrote it.
"""

import asyncio
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest
from PIL import Image

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.jobs.runner import RunnerConfig
from core.model.address import Address
from core.model.event import Event, Photo, PhotoSent, TextSent
from core.model.job import Job, JobState
from core.model.person import Person
from core.model.store import Store
from core.plugins.installed_effect import install
from core.plugins.message import Message
from storage.store import open_store
from tests.core.dialogue.harness import Blend
from tests.core.engine.harness import FakeAdapter

STORED = sorted((Path(__file__).parents[2] / "data").glob("*/atelier.db"))
TIMEOUT = 60
GUS = Person(id="gus", name="Gus", locale="en")


class Platform(FakeAdapter):
    """Everybody's photos are the same one. It is called as the one was that the stored data is of."""

    name = "desk"

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        out = BytesIO()
        Image.new("RGB", (70, 50), "navy").save(out, "PNG")
        return out.getvalue()

    @property
    def people(self) -> Counter[str]:
        """How many messages each was sent."""
        return Counter(address.chat for address, _ in self.sent)

    @property
    def paintings(self) -> dict[str, Message]:
        """The status messages that show a painting now, by their references."""
        return {at: message for at, message in self.edited if message.picture and message.progress is None}


class Life:
    """A process of this version at a stored database. ``now`` is in the second in which the one before died."""

    def __init__(self, store: Store, platform: Platform, ids: Iterator[int]) -> None:
        self.store, self.platform, self.now = store, platform, 1000.5
        self.bot = Bot(
            store,
            Plugins({"desk": platform}, {"blend": Blend}, {}),
            Rules(install({"blend": Blend()}, framework_texts())),
            RunnerConfig(),
            clock=lambda: self.now,
            token=lambda: f"new{next(ids)}",
        )

    async def photo(self, person: str, album: str = "") -> None:
        photo = Photo(reference=f"{person}1")
        event = PhotoSent(id=f"{person}1", address=room(person), sender=Person(id=person), photo=photo, album=album)
        assert await self.submit(event)

    async def submit(self, event: Event) -> bool:
        return (await self.bot.engine.submit(event)).new

    async def jobs(self) -> dict[str, Job]:
        """The jobs that wait or are worked on, by whose they are."""
        async with self.store.begin() as transaction:
            return {job.address.chat: job for job in await transaction.active_jobs()}

    async def until(self, condition: Callable[[], object]) -> None:
        await asyncio.wait_for(self.platform.until(condition), TIMEOUT)


def room(person: str) -> Address:
    return Address("desk", "one", person)


@asynccontextmanager
async def life(folder: Path, platform: Platform, ids: Iterator[int]) -> AsyncIterator[Life]:
    async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
        living, stop = Life(store, platform, ids), asyncio.Event()
        running = asyncio.create_task(living.bot.run(stop))
        try:
            yield living
        finally:
            stop.set()
            await running


def play(folder: Path, *scenarios: Callable[[Life], Awaitable[None]]) -> None:
    """Plays scenarios, each in a process of its own."""

    async def plays() -> None:
        platform, ids = Platform(), count(1)
        for scenario in scenarios:
            async with life(folder, platform, ids) as living:
                await scenario(living)

    asyncio.run(plays())


@pytest.fixture(params=STORED, ids=lambda path: path.parent.name)
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copy(request.param, tmp_path)
    return tmp_path


def test_there_is_stored_data() -> None:
    assert STORED


def test_nothing_is_lost_and_nothing_is_said_twice(folder: Path) -> None:
    async def goes_on(living: Life) -> None:
        platform = living.platform
        await living.photo("eve", album="holiday")  # the album's second photo
        await living.photo("dora")  # the one that was still missing
        await living.until(lambda: platform.people["dora"])  # so Eve's, which came before, is in its album
        living.now = 1010.0
        await living.until(lambda: len(platform.paintings) == 4 and len(platform.people) == 4)
        assert platform.people == {"dora": 1, "eve": 1, "fay": 1, "gus": 1}
        assert {"before-m2", "before-m5"} < platform.paintings.keys()  # Ann's and Bob's messages, of before
        assert "Готово" in platform.paintings["before-m5"].text
        assert not await living.jobs()

    async def says_nothing_more(living: Life) -> None:
        living.now = 2000.0
        before = len(living.platform.sent), len(living.platform.edited)
        assert not await living.submit(TextSent(id="gus-hello", address=room("gus"), sender=GUS, text="hello"))
        assert await living.submit(TextSent(id="gus-again", address=room("gus"), sender=GUS, text="again"))
        await living.until(lambda: len(living.platform.sent) > before[0])
        assert (len(living.platform.sent), len(living.platform.edited)) == (before[0] + 1, before[1])

    play(folder, goes_on, says_nothing_more)


def test_everything_that_was_chosen_still_holds(folder: Path) -> None:
    async def scenario(living: Life) -> None:
        engine = living.bot.engine
        await engine.ready.wait()
        dora = await engine.settings(room("dora"), str(room("dora")))
        assert (dora.language, dora.values, list(dora.photos)) == ("en", {"strength": 0.5, "warm": True}, ["content"])
        bob = await engine.settings(room("bob"), str(room("bob")))
        assert (bob.language, bob.values["strength"]) == ("ru", 1.0)
        assert [line.event.text for line in await engine.history(room("gus"), 9) if isinstance(line.event, TextSent)]

    play(folder, scenario)


def test_what_waits_waits_as_it_was_ordered(folder: Path) -> None:
    async def read() -> dict[str, Job]:
        async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store, store.begin() as transaction:
            return {job.address.chat: job for job in await transaction.active_jobs()}

    jobs = asyncio.run(read())
    assert {person: (job.state, job.attempt, job.fraction) for person, job in jobs.items()} == {
        "ann": (JobState.RUNNING, 1, 0.4),
        "bob": (JobState.QUEUED, 0, 0.0),
    }
    assert jobs["bob"].order.options == {"strength": 1.0, "warm": False}
    assert jobs["bob"].order.inputs == {"content": "photo3", "style": "photo4"}
