"""Whatever a platform won't take, its person has the picture or knows how to get it, and nothing claims to go on."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.model.address import Address
from core.model.blob import Blob
from core.model.event import ButtonPressed, TextSent
from core.model.job import Job, JobState
from core.model.person import PersonId
from core.plugins.adapter import Obstacle, Undeliverable
from core.plugins.capabilities import Capabilities, Privacy
from core.plugins.message import Message
from tests.adapters.harness import noise
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ANN_ID, OTHER_ROOM, ROOM, EngineHarness, FakeAdapter, play

ALONE = Address("fake", "one", "alone with ann")
TOLD, UNTOLD, NEWER, GONE = (
    framework_texts().say("en", key) for key in ("result-told", "result-untold", "result-is-newer", "result-gone")
)
STARTED, DONE = "I have the pictures and I'm on it.", "Here it is"
PAINTING = noise(200, 150)
Refuse = Callable[[Address, Message], Obstacle | None]


class StrictAdapter(FakeAdapter):
    """A platform that takes what it will: ``refuse`` says what it won't. ``shown`` is what there is to see now."""

    def __init__(self, refuse: Refuse, privacy: Privacy = Privacy.DIRECT) -> None:
        super().__init__(Capabilities(edit_interval=0.0, privacy=privacy))
        self.refuse = refuse
        self.shown: dict[str, tuple[Address, Message]] = {}
        self.tried: list[tuple[str, Message]] = []
        self.numbers = count(1)

    async def send(self, address: Address, message: Message) -> str:
        return await self._show(f"m{next(self.numbers)}", address, message)

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        return await self._show(reference, self.shown[reference][0], message)

    async def _show(self, reference: str, address: Address, message: Message) -> str:
        self.tried.append((address.chat, message))
        obstacle = self.refuse(address, message)
        await self._tell()
        if obstacle is not None:
            raise Undeliverable("no", obstacle)
        self.shown[reference] = address, message
        await self._tell()
        return reference

    async def direct(self, person: PersonId) -> Address:
        return ALONE

    def at(self, address: Address) -> list[str]:
        """The texts in a conversation, a painting as ``PAINTING`` and its text."""
        return [_told(message) for place, message in self.shown.values() if place == address]

    async def reads(self, address: Address, *texts: str) -> None:
        """Waits until a conversation's last texts begin so."""
        try:
            async with asyncio.timeout(20):
                await self.until(lambda: _ends(self.at(address), texts))
        except TimeoutError:
            raise AssertionError(f"{self.at(address)} doesn't end with {texts}") from None


def _told(message: Message) -> str:
    return f"PAINTING {message.text}".strip() if message.picture is not None else message.text


def _ends(shown: list[str], texts: tuple[str, ...]) -> bool:
    return len(shown) >= len(texts) and all(map(str.startswith, shown[-len(texts) :], texts))


def nothing(place: Address, message: Message) -> None:
    """Takes everything."""


def uploads(obstacle: Obstacle, *places: Address) -> Refuse:
    """Takes no pictures in these places."""
    return lambda place, message: obstacle if message.picture is not None and place in places else None


def everything(*places: Address) -> Refuse:
    """Takes nothing in these places."""
    return lambda place, _: Obstacle.PLACE if place in places else None


async def begin(harness: EngineHarness, at: Address = ROOM) -> Job:
    """A job whose status message is there."""
    for id in ("photo", "style"):
        await harness.photo(f"{id} {at.chat}", at)
    await harness.platform.reads(at, STARTED)  # type: ignore[attr-defined]
    (job,) = await harness.jobs()
    while not await _noted(harness, job):
        await asyncio.sleep(0)
    return job


async def _noted(harness: EngineHarness, job: Job) -> bool:
    async with harness.store.begin() as transaction:
        return await transaction.status_message(job.id) is not None


async def paint(harness: EngineHarness, job: Job) -> None:
    async with harness.store.begin() as transaction:
        expires = harness.now + 3600
        await transaction.put_blob(Blob(id="p", person=ANN_ID, kind="image/png", data=PAINTING, expires=expires))
    await harness.finish(job, result="p")


