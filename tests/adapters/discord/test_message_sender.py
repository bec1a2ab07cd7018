"""Writing: which way a message goes, what goes along with it, and what happens where Discord won't have it."""

import asyncio
import io
import random
import zipfile
from collections.abc import Awaitable, Callable

import pytest

from adapters.discord.channels import ChannelCache
from adapters.discord.errors import InteractionExpired
from adapters.discord.interactions import PendingInteraction, PendingInteractions, Reference
from adapters.discord.message_format import in_parts
from adapters.discord.message_sender import MessageSender
from core.model.address import Address
from core.plugins.adapter import RateLimited, Undeliverable
from core.plugins.answers import Forbidden, Refused
from core.plugins.message import Answered, Kept, Message
from tests.adapters.discord.harness import Asked, ScriptedApi, names_of
from tests.adapters.discord.test_message_format import noise
from tests.adapters.telegram.harness import StillClock

HERE = Address("discord", "discord", "5")
PAINTING = Message(key="1", text="a", kept=Kept(job="j"))
ANN = "discord:discord:7"
CHANNEL, DM = ("POST", "/channels/5/messages"), ("POST", "/channels/70/messages")
ORIGINAL, HOOK = "/webhooks/42/t/messages/@original", "/webhooks/42/t"
GUILD = {
    ("GET", "/channels/5"): {"id": "5", "type": 0, "guild_id": "9"},
    ("POST", "/users/@me/channels"): {"id": "70"},
    CHANNEL: {"id": "100"},
    DM: {"id": "101"},
    ("PATCH", ORIGINAL): {"id": "102"},
    ("POST", HOOK): {"id": "103"},
}


class SenderHarness:
    """A writer in a guild's channel, and its scripted API."""

    def __init__(self) -> None:
        self.wire, self.clock = ScriptedApi(dict(GUILD)), StillClock()
        self.interactions = PendingInteractions(self.clock)
        command_names = names_of()
        self.writer = MessageSender(
            self.wire, self.interactions, ChannelCache(self.wire, self.clock), command_names, self.clock
        )

    def opened(self, *, hidden: bool = False, placeholder: bool = True, good: bool = True, limit: int = 10**7) -> None:
        pending = PendingInteraction(
            id="11",
            application="42",
            token="t",
            channel="5",
            until=self.clock() + 840,
            limit=limit,
            locale="ru",
            hidden=hidden,
            placeholder=placeholder,
        )
        pending.settle(good)
        self.interactions.add(pending)

    def sent(self, *ways: tuple[str, str]) -> list[Asked]:
        return [asked for asked in self.wire.asked if (asked.method, asked.path) in ways]

    @property
    def ways(self) -> list[tuple[str, str]]:
        return [(asked.method, asked.path) for asked in self.wire.asked]


def played(act: Callable[[SenderHarness], Awaitable[None]]) -> None:
    async def scenario() -> None:
        await act(SenderHarness())

    asyncio.run(scenario())


def archive(*sizes: int) -> bytes:
    buffer, chance = io.BytesIO(), random.Random(1)
    with zipfile.ZipFile(buffer, "w") as packed:
        for number, size in enumerate(sizes):
            packed.writestr(f"{number}.png", chance.randbytes(size))
    return buffer.getvalue()


def test_what_answers_nothing_is_a_message_that_calls_the_person() -> None:
    async def act(context: SenderHarness) -> None:
        message = Message(key="1.0", person=ANN, text="Here it is", kept=Kept(job="j"))
        first, second = [await context.writer.send(HERE, message) for _ in range(2)]
        assert Reference.parse(first) == Reference(channel="5", message="100")
        bodies = [asked.json for asked in context.sent(CHANNEL)]
        assert bodies[0]["content"] == "<@7> Here it is"
        assert bodies[0]["enforce_nonce"] is True
        assert bodies[0]["nonce"] == bodies[1]["nonce"]
        assert first == second

    played(act)


