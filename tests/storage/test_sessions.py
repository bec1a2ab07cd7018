"""Sessions: one for each person in each conversation, and never two turns of one at once."""

import asyncio

from storage.store import SqlStore
from tests.storage.harness import ANN, BEN, OTHER_ROOM, ROOM, person


async def test_a_session_that_was_never_kept_is_none(store: SqlStore) -> None:
    async with store.begin() as transaction:
        assert await transaction.session(ROOM, person(ANN)) is None


async def test_each_person_has_one_in_each_conversation(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.keep_session(ROOM, person(ANN), '{"a": 1}', None)
        await transaction.keep_session(ROOM, person(BEN), '{"b": 1}', None)
        await transaction.keep_session(OTHER_ROOM, person(ANN), '{"c": 1}', None)
        await transaction.keep_session(ROOM, person(ANN), '{"a": 2}', None)
    async with store.begin() as transaction:
        assert await transaction.session(ROOM, person(ANN)) == '{"a": 2}'
        assert await transaction.session(ROOM, person(BEN)) == '{"b": 1}'
        assert await transaction.session(OTHER_ROOM, person(ANN)) == '{"c": 1}'
        assert await transaction.session(OTHER_ROOM, person(BEN)) is None


async def test_deadlines_are_those_that_are_set_the_next_one_first(store: SqlStore) -> None:
    thread = ROOM._replace(chat="a:b %", thread="7")
    async with store.begin() as transaction:
        await transaction.keep_session(ROOM, person(ANN), "{}", 20.0)
        await transaction.keep_session(thread, person(BEN), "{}", 10.5)
        await transaction.keep_session(OTHER_ROOM, person(ANN), "{}", 5.0)
        await transaction.keep_session(OTHER_ROOM, person(ANN), "{}", None)
    async with store.begin() as transaction:
        assert await transaction.deadlines() == [(thread, person(BEN), 10.5), (ROOM, person(ANN), 20.0)]


async def test_turns_at_once_happen_one_after_another_even_where_no_session_is_kept_yet(store: SqlStore) -> None:
    async def count() -> None:
        async with store.begin() as transaction:
            before = await transaction.session(ROOM, person(ANN))
            await asyncio.sleep(0)
            await transaction.keep_session(ROOM, person(ANN), str(int(before or 0) + 1), None)

    await asyncio.gather(*(count() for _ in range(40)))
    async with store.begin() as transaction:
        assert await transaction.session(ROOM, person(ANN)) == "40"


async def test_settings_are_the_persons_and_the_last_ones_hold(store: SqlStore) -> None:
    async with store.begin() as transaction:
        assert await transaction.settings(person(ANN)) is None
        for settings in ("1", "2"):
            await transaction.keep_settings(person(ANN), settings)
    async with store.begin() as transaction:
        assert await transaction.settings(person(ANN)) == "2"
        assert await transaction.settings(person(BEN)) is None