async def until_given_up(harness: EngineHarness) -> None:
    """Waits until nothing is left to be sent."""
    while True:
        async with harness.store.begin() as transaction:
            if not await transaction.unsent(1e12):
                return
        await asyncio.sleep(0.001)


async def say(harness: EngineHarness, id: str, at: Address, *, is_group: bool = False) -> None:
    await harness.engine.submit(
        TextSent(id=id, address=at, sender=ANN, text="hello", is_group=is_group, addressed=True)
    )


def played(folder: Path, platform: StrictAdapter, *scenarios: Callable[[EngineHarness], Awaitable[None]]) -> None:
    play(folder, *scenarios, platform=platform)


class TestTheLadder:
    @pytest.mark.parametrize("obstacle", [Obstacle.PICTURE, Obstacle.MESSAGE])
    def test_where_pictures_are_not_shown_it_is_a_file(self, tmp_path: Path, obstacle: Obstacle) -> None:
        def refuse(_: Address, message: Message) -> Obstacle | None:
            return obstacle if message.picture is not None and not message.as_file else None

        platform = StrictAdapter(refuse)

        async def scenario(harness: EngineHarness) -> None:
            await paint(harness, await begin(harness))
            await platform.reads(ROOM, f"PAINTING {DONE}")
            ((_, message),) = [shown for shown in platform.shown.values() if shown[1].picture]
            assert message.picture == PAINTING
            assert message.buttons
            assert STARTED not in "".join(platform.at(ROOM))

        played(tmp_path, platform, scenario)

    def test_where_it_is_too_large_it_is_smaller(self, tmp_path: Path) -> None:
        def refuse(_: Address, message: Message) -> Obstacle | None:
            return Obstacle.SIZE if message.picture is not None and len(message.picture) > 0.6 * len(PAINTING) else None

        platform = StrictAdapter(refuse)

        async def scenario(harness: EngineHarness) -> None:
            await paint(harness, await begin(harness))
            await platform.reads(ROOM, f"PAINTING {DONE}")
            assert len([1 for _, message in platform.tried if message.picture is not None]) == 2

        played(tmp_path, platform, scenario)

    def test_where_its_form_is_not_taken_it_is_bare(self, tmp_path: Path) -> None:
        def refuse(_: Address, message: Message) -> Obstacle | None:
            return Obstacle.FORM if message.picture is not None and message.buttons else None

        platform = StrictAdapter(refuse)

        async def scenario(harness: EngineHarness) -> None:
            await paint(harness, await begin(harness))
            await platform.reads(ROOM, "PAINTING")

        played(tmp_path, platform, scenario)

    def test_where_nothing_is_uploaded_the_person_has_it_alone_and_its_place_says_so(self, tmp_path: Path) -> None:
        platform = StrictAdapter(uploads(Obstacle.FILE, ROOM))

        async def scenario(harness: EngineHarness) -> None:
            await paint(harness, await begin(harness))
            await platform.reads(ALONE, f"PAINTING {DONE}")
            await platform.reads(ROOM, TOLD)
            assert [place for place, message in platform.tried if message.picture is not None] == [
                ROOM.chat,
                ALONE.chat,
            ]

        played(tmp_path, platform, scenario)

    @pytest.mark.parametrize("obstacle", Obstacle)
    @pytest.mark.parametrize("privacy", Privacy)
    def test_where_it_can_not_be_had_at_all_its_place_says_how_to_get_it(
        self, tmp_path: Path, obstacle: Obstacle, privacy: Privacy
    ) -> None:
        platform = StrictAdapter(uploads(obstacle, ROOM, ALONE), privacy)

        async def scenario(harness: EngineHarness) -> None:
            job = await begin(harness)
            await paint(harness, job)
            await platform.reads(ROOM, UNTOLD)
            assert STARTED not in "".join(platform.at(ROOM))
            pictures = [(place, message.as_file) for place, message in platform.tried if message.picture is not None]
            assert len(pictures) <= 5
            platform.refuse = nothing
            await harness.press("again", f"deliver:{job.id}")
            await platform.reads(ROOM, NEWER, f"PAINTING {DONE}")

        played(tmp_path, platform, scenario)

    def test_the_rest_of_the_conversation_goes_on_behind_it_in_order(self, tmp_path: Path) -> None:
        platform = StrictAdapter(uploads(Obstacle.MESSAGE, ROOM, ALONE))

        async def scenario(harness: EngineHarness) -> None:
            job = await begin(harness)
            await harness.post("one")
            await paint(harness, job)
            await harness.post("two", "three")
            await platform.reads(ROOM, UNTOLD, "one", "two", "three")
            texts = [message.text for _, message in platform.tried]
            assert texts.index(UNTOLD) < texts.index("two")

        played(tmp_path, platform, scenario)

    def test_a_step_is_taken_once_though_the_process_dies_in_the_next(self, tmp_path: Path) -> None:
        def refuse(place: Address, message: Message) -> Obstacle | None:
            if message.picture is None:
                return None
            return None if place == ALONE else Obstacle.MESSAGE

        class Dying(StrictAdapter):
            """Never comes back from the step at which its process dies."""

            dies_at: int

            async def _show(self, reference: str, address: Address, message: Message) -> str:
                pictures = [1 for _, one in self.tried if one.picture is not None]
                if message.picture is not None and len(pictures) == self.dies_at:
                    self.dies_at += 1
                    await self._tell()
                    await asyncio.Event().wait()
                return await super()._show(reference, address, message)

        platform = Dying(refuse)
        platform.dies_at = 0

        async def life(harness: EngineHarness) -> None:
            await paint(harness, await begin(harness))
            await platform.until(lambda: platform.dies_at == 1)

        async def next_life(_: EngineHarness) -> None:
            dies_at = platform.dies_at
            await platform.until(lambda: platform.dies_at == dies_at + 1)

        async def last_life(harness: EngineHarness) -> None:
            platform.dies_at = 100
            await platform.reads(ALONE, f"PAINTING {DONE}")
            await platform.reads(ROOM, TOLD)
            await until_given_up(harness)

        played(tmp_path, platform, life, next_life, next_life, next_life, last_life)
        tried = [(place, message.as_file) for place, message in platform.tried if message.picture is not None]
        assert tried == [(ROOM.chat, False), (ROOM.chat, True), (ROOM.chat, False), (ALONE.chat, False)]
        assert len(platform.at(ALONE)) == 1


