"""What becomes of messages: sent once, changed in their place, chosen from by numbers."""

import asyncio
from pathlib import Path

import pytest
from harness import Harness
from recorder import Recorder, listening, play

from atelier_bot import Address, Button, Message
from atelier_bot.testing import file_of, picture

pytestmark = pytest.mark.usefixtures("homeserver")

BUTTONS = ((Button(id="yes", label="Yes"), Button(id="no", label="No")),)


async def place(harness: Harness, recorder: Recorder) -> tuple[Address, object]:
    """Where somebody has said something, and who that is."""
    guest = await harness.guest("ann")
    await guest.text("hello")
    return (await recorder.said("hello")).address, guest


def test_a_message_whose_answer_is_lost_is_seen_once(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            address, guest = await place(harness, recorder)
            message = Message(key="k1", text="Here it is.", picture=file_of(picture()))
            harness.bot.proxy.lost = 2  # of what may be asked twice the HTTP client makes a second try itself
            with pytest.raises(OSError, match="can't be reached"):
                await adapter.send(address, message)
            await adapter.send(address, message)
            assert [shown.text for shown in await guest.seen()] == ["Here it is."]

    play(tmp_path, scenario)


def test_progress_without_a_picture_leaves_the_one_that_is_there(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            address, guest = await place(harness, recorder)
            first = Message(key="k1", text="Begun", picture=file_of(picture()))
            reference = await adapter.send(address, first)
            await adapter.edit(address, reference, Message(key="k2", text="Half of it", progress=0.5))
            (shown,) = await guest.seen()
            assert (shown.text, shown.picture) == ("Half of it", picture().size)
            await adapter.edit(address, reference, Message(key="k3", text="Stopped"))
            (shown,) = await guest.seen()
            assert (shown.text, shown.picture) == ("Stopped", None)

    play(tmp_path, scenario)


def test_a_number_in_a_reply_is_for_the_menu_that_it_replies_to(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            address, guest = await place(harness, recorder)
            older = await adapter.send(address, Message(key="k1", text="Shall I?", buttons=BUTTONS))
            await adapter.send(address, Message(key="k2", text="Something else"))
            about = {"m.in_reply_to": {"event_id": older}}
            await guest.account.send(guest.room, {"msgtype": "m.text", "body": "2", "m.relates_to": about})
            pressed = await recorder.heard(lambda event: event.kind == "button")
            assert (pressed.button, pressed.message) == ("no", older)

    play(tmp_path, scenario)


def test_a_menu_that_has_changed_is_chosen_from_as_it_is_now(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            address, guest = await place(harness, recorder)
            reference = await adapter.send(address, Message(key="k1", text="Shall I?", buttons=BUTTONS))
            changed = Message(key="k2", text="Shall I?", buttons=((Button(id="never", label="Never"),),))
            await adapter.edit(address, reference, changed)
            await guest.press("Never")
            pressed = await recorder.heard(lambda event: event.kind == "button")
            assert (pressed.button, pressed.message) == ("never", reference)

    play(tmp_path, scenario)


def test_others_numbers_choose_nothing_of_messages_that_are_not_ours(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(harness.make("bot", tmp_path)) as recorder:
            _, guest = await place(harness, recorder)
            forged = {"msgtype": "m.text", "body": "1. Forget", "io.atelier.buttons": ["forget"]}
            id = await guest.account.send(guest.room, forged)
            about = {"rel_type": "m.annotation", "event_id": id, "key": "1"}
            await guest.account.send(guest.room, {"m.relates_to": about}, "m.reaction")
            await guest.text("the end")
            await recorder.said("the end")
            assert [event.kind for event in recorder.events] == ["text"] * 3

    play(tmp_path, scenario)


def test_a_stop_does_not_wait_for_news(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        adapter = harness.make("bot", tmp_path)
        running = asyncio.create_task(adapter.run(Recorder()))  # type: ignore[arg-type]
        await harness.ready(adapter)
        running.cancel()
        async with asyncio.timeout(5):
            await asyncio.gather(running, return_exceptions=True)

    play(tmp_path, scenario)
