"""The outbox: every reply in its conversation's order, none behind one that waits."""

import asyncio
import itertools
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.model.address import Address
from core.model.reply import Button, Reply
from storage.store import SqlStore
from tests.storage.harness import ANN, BEN, OTHER_ROOM, ROOM, person

rounds = itertools.count()
WHICH = st.integers(0, 9)
STEPS = st.one_of(
    st.tuples(st.just("post"), st.integers(0, 2)),
    st.tuples(st.just("sent"), WHICH),
    st.tuples(st.just("give up"), WHICH),
    st.tuples(st.just("put off"), WHICH, st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(1, 3)),
)


async def test_a_reply_comes_back_as_it_was(store: SqlStore) -> None:
    reply = Reply(text="Готово", buttons=((Button(id="a", label="Ещё"),),), picture="p", job="j", spoiler=True)
    async with store.begin() as transaction:
        number = await transaction.post(ROOM, person(ANN), reply, 12.5)
    async with store.begin() as transaction:
        (outgoing,) = await transaction.unsent(13.0)
    assert (outgoing.number, outgoing.address, outgoing.person) == (number, ROOM, person(ANN))
    assert (outgoing.reply, outgoing.created, outgoing.reference, outgoing.tries) == (reply, 12.5, None, 0)


async def test_one_that_is_put_off_holds_up_its_own_conversation_only(store: SqlStore) -> None:
    async with store.begin() as transaction:
        first = await transaction.post(ROOM, person(ANN), Reply(text="1"), 1.0)
        await transaction.post(ROOM, person(ANN), Reply(text="2"), 1.0)
        await transaction.post(OTHER_ROOM, person(ANN), Reply(text="3"), 1.0)
        await transaction.put_off(first, until=10.0)
        assert [waiting.reply.text for waiting in await transaction.unsent(9.9)] == ["3"]
        again = await transaction.unsent(10.0)
    assert [(waiting.reply.text, waiting.tries) for waiting in again] == [("1", 1), ("2", 0), ("3", 0)]


async def test_only_what_there_is_an_adapter_for_is_to_be_sent_if_so_asked(store: SqlStore) -> None:
    addresses = [
        Address(*parts, "room") for parts in (("web", "local"), ("web", "Local"), ("we_", "local"), ("w", "eb"))
    ]
    async with store.begin() as transaction:
        for at in addresses:
            await transaction.post(at, person(ANN), Reply(text=str(at)), 1.0)
        for at in addresses:
            assert [reply.address for reply in await transaction.unsent(1.0, {at[:2]})] == [at]
        assert [
            reply.address for reply in await transaction.unsent(1.0, [at[:2] for at in addresses[2:]])
        ] == addresses[2:]
        assert await transaction.unsent(1.0, ()) == []
        assert len(await transaction.unsent(1.0)) == len(addresses)


