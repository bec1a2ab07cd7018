"""Whom the bot listens to in a group, and for how long: ten minutes after they called it, and nobody else."""

import asyncio
from collections.abc import Awaitable, Callable

from core.engine.group_attention import ATTENTION_SECONDS, GroupAttention
from core.model.address import Address
from core.model.event import Photo, PhotoSent, TextSent
from core.model.person import Person, PersonId

GROUP = Address("fake", "one", "group")
ANN, BOB = Person(id="101"), Person(id="102")


class Listening:
    """A group in which people say things."""

    def __init__(self) -> None:
        self.now, self.count, self.with_photos = 1000.0, 0, set[PersonId]()
        self.attention = GroupAttention(lambda: self.now, self._has_photos)

    async def _has_photos(self, address: Address, person: PersonId) -> bool:
        return person in self.with_photos

    async def heard(
        self, who: Person, *, called: bool = False, photo: bool = True, at: Address = GROUP, is_group: bool = True
    ) -> bool:
        """Whether what somebody sends is for the bot."""
        self.count += 1
        base = {"id": str(self.count), "address": at, "sender": who, "is_group": is_group, "addressed": called}
        if photo:
            return await self.attention.is_for_us(PhotoSent(**base, photo=Photo(reference="a")))  # type: ignore[arg-type]
        return await self.attention.is_for_us(TextSent(**base, text="hello"))  # type: ignore[arg-type]


def play(scenario: Callable[[Listening], Awaitable[None]]) -> None:
    async def plays() -> None:
        await scenario(Listening())

    asyncio.run(plays())


def test_in_a_private_chat_everything_is_meant() -> None:
    async def scenario(group: Listening) -> None:
        assert await group.heard(ANN, photo=False, is_group=False)
        assert await group.heard(ANN, is_group=False)

    play(scenario)


def test_who_called_is_heard_until_the_time_is_over_and_each_photo_begins_it_anew() -> None:
    async def scenario(group: Listening) -> None:
        assert await group.heard(ANN, called=True, photo=False)
        group.now += ATTENTION_SECONDS - 1
        assert await group.heard(ANN)
        group.now += ATTENTION_SECONDS - 1
        assert await group.heard(ANN)
        group.now += ATTENTION_SECONDS
        assert not await group.heard(ANN)

    play(scenario)


def test_what_is_not_heard_begins_nothing() -> None:
    async def scenario(group: Listening) -> None:
        assert await group.heard(ANN, called=True)
        group.now += ATTENTION_SECONDS - 1
        assert not await group.heard(ANN, photo=False)
        group.now += 1
        assert not await group.heard(ANN)

    play(scenario)


def test_neither_others_nor_other_places_are_meant() -> None:
    async def scenario(group: Listening) -> None:
        assert await group.heard(ANN, called=True)
        assert not await group.heard(BOB)
        assert not await group.heard(ANN, at=GROUP._replace(chat="another"))
        assert not await group.heard(ANN, at=GROUP._replace(thread="7"))

    play(scenario)


def test_who_has_sent_a_photo_already_is_heard_after_a_restart_too() -> None:
    async def scenario(group: Listening) -> None:
        group.with_photos.add(PersonId.of("fake", "one", ANN.id))
        assert await group.heard(ANN)
        assert not await group.heard(BOB)

    play(scenario)
