"""What has become of a reply is final: one that was sent is never waiting, given up or split afterwards."""

from core.model.reply import Aside, Reply
from storage.store import SqlStore
from tests.storage.harness import ANN, BEN, ROOM, person


async def test_one_that_was_sent_stays_sent_whatever_is_said_of_it_later(store: SqlStore) -> None:
    async with store.begin() as transaction:
        number = await transaction.post(ROOM, person(ANN), Reply(text="x", job="j"), 1.0)
        await transaction.sent(number, "m1")
        await transaction.sent(number, "m2")
        await transaction.put_off(number, until=0.0)
        await transaction.give_up(number, "blocked")
        await transaction.split(number, [Reply(text="a"), Reply(text="b")])
        assert await transaction.unsent(9.0) == []
        assert await transaction.status_message("j") == "m1"
        (line,) = await transaction.history(ROOM, 9)
    assert line.reply is not None
    assert (line.reply.reply.text, line.reply.reference, line.reply.tries) == ("x", "m1", 0)


async def test_one_that_was_given_up_is_not_sent_afterwards(store: SqlStore) -> None:
    async with store.begin() as transaction:
        number = await transaction.post(ROOM, person(ANN), Reply(text="x", job="j"), 1.0)
        await transaction.give_up(number, "blocked")
        await transaction.sent(number, "m1")
        await transaction.put_off(number, until=0.0)
        assert await transaction.unsent(9.0) == []
        assert await transaction.status_message("j") is None
        (line,) = await transaction.history(ROOM, 9)
    assert line.reply is not None
    assert (line.reply.reference, line.reply.tries) == (None, 0)


async def test_what_came_of_a_job_is_undelivered_until_it_is_settled(store: SqlStore) -> None:
    last_word = Reply(picture="p", job="j", aside=Aside(told="there", untold="elsewhere", job="j"))
    async with store.begin() as transaction:
        replies = [last_word, last_word, last_word, Reply(text="on it", job="j")]
        numbers = [await transaction.post(ROOM, person(ANN), reply, 1.0) for reply in replies]
        given_up, told, sent, other = numbers
        await transaction.give_up(given_up, "blocked")
        await transaction.told(told, "m1")
        await transaction.sent(sent, "m2")
        await transaction.give_up(other, "blocked")
        left = await transaction.undelivered(person(ANN))
        assert [(entry.number, entry.reference) for entry in left] == [(given_up, None), (told, "m1")]
        assert await transaction.undelivered(person(BEN)) == []
        for number in numbers:
            await transaction.settled(number)
        assert await transaction.undelivered(person(ANN)) == []
        assert await transaction.unsent(9.0) == []


async def test_a_word_of_where_something_is_stays_its_jobs_status_message(store: SqlStore) -> None:
    async with store.begin() as transaction:
        number = await transaction.post(ROOM, person(ANN), Reply(text="elsewhere", job="j"), 1.0)
        await transaction.told(number, "m1")
        assert await transaction.status_message("j") == "m1"
        await transaction.settled(number)
        assert await transaction.status_message("j") == "m1"