async def test_one_that_is_split_leaves_the_order_as_it_was(store: SqlStore) -> None:
    async with store.begin() as transaction:
        gone = await transaction.post(ROOM, person(ANN), Reply(text="0"), 1.0)
        first = await transaction.post(ROOM, person(ANN), Reply(text="1", job="j"), 1.0)
        await transaction.post(ROOM, person(BEN), Reply(text="2", job="k"), 2.0)
        await transaction.post(OTHER_ROOM, person(ANN), Reply(text="3"), 3.0)
        await transaction.sent(gone, "m")
        await transaction.put_off(first, until=0.5)
        await transaction.split(first, [Reply(text="1a"), Reply(text="1b"), Reply(text="1c", job="j")])
        await transaction.split(gone, [Reply(text="0a"), Reply(text="0b")])
        there = [reply for reply in await transaction.unsent(9.0) if reply.address == ROOM]
        assert [reply.reply.text for reply in there] == ["1a", "1b", "1c", "2"]
        assert [(reply.person, reply.created, reply.tries) for reply in there[1:]] == [
            (person(ANN), 1.0, 0),
            (person(ANN), 1.0, 0),
            (person(BEN), 2.0, 0),
        ]
        assert there[0].number == first
        await transaction.sent(there[0].number, "m1")
        assert await transaction.status_message("j") is None
        await transaction.sent(there[2].number, "m3")
        assert await transaction.status_message("j") == "m3"


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(STEPS, max_size=20))
def test_whatever_happens_to_replies_those_to_be_sent_are_each_conversations_first(
    runner: asyncio.Runner, store: SqlStore, steps: list[tuple[Any, ...]]
) -> None:
    rooms = [Address("web", f"round{next(rounds)}", f"room{number}") for number in range(3)]
    posted: list[int] = []
    waiting: dict[int, list[float]] = {}  # by number: room, put off until, tries
    now = 0.0

    def expected() -> list[tuple[int, int]]:
        found = []
        for room in range(len(rooms)):
            for number, (where, until, tries) in waiting.items():
                if where == room:
                    if until > now:
                        break
                    found.append((number, int(tries)))
        return sorted(found)

    async def play() -> None:
        nonlocal now
        for what, which, *more in steps:
            async with store.begin() as transaction:
                if what == "post":
                    number = await transaction.post(rooms[which], person(ANN), Reply(text="x"), now)
                    posted.append(number)
                    waiting[number] = [which, 0.0, 0]
                elif what == "wait":
                    now += which
                elif which < len(posted):
                    number = posted[which]
                    if what == "sent":
                        await transaction.sent(number, "m")
                        waiting.pop(number, None)
                    elif what == "give up":
                        await transaction.give_up(number, "blocked")
                        waiting.pop(number, None)
                    else:
                        await transaction.put_off(number, now + more[0])
                        if number in waiting:
                            waiting[number][1:] = [now + more[0], waiting[number][2] + 1]
                found = [(out.number, out.tries) for out in await transaction.unsent(now) if out.address in rooms]
                assert found == expected()

    runner.run(play())


async def test_numbers_grow_and_are_never_given_again(store: SqlStore) -> None:
    async with store.begin() as transaction:
        first = await transaction.post(ROOM, person(ANN), Reply(text="1"), 1.0)
        second = await transaction.post(ROOM, person(BEN), Reply(text="2"), 1.0)
        await transaction.forget(person(BEN))
    async with store.begin() as transaction:
        third = await transaction.post(ROOM, person(ANN), Reply(text="3"), 1.0)
    assert first < second < third


async def test_transactions_that_post_to_a_conversation_end_in_the_order_of_their_numbers(store: SqlStore) -> None:
    """Otherwise a later reply could be seen, and sent, before an earlier one."""
    posted, ended = asyncio.Event(), []

    async def first() -> None:
        async with store.begin() as transaction:
            number = await transaction.post(ROOM, person(ANN), Reply(text="x"), 1.0)
            posted.set()
            for _ in range(50):  # more than long enough for the other to overtake it
                await transaction.history(OTHER_ROOM, 100)
        ended.append(number)

    async def second() -> None:
        await posted.wait()
        async with store.begin() as transaction:
            number = await transaction.post(ROOM, person(ANN), Reply(text="x"), 1.0)
        ended.append(number)

    await asyncio.gather(first(), second())
    assert ended == sorted(ended)


async def test_a_jobs_status_message_is_the_newest_that_was_sent(store: SqlStore) -> None:
    async with store.begin() as transaction:
        assert await transaction.status_message("j") is None
        numbers = [await transaction.post(ROOM, person(ANN), Reply(text=str(n), job="j"), 1.0) for n in range(3)]
        other = await transaction.post(ROOM, person(ANN), Reply(text="other"), 1.0)
        assert await transaction.status_message("j") is None
        await transaction.sent(numbers[0], "m0")
        await transaction.sent(numbers[1], "m1")
        await transaction.sent(other, "m9")
        assert await transaction.status_message("j") == "m1"
