"""What only one person may see stays so on each way that a message has, and in a private channel nothing is hidden."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from adapters.discord.channels import ChannelCache
from adapters.discord.interactions import PendingInteraction, PendingInteractions, Reference
from adapters.discord.message_sender import MessageSender
from core.model.address import Address
from core.plugins.adapter import Undeliverable
from core.plugins.message import Answered, Kept, Message
from tests.adapters.discord.harness import ScriptedApi, names_of
from tests.adapters.telegram.harness import StillClock

HERE, ANN = Address("discord", "discord", "5"), "discord:discord:7"
CHANNEL, DM = ("POST", "/channels/5/messages"), ("POST", "/channels/70/messages")
HOOK, MINE = ("POST", "/webhooks/42/t"), ("PATCH", "/channels/5/messages/102")
ANSWERS = {
    ("GET", "/channels/5"): {"id": "5", "type": 0, "guild_id": "9"},
    ("POST", "/users/@me/channels"): {"id": "70"},
    CHANNEL: {"id": "100"},
    DM: {"id": "101"},
    HOOK: {"id": "103"},
}
SECRET = Message(key="1", person=ANN, text="secret", private=True)


class Sending:
    """A sender in a guild's channel, or with ``alone`` in a private one."""

    def __init__(self, *, alone: bool = False) -> None:
        self.api, self.clock = ScriptedApi(dict(ANSWERS)), StillClock()
        if alone:
            self.api.answers["GET", "/channels/5"] = {"id": "5", "type": 1}
        self.interactions = PendingInteractions(self.clock)
        self.sender = MessageSender(
            self.api, self.interactions, ChannelCache(self.api, self.clock), names_of(), self.clock
        )

    def pending(self, *, in_private: bool) -> None:
        opened = PendingInteraction(
            id="11",
            application="42",
            token="t",
            channel="5",
            until=self.clock() + 840,
            in_private=in_private,
            placeholder=False,
        )
        opened.settle(good=True)
        self.interactions.add(opened)

    @property
    def ways(self) -> list[tuple[str, str]]:
        return [(asked.method, asked.path) for asked in self.api.asked]


def played(act: Callable[[Sending], Awaitable[None]], *, alone: bool = False) -> None:
    async def scenario() -> None:
        await act(Sending(alone=alone))

    asyncio.run(scenario())


@pytest.mark.parametrize("in_private", [False, True])
@pytest.mark.parametrize(
    ("message", "hidden"),
    [
        (SECRET, True),
        (SECRET.model_copy(update={"job": "j"}), True),
        (Message(key="1", text="Got your photo."), True),
        (Message(key="1", text="Painting", kept=Kept(job="j")), False),
    ],
    ids=["private", "private of a job", "a question", "of a job"],
)
def test_an_answer_is_hidden_where_others_are(message: Message, hidden: bool, in_private: bool) -> None:
    async def act(there: Sending) -> None:
        there.pending(in_private=in_private)
        reference = Reference.parse(
            await there.sender.send(HERE, message.model_copy(update={"answers": Answered(id="11")}))
        )
        flags = there.api.asked[-1].json.get("flags")
        assert there.ways == [HOOK]
        assert reference.hidden is (hidden and not in_private)
        assert flags == (64 if reference.hidden else None)

    played(act)


def test_what_comes_too_late_for_its_interaction_goes_to_the_person(caplog: pytest.LogCaptureFixture) -> None:
    async def act(there: Sending) -> None:
        there.pending(in_private=False)
        there.clock.now += 900
        await there.sender.send(HERE, SECRET.model_copy(update={"answers": Answered(id="11")}))
        assert CHANNEL not in there.ways
        assert DM in there.ways

    played(act)
    assert "secret" not in caplog.text


@pytest.mark.parametrize("late", [False, True])
def test_in_a_private_channel_it_is_said_there(late: bool) -> None:
    async def act(there: Sending) -> None:
        there.pending(in_private=True)
        there.clock.now += 900 * late
        await there.sender.send(HERE, SECRET.model_copy(update={"answers": Answered(id="11")}))
        assert there.ways[-1] == (CHANNEL if late else HOOK)

    played(act, alone=True)


class TestEditsOfHiddenMessages:
    OLD = Reference(channel="5", message="102", application="42", token="t", until=1100.0, hidden=True)

    def test_go_by_the_interaction(self) -> None:
        async def act(there: Sending) -> None:
            assert await there.sender.edit(HERE, str(self.OLD), SECRET) == str(self.OLD)
            assert there.ways == [("PATCH", "/webhooks/42/t/messages/102")]

        played(act)

    @pytest.mark.parametrize("alone", [False, True])
    def test_and_never_as_the_bots_own_when_that_is_over(self, alone: bool) -> None:
        async def act(there: Sending) -> None:
            there.clock.now = 1100.0
            await there.sender.edit(HERE, str(self.OLD), SECRET)
            assert MINE not in there.ways
            assert "DELETE" not in [method for method, _ in there.ways]
            assert there.ways[-1] == (CHANNEL if alone else DM)

        played(act, alone=alone)

    def test_nor_is_their_progress(self) -> None:
        async def act(there: Sending) -> None:
            there.clock.now = 1100.0
            with pytest.raises(Undeliverable):
                await there.sender.edit(HERE, str(self.OLD), SECRET.model_copy(update={"progress": 0.5}))
            assert MINE not in there.ways

        played(act)
