"""The inbox: every event once, in order, until it is answered."""

import asyncio
import itertools

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.address import Address
from core.model.event import Event
from storage.store import SqlStore
from tests.storage.harness import BEN, ROOM, photo, said

rounds = itertools.count()
IDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=3)


async def receive(store: SqlStore, event: Event) -> bool:
    async with store.begin() as transaction:
        return await transaction.receive(event, 1.0)


async def unhandled(store: SqlStore) -> list[Event]:
    async with store.begin() as transaction:
        return await transaction.unhandled()


async def test_an_event_comes_back_as_it_was(store: SqlStore) -> None:
    event = said(text="Привет, мир ☀ \0 \N{GRINNING FACE} '; DROP TABLE inbox; --")
    assert await receive(store, event)
    assert await unhandled(store) == [event]


async def test_a_repeat_is_refused_and_changes_nothing(store: SqlStore) -> None:
    assert await receive(store, said("1", text="first"))
    assert not await receive(store, said("1", text="second"))
    assert await unhandled(store) == [said("1", text="first")]


async def test_a_repeat_of_an_answered_event_is_refused_too(store: SqlStore) -> None:
    await receive(store, said("1"))
    async with store.begin() as transaction:
        await transaction.handled(said("1"))
    assert not await receive(store, said("1"))
    assert await unhandled(store) == []


async def test_an_event_waits_until_it_is_answered_which_happens_once(store: SqlStore) -> None:
    async with store.begin() as transaction:
        assert not await transaction.waits(said("1"))
    await receive(store, said("1"))
    async with store.begin() as transaction:
        assert await transaction.waits(said("1"))
        assert await transaction.handled(said("1"))
        assert not await transaction.waits(said("1"))
        assert not await transaction.handled(said("1"))


async def test_one_that_was_forgotten_meanwhile_can_still_be_answered(store: SqlStore) -> None:
    await receive(store, said("1"))
    async with store.begin() as transaction:
        await transaction.forget(said("1").person)
        assert await transaction.handled(said("1"))


async def test_an_id_belongs_to_an_adapters_account_not_to_a_chat(store: SqlStore) -> None:
    assert await receive(store, said("1", at=Address("web", "local", "room")))
    assert await receive(store, said("1", at=Address("web", "other", "room")))
    assert await receive(store, said("1", at=Address("telegram", "local", "room")))
    assert not await receive(store, said("1", at=Address("web", "local", "other"), by=BEN))


async def test_of_many_who_bring_an_event_at_once_one_is_the_first(store: SqlStore) -> None:
    brought = await asyncio.gather(*(receive(store, said("1")) for _ in range(20)))
    assert sum(brought) == 1


async def test_an_answered_event_is_kept_with_the_photo_that_was_fetched(store: SqlStore) -> None:
    await receive(store, photo("1"))
    async with store.begin() as transaction:
        await transaction.handled(photo("1", blob="fetched"))
    async with store.begin() as transaction:
        assert await transaction.unhandled() == []
        (line,) = await transaction.history(ROOM, 100)
    assert line.event == photo("1", blob="fetched")


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("rh"), IDS), max_size=12))
def test_whatever_is_brought_and_answered_each_event_is_new_once(
    runner: asyncio.Runner, store: SqlStore, steps: list[tuple[str, str]]
) -> None:
    room = ROOM._replace(account=f"round{next(rounds)}")
    known: dict[str, bool] = {}

    async def play() -> None:
        for what, id in steps:
            event = said(id, at=room)
            if what == "r":
                assert await receive(store, event) == (id not in known)
                known.setdefault(id, False)
            else:
                async with store.begin() as transaction:
                    await transaction.handled(event)
                known.update({id: True} if id in known else {})
        left = [event.id for event in await unhandled(store) if event.address == room]
        assert left == [id for id, answered in known.items() if not answered]

    runner.run(play())
