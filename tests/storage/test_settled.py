"""What has become of a reply is final: one that was sent is never waiting, given up or split afterwards."""

from core.model.reply import Reply
from storage.store import SqlStore
from tests.storage.harness import ANN, ROOM, person


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
