"""Whom the bot listens to in a group, and for how long: ten minutes after they called it, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable

from adapters.telegram.group_attention import ATTENTION_SECONDS, GroupAttention
from adapters.telegram.update_parser import ParsedUpdate
from core.model.address import Address
from core.model.event import Photo, PhotoSent, TextSent
from core.model.person import Person
from core.plugins.message import Answered, Message
from tests.adapters.telegram.harness import RecordingEngine, StillClock

GROUP = Address("telegram", "telegram", "-1001")
ANN, BOB = Person(id="101"), Person(id="102")


class Listening:
    """A group in which people say things."""

    def __init__(self) -> None:
        self.clock, self.engine, self.count = StillClock(), RecordingEngine(), 0
        self.attention = GroupAttention(self.clock)

    async def heard(self, who: Person, *, called: bool = False, photo: bool = True, at: Address = GROUP) -> bool:
        """Whether what somebody sends is for the bot."""
        self.count += 1
        base = {"id": f"{at.chat}:{self.count}", "address": at, "sender": who}
        sent = PhotoSent.model_validate({**base, "photo": Photo(reference="a")})
        event = sent if photo else TextSent.model_validate({**base, "text": "hello"})
        parsed = ParsedUpdate(event, in_group=True, called=called, message=self.count)
        return await self.attention.is_for_us(parsed, self.engine)

    def under(self, who: Person, answers: str | None = None) -> int | None:
        """The message that an answer to somebody belongs under."""
        message = Message(
            key="1", person=f"telegram:telegram:{who.id}", answers=Answered(id=answers) if answers else None
        )
        return self.attention.answers(GROUP, message)


def play(scenario: Callable[[Listening], Awaitable[None]]) -> None:
    async def plays() -> None:
        await scenario(Listening())

    asyncio.run(plays())


def test_who_called_is_heard_until_the_time_is_over_and_each_photo_begins_it_anew() -> None:
    async def scenario(group: Listening) -> None:
        assert await group.heard(ANN, called=True, photo=False)
        group.clock.now += ATTENTION_SECONDS - 1
        assert await group.heard(ANN)
        group.clock.now += ATTENTION_SECONDS - 1
        assert await group.heard(ANN)
        group.clock.now += ATTENTION_SECONDS
        assert not await group.heard(ANN)

    play(scenario)


def test_what_is_not_heard_begins_nothing() -> None:
    async def scenario(group: Listening) -> None:
        assert await group.heard(ANN, called=True)
        group.clock.now += ATTENTION_SECONDS - 1
        assert not await group.heard(ANN, photo=False)
        group.clock.now += 1
        assert not await group.heard(ANN)

    play(scenario)


def test_neither_others_nor_other_places_are_meant() -> None:
    async def scenario(group: Listening) -> None:
        assert await group.heard(ANN, called=True)
        assert not await group.heard(BOB)
        assert not await group.heard(ANN, at=GROUP._replace(chat="-1002"))
        assert not await group.heard(ANN, at=GROUP._replace(thread="7"))

    play(scenario)


def test_an_answer_is_under_what_it_answers_else_under_the_last_while_they_talk() -> None:
    async def scenario(group: Listening) -> None:
        await group.heard(ANN, called=True)
        await group.heard(ANN)
        assert group.under(ANN, "-1001:1") == 1
        assert group.under(ANN) == 2
        assert group.under(ANN, "query:9") == 2
        assert group.under(BOB) is None
        group.clock.now += ATTENTION_SECONDS
        assert group.under(ANN) is None

    play(scenario)
