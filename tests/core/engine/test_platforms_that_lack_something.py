"""What a platform lacks becomes something that it has, or isn't offered there."""

from pathlib import Path

import pytest

from core.model.blob import Blob
from core.model.job import Job, JobState, Order
from core.plugins.capabilities import Capabilities
from core.plugins.message import Message
from tests.adapters.harness import picture
from tests.core.engine.harness import ANN_ID, ROOM, EngineHarness, FakeAdapter, play

PNG = picture(format="PNG")


async def keep(harness: EngineHarness, data: bytes) -> None:
    async with harness.store.begin() as transaction:
        await transaction.put_blob(Blob(id="b1", person=ANN_ID, kind="image/png", data=data, expires=9e9))


def shown(folder: Path, capabilities: Capabilities, **reply: object) -> list[Message]:
    """How a reply with a picture looks on a platform."""
    platform = FakeAdapter(capabilities)

    async def scenario(harness: EngineHarness) -> None:
        await keep(harness, PNG)
        await harness.post("Here it is", **reply)
        await harness.post("that's all")
        await harness.platform.until(lambda: "that's all" in harness.platform.texts)

    play(folder, scenario, platform=platform)
    return [message for _, message in platform.sent[:-1]]


def test_where_there_are_no_pictures_they_come_as_files(tmp_path: Path) -> None:
    (message,) = shown(tmp_path, Capabilities(pictures=False), picture="b1")
    assert message.picture is None
    assert message.document == PNG
    assert message.document_name == "painting.png"


def test_where_there_are_no_files_none_is_sent(tmp_path: Path) -> None:
    assert shown(tmp_path, Capabilities(downloads=False), document="b1", document_name="a.zip") == []


@pytest.mark.parametrize("able", [{"previews": False}, {"pictures": False}], ids=repr)
def test_where_there_are_no_previews_progress_is_told_in_words(tmp_path: Path, able: dict[str, bool]) -> None:
    platform = FakeAdapter(Capabilities(edit_interval=0.0, **able))  # type: ignore[arg-type]

    async def scenario(harness: EngineHarness) -> None:
        order = Order(id="j1", effect="blend", inputs={}, options={})
        job = Job(order=order, address=ROOM, person=ANN_ID, created=1.0, state=JobState.RUNNING)
        async with harness.store.begin() as transaction:
            await transaction.add_job(job)
        await harness.post("queued", job="j1")
        await harness.post("the first is noted as sent")
        await harness.heard(2)
        harness.outbox.progress(ROOM, ANN_ID, harness.engine.progress(job, 20.0), PNG, 0.5)
        await platform.until(lambda: platform.edited)
        ((_, message),) = platform.edited
        assert message.progress == 0.5
        assert message.picture is None

    play(tmp_path, scenario, platform=platform)
