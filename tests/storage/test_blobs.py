"""Blobs: bytes that come back as they were, until they expire and nobody needs them."""

import asyncio
import random

import pytest

from core.model.job import JobState
from core.model.reply import Reply
from storage.store import SqlStore
from tests.storage.harness import ANN, ROOM, blob, job, person, photo, tamper


async def test_bytes_come_back_as_they_were(store: SqlStore) -> None:
    large = blob("large", data=random.Random(0).randbytes(5_000_000))
    async with store.begin() as transaction:
        await transaction.put_blob(large)
        await transaction.put_blob(blob("empty", data=b""))
    async with store.begin() as transaction:
        assert await transaction.blob("large") == large
        assert await transaction.blob("empty") == blob("empty", data=b"")
        assert await transaction.blob("other") is None


async def test_bytes_that_the_disk_has_changed_are_not_given_out(
    store: SqlStore, url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with store.begin() as transaction:
        await transaction.put_blob(blob("a", data=b"good"))
    tamper(url, "UPDATE blobs SET data = :data WHERE id = 'a'", data=b"evil")
    async with store.begin() as transaction:
        assert await transaction.blob("a") is None
    assert "blob a isn't what was stored" in caplog.text


async def test_missing_are_those_that_are_not_there(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.put_blob(blob("a"))
        await transaction.put_blob(blob("b"))
        assert await transaction.missing_blobs(["a", "b", "c", "c"]) == {"c"}
        assert await transaction.missing_blobs([]) == set()


async def test_a_blob_deleted_before_its_time_is_gone_and_may_be_deleted_again(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.put_blob(blob("a"))
        await transaction.delete_blob("a")
        await transaction.delete_blob("a")
        assert await transaction.blob("a") is None


async def test_blobs_go_when_they_expire(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for id, expires in (("old", 10.0), ("due", 20.0), ("young", 20.1)):
            await transaction.put_blob(blob(id, expires=expires))
        assert await transaction.delete_expired(20.0, 100) == 2
        assert await transaction.missing_blobs(["old", "due", "young"]) == {"old", "due"}
        assert await transaction.delete_expired(20.0, 100) == 0


async def test_they_go_a_few_at_a_time_and_what_is_needed_holds_up_none(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for number in range(7):
            await transaction.put_blob(blob(f"{number}", expires=float(number)))
        await transaction.add_job(job("1", inputs={"content": "0", "style": "1"}))
        assert [await transaction.delete_expired(20.0, 2) for _ in range(4)] == [2, 2, 1, 0]
        assert await transaction.missing_blobs(f"{number}" for number in range(7)) == set("23456")


async def test_one_that_a_turn_keeps_meanwhile_stays_and_nobody_waits_crosswise(store: SqlStore) -> None:
    begun = asyncio.Event()
    async with store.begin() as transaction:
        for id in ("a", "b"):
            await transaction.put_blob(blob(id, expires=10.0))

    async def keep() -> None:
        async with store.begin() as transaction:
            await transaction.keep_blobs(["b"], until=99.0)
            begun.set()
            for _ in range(300):  # more than long enough for the sweep to get as far as it can
                await transaction.missing_blobs(["a"])
            await transaction.keep_blobs(["a"], until=99.0)

    async def sweep() -> None:
        await begun.wait()
        async with store.begin() as transaction:
            await transaction.delete_expired(20.0, 10)

    await asyncio.gather(keep(), sweep())
    async with store.begin() as transaction:
        assert "b" not in await transaction.missing_blobs(["a", "b"])


async def test_keeping_puts_off_the_end_but_never_brings_it_forward(store: SqlStore) -> None:
    async with store.begin() as transaction:
        await transaction.put_blob(blob("a", expires=10.0))
        await transaction.put_blob(blob("b", expires=99.0))
        await transaction.keep_blobs(["a", "b", "unknown"], until=50.0)
        await transaction.keep_blobs([], until=1000.0)
        kept = [await transaction.blob(id) for id in "ab"]
    assert [blob.expires for blob in kept if blob] == [50.0, 99.0]


async def test_what_an_active_job_needs_stays_until_the_job_ends(store: SqlStore) -> None:
    inputs = {"content": "photo", "style": "style"}
    active = job("1", inputs=inputs, state=JobState.RUNNING, checkpoint=("half",), attempt=1)
    async with store.begin() as transaction:
        for id in ("photo", "style", "half", "other"):
            await transaction.put_blob(blob(id, expires=10.0))
        await transaction.add_job(active)
        assert await transaction.delete_expired(20.0, 100) == 1
        assert await transaction.missing_blobs(["photo", "style", "half", "other"]) == {"other"}
        await transaction.update_job(active.model_copy(update={"state": JobState.DONE}), 1)
        assert await transaction.delete_expired(20.0, 100) == 3


async def test_what_is_still_to_be_answered_or_sent_stays_too(store: SqlStore) -> None:
    async with store.begin() as transaction:
        for id in ("photo", "painting", "export"):
            await transaction.put_blob(blob(id, expires=10.0))
        await transaction.receive(photo("1", blob="photo"), 1.0)
        picture = await transaction.post(ROOM, person(ANN), Reply(picture="painting"), 1.0)
        document = await transaction.post(ROOM, person(ANN), Reply(document="export"), 1.0)
        assert await transaction.delete_expired(20.0, 100) == 0
        await transaction.sent(picture, "m1")
        assert await transaction.delete_expired(20.0, 100) == 1
        await transaction.give_up(document, "blocked")
        await transaction.handled(photo("1", blob="photo"))
        assert await transaction.delete_expired(20.0, 100) == 2