@pytest.mark.parametrize(
    ("message", "hidden", "ways"),
    [
        (PAINTING, False, [("PATCH", ORIGINAL)]),
        (Message(key="1", text="a"), True, [("PATCH", ORIGINAL)]),
        (PAINTING, True, [("PATCH", ORIGINAL), ("POST", HOOK), ("DELETE", ORIGINAL)]),
        (Message(key="1", text="a"), False, [("PATCH", ORIGINAL), ("POST", HOOK), ("DELETE", ORIGINAL)]),
        (Message(key="1", picture=noise(8), private=True), True, [("PATCH", ORIGINAL)]),
    ],
)
def test_an_answer_fills_the_placeholder_if_as_many_may_see_it(
    message: Message, hidden: bool, ways: list[tuple[str, str]]
) -> None:
    async def act(context: SenderHarness) -> None:
        context.opened(hidden=hidden)
        answer = message.model_copy(update={"answers": Answered(id="11")})
        reference = Reference.parse(await context.writer.send(HERE, answer))
        assert context.ways == ways
        assert reference.hidden is (message.kept.job is None)
        assert (reference.token, reference.until, reference.locale) == ("t", context.clock() + 840, "ru")
        await context.writer.send(HERE, answer)
        assert context.ways == [*ways, ("POST", HOOK)]
        assert context.wire.asked[-1].json.get("flags") == (64 if reference.hidden else None)

    played(act)


def test_one_that_failed_half_way_is_made_again() -> None:
    async def act(context: SenderHarness) -> None:
        context.opened(hidden=True)
        context.wire.answers["POST", HOOK] = ConnectionError("cut")
        message = Message(key="1", text="a", answers=Answered(id="11"), kept=Kept(job="j"))
        with pytest.raises(ConnectionError):
            await context.writer.send(HERE, message)
        context.wire.answers["POST", HOOK] = {"id": "103"}
        assert Reference.parse(await context.writer.send(HERE, message)).message == "103"

    played(act)


def test_where_it_wasnt_acknowledged_the_channel_has_the_answer() -> None:
    async def act(context: SenderHarness) -> None:
        context.opened(good=False)
        await context.writer.send(HERE, Message(key="1", person=ANN, text="a", answers=Answered(id="11")))
        assert [asked.json["content"] for asked in context.sent(CHANNEL)] == ["<@7> a"]
        assert context.interactions.find(Answered(id="11")) is None

    played(act)


def test_commands_have_the_names_that_the_person_sees() -> None:
    async def act(context: SenderHarness) -> None:
        context.opened(hidden=True)
        await context.writer.send(HERE, Message(key="1", text="Try /settings", answers=Answered(id="11")))
        assert context.wire.asked[0].json["content"] == "Try /настройки"

    played(act)


def test_in_a_channel_a_prompt_says_how_too() -> None:
    async def act(context: SenderHarness) -> None:
        await context.writer.send(HERE, Message(key="1", person=ANN, text="The photo?", asks="blend"))
        assert context.sent(CHANNEL)[0].json["content"].endswith("Use as photo, Use as style.")

    played(act)


def test_what_is_private_goes_to_the_person_alone() -> None:
    async def act(context: SenderHarness) -> None:
        await context.writer.send(HERE, Message(key="1", person=ANN, text="secret", private=True))
        assert context.sent(CHANNEL) == []
        assert context.sent(DM)[0].json["content"] == "secret"

    played(act)


@pytest.mark.parametrize("person", ["", ANN])
def test_where_nobody_can_be_reached_that_is_said(person: str) -> None:
    async def act(context: SenderHarness) -> None:
        context.wire.answers[CHANNEL] = Forbidden("Missing Access", 50001)
        context.wire.answers[DM] = Forbidden("Cannot send messages to this user", 50007)
        with pytest.raises(Undeliverable):
            await context.writer.send(HERE, Message(key="1", person=person, text="a"))

    played(act)


def test_a_file_that_is_too_large_after_all_is_tried_smaller() -> None:
    async def act(context: SenderHarness) -> None:
        sizes: list[int] = []

        def refuse(asked: Asked) -> object:
            sizes.append(len(asked.files[0].fp.read()))
            return Refused("Request entity too large", 40005) if len(sizes) == 1 else {"id": "100"}

        context.wire.answers[CHANNEL] = refuse
        await context.writer.send(HERE, Message(key="1", picture=noise(2050)))
        assert sizes[0] > 8_000_000 >= sizes[1]

    played(act)


