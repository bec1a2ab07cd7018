"""Variants as jobs: behind what runs, before what comes later, and each kind of work with its own estimates."""

import asyncio
from pathlib import Path
from typing import Any

from core.model.event import ButtonPressed, Photo, PhotoSent
from core.model.job import Job, JobState, Order
from core.model.person import PersonId
from tests.core.dialogue.harness import ANN
from tests.core.engine.harness import ROOM, EngineHarness, FakeAdapter, play
from tests.golden import bot, photo
from tests.golden_effect import VariedMixture

BOB = PersonId.of("fake", "one", "bob")


def job(id: str, seconds: float, *, variants: dict[str, Any], state: JobState = JobState.DONE) -> Job:
    order = Order(id=id, effect="blend", inputs={}, options={}, variants=variants)
    times = {"started": 500.0, "ended": 500.0 + seconds} if state is JobState.DONE else {}
    about = {"order": order, "address": ROOM, "person": BOB, "created": 400.0, "state": state, "attempt": 1, **times}
    return Job.model_validate(about)


def test_a_picture_behind_them_has_its_time_though_they_take_another(tmp_path: Path) -> None:
    async def scenario(harness: EngineHarness) -> None:
        async with harness.store.begin() as transaction:
            await transaction.add_job(job("whole", 300.0, variants={}))
            await transaction.add_job(job("small", 60.0, variants={"bolder": {}}))
            await transaction.add_job(job("waiting", 0.0, variants={"bolder": {}}, state=JobState.QUEUED))
        await harness.photo("a")
        await harness.photo("b")
        texts = await harness.heard(2)
        assert texts[-1] == "One painting comes before yours. About 6 minutes to go."

    play(tmp_path, scenario)


def test_they_are_asked_for_under_what_is_being_made_and_come_after_it(tmp_path: Path) -> None:
    """With a real worker, which never finishes a black photo."""

    async def scenario() -> None:
        platform = FakeAdapter()
        platform.photos = {"black": photo("black"), "gold": photo("gold")}
        async with bot(tmp_path, {"fake": platform}, VariedMixture) as running:
            for blob in platform.photos:
                sent = Photo(reference=blob)
                await running.engine.submit(PhotoSent(id=blob, address=ROOM, sender=ANN, photo=sent))
            await platform.until(lambda: platform.edited)  # progress
            cancel, variants = (button for row in platform.edited[-1][1].buttons for button in row)
            await running.engine.submit(ButtonPressed(id="1", address=ROOM, sender=ANN, button=variants.id))
            await platform.until(lambda: len(platform.sent) == 3)
            assert platform.texts[-1] == "One painting comes before yours."
            await running.engine.submit(ButtonPressed(id="2", address=ROOM, sender=ANN, button=cancel.id))
            await platform.until(lambda: any(message.text.startswith("Stopped") for _, message in platform.edited))
            await platform.until(lambda: platform.edited[-1][0] == "m3")
            (last,) = {button.id for button in platform.edited[-1][1].buttons[0] if button.label == "Cancel"}
            assert variants.id.partition(":")[2] not in last

    asyncio.run(scenario())