class TestHeardAgain:
    def test_where_nothing_could_be_said_the_picture_comes_once_when_they_are_heard(self, tmp_path: Path) -> None:
        platform = StrictAdapter(nothing)

        async def scenario(harness: EngineHarness) -> None:
            job = await begin(harness)
            platform.refuse = everything(ROOM, ALONE)
            await paint(harness, job)
            await until_given_up(harness)
            platform.refuse = nothing
            await say(harness, "1", ROOM)
            await platform.reads(ROOM, NEWER, "Send me the photo", f"PAINTING {DONE}")
            await say(harness, "2", ROOM)
            await platform.reads(ROOM, f"PAINTING {DONE}", "Send me the photo")

        played(tmp_path, platform, scenario)

    def test_what_a_group_was_only_told_of_comes_in_the_private_chat_and_the_group_is_told(
        self, tmp_path: Path
    ) -> None:
        platform = StrictAdapter(uploads(Obstacle.PLACE, ROOM, ALONE))

        async def scenario(harness: EngineHarness) -> None:
            await paint(harness, await begin(harness))
            await platform.reads(ROOM, UNTOLD)
            platform.refuse = uploads(Obstacle.PLACE, ROOM)
            await say(harness, "1", ALONE)
            await platform.reads(ALONE, f"PAINTING {DONE}")
            await platform.reads(ROOM, TOLD)

        played(tmp_path, platform, scenario)

    def test_neither_other_groups_hear_of_it_nor_is_its_own_told_twice(self, tmp_path: Path) -> None:
        platform = StrictAdapter(uploads(Obstacle.FILE, ROOM, ALONE))

        async def scenario(harness: EngineHarness) -> None:
            await paint(harness, await begin(harness))
            await platform.reads(ROOM, UNTOLD)
            for number, place in enumerate((OTHER_ROOM, ROOM)):
                await say(harness, f"{number}", place, is_group=True)
                await platform.reads(place, "Send me the photo")
            assert len(platform.at(OTHER_ROOM)) == 1
            assert platform.at(ROOM)[-2:-1] == [UNTOLD]

        played(tmp_path, platform, scenario)

    def test_its_own_group_has_it_where_nothing_could_be_said_there(self, tmp_path: Path) -> None:
        platform = StrictAdapter(nothing)

        async def scenario(harness: EngineHarness) -> None:
            job = await begin(harness)
            platform.refuse = everything(ROOM, ALONE)
            await paint(harness, job)
            await until_given_up(harness)
            await say(harness, "1", ROOM, is_group=True)  # it still can't be
            await platform.until(lambda: [message.text for _, message in platform.tried].count(UNTOLD) == 2)
            await until_given_up(harness)
            platform.refuse = nothing
            await say(harness, "2", ROOM, is_group=True)
            await platform.reads(ROOM, f"PAINTING {DONE}")
            assert STARTED not in "".join(platform.at(ROOM))

        played(tmp_path, platform, scenario)

    def test_so_is_a_failure(self, tmp_path: Path) -> None:
        platform = StrictAdapter(nothing)

        async def scenario(harness: EngineHarness) -> None:
            job = await begin(harness)
            platform.refuse = everything(ROOM, ALONE)
            await harness.finish(job, JobState.FAILED, reason="error")
            await until_given_up(harness)
            platform.refuse = nothing
            await say(harness, "1", ROOM)
            await platform.reads(ROOM, NEWER, "Send me the photo", "Something went wrong")

        played(tmp_path, platform, scenario)

    def test_a_picture_that_is_gone_by_then_is_not_promised(self, tmp_path: Path) -> None:
        platform = StrictAdapter(nothing)

        async def scenario(harness: EngineHarness) -> None:
            job = await begin(harness)
            platform.refuse = uploads(Obstacle.FILE, ROOM, ALONE)
            await paint(harness, job)
            await platform.reads(ROOM, UNTOLD)
            async with harness.store.begin() as transaction:
                await transaction.delete_blob("p")
            await say(harness, "1", ALONE)
            await platform.reads(ALONE, "Send me the photo", GONE)
            await harness.press("2", f"deliver:{job.id}")
            await platform.reads(ROOM, "I no longer have the pictures")

        played(tmp_path, platform, scenario)

    def test_what_is_forgotten_is_not_offered(self, tmp_path: Path) -> None:
        platform = StrictAdapter(nothing)

        async def scenario(harness: EngineHarness) -> None:
            job = await begin(harness)
            platform.refuse = everything(ROOM, ALONE)
            await paint(harness, job)
            await until_given_up(harness)
            platform.refuse = nothing
            await harness.engine.submit(ButtonPressed(id="1", address=ROOM, sender=ANN, button="forget-yes"))
            await say(harness, "2", ROOM)
            await platform.reads(ROOM, "Everything is deleted", "Send me the photo")

        played(tmp_path, platform, scenario)


def test_what_a_plugin_makes_of_the_obstacle_is_taken_for_any(tmp_path: Path) -> None:
    error = Undeliverable("no")
    error.obstacle = ["nonsense"]  # type: ignore[assignment]
    platform = StrictAdapter(nothing)

    def refuse(_: Address, message: Message) -> None:
        if message.picture is not None:
            raise error

    async def scenario(harness: EngineHarness) -> None:
        job = await begin(harness)
        platform.refuse = refuse
        await paint(harness, job)
        await platform.reads(ROOM, UNTOLD)

    played(tmp_path, platform, scenario)