class TestEdit:
    OLD = Reference(channel="5", message="102", application="42", token="t", until=2000.0)
    MINE = ("PATCH", "/channels/5/messages/102")
    OPENLY = ("PATCH", "/webhooks/42/t/messages/102")
    LAST = Message(key="9", person=ANN, text="Here it is", kept=Kept(job="j"))

    def test_it_goes_by_the_interaction_while_that_is_open(self) -> None:
        async def act(context: SenderHarness) -> None:
            assert await context.writer.edit(HERE, str(self.OLD), self.LAST) == str(self.OLD)
            assert context.ways == [self.OPENLY]
            assert context.wire.asked[0].json["attachments"] == []

        played(act)

    @pytest.mark.parametrize("refused", [False, True])
    def test_else_a_new_one_takes_its_place(self, refused: bool) -> None:
        async def act(context: SenderHarness) -> None:
            if refused:
                context.wire.answers[self.OPENLY] = InteractionExpired("Invalid Webhook Token", 50027)
            else:
                context.clock.now = 2000.0
            new = Reference.parse(await context.writer.edit(HERE, str(self.OLD), self.LAST))
            assert new == Reference(channel="5", message="100")
            assert context.ways[-2:] == [CHANNEL, ("DELETE", "/channels/5/messages/102")]

        played(act)

    def test_a_message_of_the_bots_own_stays_for_ever(self) -> None:
        async def act(context: SenderHarness) -> None:
            own = Reference(channel="5", message="102")
            assert await context.writer.edit(HERE, str(own), self.LAST) == str(own)
            assert self.MINE in context.ways

        played(act)

    def test_one_that_was_deleted_is_written_anew(self) -> None:
        async def act(context: SenderHarness) -> None:
            context.wire.answers[self.MINE] = Refused("Unknown Message", 10008)
            own = Reference(channel="5", message="102")
            assert Reference.parse(await context.writer.edit(HERE, str(own), self.LAST)).message == "100"
            assert "DELETE" not in [method for method, _ in context.ways]

        played(act)

    def test_a_limit_is_the_dispatchers_business(self) -> None:
        async def act(context: SenderHarness) -> None:
            context.wire.answers[self.OPENLY] = RateLimited(31.0)
            with pytest.raises(RateLimited):
                await context.writer.edit(HERE, str(self.OLD), self.LAST)
            assert context.ways == [self.OPENLY]

        played(act)

    def test_progress_where_the_bot_sees_nothing_asks_nothing(self) -> None:
        async def act(context: SenderHarness) -> None:
            context.wire.answers["GET", "/channels/5"] = Forbidden("Missing Access", 50001)
            context.clock.now = 2000.0
            for _ in range(3):
                with pytest.raises(Undeliverable):
                    await context.writer.edit(
                        HERE, str(self.OLD), Message(key="p", text="a", progress=0.5, kept=Kept(job="j"))
                    )
            assert context.ways == [("GET", "/channels/5")]

        played(act)


class TestParts:
    def test_an_archive_that_is_too_large_comes_in_several_that_open(self) -> None:
        sizes = [40_000, 40_000, 40_000, 10_000, 60_000]
        whole = Message(key="1", text="all", document=archive(*sizes), document_name="atelier.zip")
        parts = in_parts(whole, 90_000)
        found = []
        for part in parts:
            assert part.document is not None
            assert len(part.document) <= 90_000
            with zipfile.ZipFile(io.BytesIO(part.document)) as packed:
                assert packed.testzip() is None
                found += [(info.filename, info.file_size) for info in packed.infolist()]
        assert found == [(f"{number}.png", size) for number, size in enumerate(sizes)]
        assert [part.document_name for part in parts] == ["atelier-1.zip", "atelier-2.zip", "atelier-3.zip"]
        assert [part.text for part in parts] == ["all", "", ""]
        assert len({part.key for part in parts}) == 3

    @pytest.mark.parametrize("document", [archive(200_000), b"x" * 200_000])
    def test_what_has_no_parts_is_undeliverable(self, document: bytes) -> None:
        with pytest.raises(Undeliverable):
            in_parts(Message(key="1", document=document, document_name="a.zip"), 100_000)

    def test_what_fits_is_left_alone(self) -> None:
        message = Message(key="1", document=b"x", document_name="a.bin")
        assert in_parts(message, 1) == [message]

    def test_each_part_is_a_message(self) -> None:
        async def act(context: SenderHarness) -> None:
            context.opened(hidden=True, limit=90_000)
            document = archive(60_000, 60_000)
            message = Message(
                key="1", text="all", document=document, document_name="a.zip", private=True, answers=Answered(id="11")
            )
            await context.writer.send(HERE, message)
            assert context.ways == [("PATCH", ORIGINAL), ("POST", HOOK)]
            assert [asked.files[0].filename for asked in context.wire.asked] == ["a-1.zip", "a-2.zip"]
            assert context.wire.asked[1].json["flags"] == 64

        played(act)
