"""Where the bot goes, where it doesn't, and what it takes for said to it."""

import asyncio
from pathlib import Path

import pytest
from atelier_matrix.adapter import Matrix
from harness import Harness
from people import Account
from recorder import listening, play

from atelier_bot import Message, PersonId

pytestmark = pytest.mark.usefixtures("homeserver")

ENCRYPTION = {"type": "m.room.encryption", "state_key": "", "content": {"algorithm": "m.megolm.v1.aes-sha2"}}


async def gone(inviter: Account, room: str, bot: str) -> None:
    """Returns when the bot has declined an invitation, or has left again."""
    async with asyncio.timeout(60):
        while True:
            state = await inviter.ask("GET", f"client/v3/rooms/{room}/state")
            members = {event["state_key"]: event for event in state if event["type"] == "m.room.member"}
            if members[bot]["content"]["membership"] == "leave":
                return
            await inviter.listen()


def test_who_may_not_invite_the_bot_is_declined(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        harness.make("bot", tmp_path)
        ann, bob = await harness.person("ann"), await harness.person("bob")
        async with listening(Matrix("bot", harness.bot.options(invites=[f"{bob.id[:4]}*:localhost"]), tmp_path)):
            await gone(ann, await ann.make_room(harness.bot.id), harness.bot.id)
            room = await bob.make_room(harness.bot.id)
            await bob.until_there(room, harness.bot.id)

    play(tmp_path, scenario)


def test_encrypted_rooms_are_left(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(harness.make("bot", tmp_path)) as recorder:
            ann = await harness.person("ann")
            room = {"preset": "private_chat", "invite": [harness.bot.id], "initial_state": [ENCRYPTION]}
            made = await ann.ask("POST", "client/v3/createRoom", room)
            await gone(ann, made["room_id"], harness.bot.id)
        assert recorder.events == []

    play(tmp_path, scenario)


def test_in_a_group_what_calls_the_bot_is_said_to_it(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            ann, _ = await harness.group("ann", "bob")
            name = harness.bot.id[1:].partition(":")[0]
            await ann.text("nice weather")
            first = await recorder.said("nice weather")
            reference = await adapter.send(first.address, Message(key="k1", text="Hello, all."))
            reply = {"m.in_reply_to": {"event_id": reference}}
            for content in (
                {"body": f"{name}: by name"},
                {"body": "by a mention", "m.mentions": {"user_ids": [harness.bot.id]}},
                {"body": f"> <{harness.bot.id}> Hello, all.\n\nby a reply", "m.relates_to": reply},
                {"body": "in a thread", "m.relates_to": {"rel_type": "m.thread", "is_falling_back": True, **reply}},
                {"body": "!help"},
            ):
                await ann.account.send(ann.room, {"msgtype": "m.text", **content})
            await recorder.heard(lambda event: event.kind == "command")
        said = {getattr(event, "text", event.kind): event.addressed for event in recorder.events[1:]}
        called = {"by name": True, "by a mention": True, "by a reply": True, "in a thread": False, "command": True}
        assert said == {"nice weather": False, **called}

    play(tmp_path, scenario)


def test_an_answer_in_a_group_is_a_reply_to_what_it_answers(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            ann, _ = await harness.group("ann", "bob")
            await ann.command("help")
            event = await recorder.heard(lambda event: event.kind == "command")
            answers = {"id": event.id, "answer_by": event.answer_by}
            message = Message.model_validate({"key": "k", "text": "Yes?", "person": event.person, "answers": answers})
            reference = await adapter.send(event.address, message)
            content = (await ann.messages())[reference]
        assert content["m.relates_to"] == {"m.in_reply_to": {"event_id": event.id}}
        assert content["m.mentions"] == {"user_ids": [ann.account.id]}

    play(tmp_path, scenario)


def test_a_chat_with_somebody_alone_is_the_one_that_there_is(tmp_path: Path) -> None:
    async def scenario(harness: Harness) -> None:
        async with listening(adapter := harness.make("bot", tmp_path)) as recorder:
            ann = await harness.guest("ann")
            await ann.text("hello")
            event = await recorder.said("hello")
            assert (await adapter.direct(event.person)).chat == ann.room
            cid = await harness.person("cid")
            stranger = PersonId.of("matrix", "bot", cid.id)
            made = await asyncio.gather(*(adapter.direct(stranger) for _ in range(2)))
            assert made[0] == made[1]
            await ann.account.ask("POST", f"client/v3/rooms/{ann.room}/invite", {"user_id": cid.id})
            await cid.join(ann.room)
            assert (await adapter.direct(event.person)).chat != ann.room  # another one reads there now

    play(tmp_path, scenario)
