"""Rows that another version wrote and this one can't read are put aside, said once, and stop nobody."""

import logging

import pytest

from core.model.reply import Reply
from storage.store import SqlStore
from tests.storage.harness import ANN, OTHER_ROOM, ROOM, job, person, said, tamper

STRANGE = {
    "a newer version": '{"version": 2, "kind": "text", "id": "1"}',
    "an unknown kind": '{"version": 1, "kind": "dance", "id": "1"}',
    "no JSON": "{",
    "a list": "[]",
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE.keys())
async def test_an_event_is_put_aside_and_the_others_are_answered(
    store: SqlStore, url: str, strange: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with store.begin() as transaction:
        for id in "123":
            await transaction.receive(said(id), 1.0)
    tamper(url, "UPDATE inbox SET event = :event WHERE event_id = '2'", event=strange)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            async with store.begin() as transaction:
                assert [event.id for event in await transaction.unhandled()] == ["1", "3"]
                assert [line.event.id for line in await transaction.history(ROOM, 100) if line.event] == ["1", "3"]
                assert [event.id for _, event in await transaction.events_of(person(ANN), 0, 9)] == ["1", "3"]
                assert not await transaction.receive(said("2"), 2.0)
    assert len(caplog.records) == 1
    assert caplog.messages[0].startswith("inbox 2 can't be read by this version and is put aside: ")


async def test_a_job_is_put_aside(store: SqlStore, url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with store.begin() as transaction:
        await transaction.add_job(job("1"))
        await transaction.add_job(job("2"))
    tamper(url, "UPDATE jobs SET job = '{\"shape\": \"strange\"}' WHERE id = '1'")
    for _ in range(2):
        async with store.begin() as transaction:
            assert [active.id for active in await transaction.active_jobs()] == ["2"]
            assert await transaction.job("1") is None
            assert not await transaction.update_job(job("1"), 0)
            assert await transaction.delete_expired(1.0, 100) == 0
    assert len(caplog.records) == 1


async def test_a_reply_is_put_aside_and_holds_up_none_behind_it(
    store: SqlStore, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with store.begin() as transaction:
        for address in (ROOM, OTHER_ROOM, ROOM):
            await transaction.post(address, person(ANN), Reply(text="hello"), 1.0)
    tamper(url, "UPDATE outbox SET reply = '{\"dance\": true}' WHERE number = 1")
    for _ in range(2):
        async with store.begin() as transaction:
            assert [waiting.address for waiting in await transaction.unsent(1.0)] == [OTHER_ROOM, ROOM]
            assert len(await transaction.history(ROOM, 100)) == 1
    assert len(caplog.records) == 1


async def test_a_reply_to_no_address_is_put_aside(store: SqlStore, url: str, caplog: pytest.LogCaptureFixture) -> None:
    async with store.begin() as transaction:
        for address in (ROOM, OTHER_ROOM):
            await transaction.post(address, person(ANN), Reply(text="hello"), 1.0)
    tamper(url, "UPDATE outbox SET address = 'web:local:' WHERE number = 1")
    for _ in range(2):
        async with store.begin() as transaction:
            assert [waiting.address for waiting in await transaction.unsent(1.0)] == [OTHER_ROOM]
    assert len(caplog.records) == 1


async def test_nothing_of_what_a_person_wrote_is_logged(
    store: SqlStore, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with store.begin() as transaction:
        await transaction.receive(said("1"), 1.0)
    tamper(url, "UPDATE inbox SET event = :event", event='{"version": 1, "kind": "text", "text": {"private": "words"}}')
    async with store.begin() as transaction:
        assert await transaction.unhandled() == []
    assert "private" not in caplog.text
