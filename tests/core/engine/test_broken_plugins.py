"""A bot with a broken plugin: the others' people are served, and what is broken costs a line."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.engine.containment import ContainedAdapter
from core.engine.photo_intake import AT_ONCE, PhotoIntake
from core.jobs.runner import RunnerConfig
from core.model.address import Address
from core.model.blob import Blob
from core.model.event import CommandGiven, Photo, PhotoSent
from core.model.job import Job, JobState, Order
from core.model.person import Person, PersonId
from core.model.store import Store
from core.plugins.effect import Effect
from core.plugins.health import Condition
from core.plugins.installed_effect import install
from storage.store import open_store
from tests.broken.in_the_bot import Adapter, BringsIn, TroubledInVain, raising, said, tweaking
from tests.core.dialogue.harness import Blend
from tests.core.engine.harness import NO_GALLERIES

Scenario = Callable[[Bot, Store], Awaitable[None]]


def play(folder: Path, scenario: Scenario, *adapters: Adapter, effect: Effect | None = None) -> None:
    """Plays a scenario in a running bot with these adapters, each under its account."""

    async def life() -> None:
        ids, stop = count(1), asyncio.Event()
        async with open_store(f"sqlite:///{folder / 'atelier.db'}") as store:
            bot = Bot(
                store,
                Plugins({adapter.account: adapter for adapter in adapters}, {}, {}),
                Rules(install({"blend": effect or Blend()}, framework_texts())),
                RunnerConfig(),
                clock=lambda: 1000.0,
                token=lambda: f"t{next(ids)}",
            )
            running = asyncio.create_task(bot.run(stop))
            playing = asyncio.create_task(scenario(bot, store))
            try:
                await asyncio.wait({running, playing}, return_when=asyncio.FIRST_COMPLETED)
                assert playing.done()
                await playing
            finally:
                stop.set()
                await running

    asyncio.run(asyncio.wait_for(life(), 60))


def about(caplog: pytest.LogCaptureFixture, words: str) -> list[str]:
    return [message for message in caplog.messages if words in message]


class TestEvents:
    def test_one_with_anothers_address_is_refused_and_nothing_is_stored(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        other = Adapter("two")
        bringing = BringsIn(said("1", "hello", account="two"), said("2", "hello"))

        async def scenario(_bot: Bot, store: Store) -> None:
            await bringing.done.wait()
            await bringing.heard.wait()
            async with store.begin() as transaction:
                assert await transaction.history(Address("fake", "two", "room"), 10) == []
            assert other.sent == []

        play(tmp_path, scenario, bringing, other)
        assert bringing.answers == [False, True]
        (line,) = about(caplog, "refused")
        assert line == "adapter one: an event is refused: its address fake:two:room is another adapter's"

    @pytest.mark.parametrize("event", [None, {"id": "1"}, "hello", 5])
    def test_what_is_none_is_refused(self, event: Any, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        bringing = BringsIn(event, said("2", "hello"))

        async def scenario(_bot: Bot, _store: Store) -> None:
            await bringing.heard.wait()

        play(tmp_path, scenario, bringing)
        assert bringing.answers == [False, True]
        assert about(caplog, "refused") == [
            f"adapter one: an event is refused: it is {type(event).__name__} and no event"
        ]

    def test_one_that_can_not_be_kept_is_refused(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        address = Address("fake", "one", "room")
        odd = CommandGiven(id="1", address=address, sender=Person(id="ann"), name="style", options={"size": object()})
        bringing = BringsIn(odd, said("2", "hello"))

        async def scenario(_bot: Bot, _store: Store) -> None:
            await bringing.heard.wait()

        play(tmp_path, scenario, bringing)
        assert bringing.answers == [False, True]
        assert len(about(caplog, "an event is refused: PydanticSerializationError")) == 1

    def test_one_with_half_a_character_is_answered_like_any_other(self, tmp_path: Path) -> None:
        halves = [
            said(f"{number}\udcff", text) for number, text in enumerate(["half \ud83d", "\ude00\ud83d", "/\ud800"])
        ]
        bringing = BringsIn(*halves, said("4", "hello"))

        async def scenario(_bot: Bot, store: Store) -> None:
            await bringing.done.wait()
            await bringing.heard.wait()
            async with store.begin() as transaction:
                kept = [line.event for line in await transaction.history(Address("fake", "one", "room"), 10)]
            assert "half \N{REPLACEMENT CHARACTER}" in [getattr(event, "text", None) for event in kept]

        play(tmp_path, scenario, bringing)
        assert bringing.answers == [True] * 4

    def test_the_same_id_for_two_people_is_the_first_ones(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        bringing = BringsIn(
            said("1", "hello"),
            said("1", "a secret", by="bob", at="other"),
            said("1", "hello"),
            said("2", "ho", by="bob"),
        )

        async def scenario(_bot: Bot, store: Store) -> None:
            await bringing.done.wait()
            async with store.begin() as transaction:
                assert await transaction.history(Address("fake", "one", "other"), 10) == []
                events = await transaction.events_of(PersonId("fake:one:bob"), 0, 9)
            assert [event.id for _, event in events] == ["2"]

        play(tmp_path, scenario, bringing)
        assert bringing.answers == [True, False, False, True]
        assert about(caplog, "refused") == ["fake:one:other: an event is refused: its id '1' was another person's"]


@pytest.mark.parametrize("error", [SystemExit(3), KeyboardInterrupt(), TypeError("x"), GeneratorExit()], ids=repr)
def test_an_adapter_that_can_not_send_leaves_the_others_alone(
    error: BaseException, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    broken, other = Adapter("one", raising(error)), Adapter("two")

    async def scenario(bot: Bot, _store: Store) -> None:
        await bot.engine.submit(said("1", "hello"))
        await broken.heard.wait()
        await bot.engine.submit(said("2", "hello", account="two"))
        await other.heard.wait()

    play(tmp_path, scenario, broken, other)
    assert len(about(caplog, "adapter one: its send raised ")) == 1
    assert len(caplog.messages) == 1


def test_one_that_never_answers_holds_up_nobody_elses_conversation(tmp_path: Path) -> None:
    class Partial(Adapter):
        async def send(self, address: Address, message: Any) -> Any:
            self.sent.append(message)
            if address.chat == "room":
                return await asyncio.Event().wait()
            self.heard.set()
            return message.key

    broken = Partial()

    async def scenario(bot: Bot, _store: Store) -> None:
        await bot.engine.submit(said("1", "hello"))
        while not broken.sent:
            await asyncio.sleep(0)
        await bot.engine.submit(said("2", "hello", at="other"))
        await broken.heard.wait()

    play(tmp_path, scenario, broken)


def test_trouble_that_raises_is_told_in_its_own_place(tmp_path: Path) -> None:
    broken, other = TroubledInVain("one"), Adapter("two")

    async def scenario(bot: Bot, _store: Store) -> None:
        while Condition.STOPPED in {health.condition for health in bot.health}:
            await asyncio.sleep(0)
        one, two = bot.health
        assert one.condition is Condition.TROUBLED
        assert "LookupError: no trouble" in one.reason
        assert two.condition is Condition.RUNNING

    play(tmp_path, scenario, broken, other)


def _raise() -> Any:
    raise LookupError("no tweaks today")


@pytest.mark.parametrize("offer", [_raise, lambda: 5])
def test_a_picture_whose_tweaks_are_none_is_delivered_without_those_buttons(
    offer: Callable[[], Any], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    adapter = Adapter()

    async def scenario(bot: Bot, store: Store) -> None:
        order = Order(id="j", effect="blend", inputs={"content": "c", "style": "s"}, options={})
        job = Job(order=order, address=Address("fake", "one", "room"), person="fake:one:ann", created=1.0)
        done = {"state": JobState.DONE, "started": 2.0, "ended": 5.0, "result": "p"}
        picture = Blob(id="p", person=job.person, kind="image/png", data=b"picture", expires=1e12)
        async with store.begin() as transaction:
            await transaction.put_blob(picture)
            await transaction.add_job(job)
            await transaction.update_job(ended := job.model_copy(update=done), 0)
            await bot.engine.ended(transaction, ended)
        bot._outbox.wake()
        await adapter.heard.wait()

    play(tmp_path, scenario, adapter, effect=tweaking(offer))
    (message,) = adapter.sent
    assert message.text.startswith("Here it is")
    assert [button.id.partition(":")[0] for row in message.buttons for button in row] == [
        *("another-style", "another-content", "again", "file", "more")
    ]
    assert len(about(caplog, "effect blend: its tweaks are left out: ")) == 1


def test_an_adapters_photos_that_never_come_hold_up_no_other_adapters(tmp_path: Path) -> None:
    async def decode(data: bytes) -> bytes:
        return data

    async def scenario(_bot: Bot, _store: Store) -> None:
        adapters = {("fake", name): ContainedAdapter(adapter, name) for name, adapter in both.items()}
        intake = PhotoIntake(adapters, decode, lambda: "b", 1000, galleries=NO_GALLERIES)

        def photo(account: str) -> PhotoSent:
            address = Address("fake", account, "room")
            return PhotoSent(id="1", address=address, sender=Person(id="ann"), photo=Photo(reference="x"))

        waiting = [asyncio.create_task(intake.bring(photo("one"), 1.0)) for _ in range(2 * AT_ONCE)]
        _, blobs = await intake.bring(photo("two"), 1.0)
        assert [blob.data for blob in blobs] == [b"photo"]
        for task in waiting:
            task.cancel()

    async def hang() -> Any:
        await asyncio.Event().wait()

    both = {"one": Adapter("one", hang), "two": Adapter("two")}
    play(tmp_path, scenario, Adapter("three"))
