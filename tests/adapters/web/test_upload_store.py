"""Uploads lie in a folder until the engine has them, whatever dies meanwhile."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
from aiohttp import web

from adapters.web.upload_store import FETCHED_AGE, MAX_AGE, UploadStore

ANN = "a" * 32


class Clock:
    now = 1_750_000_000.0

    def __call__(self) -> float:
        return self.now


async def chunks(*data: bytes) -> AsyncIterator[bytes]:
    for chunk in data:
        yield chunk


async def broken(*data: bytes) -> AsyncIterator[bytes]:
    for chunk in data:
        yield chunk
    raise ConnectionResetError("gone")


def keep(box: UploadStore, *data: bytes, id: str = "photo-one", person: str = ANN) -> str:
    reference, size = f"{person}.{id}", len(b"".join(data))
    with box.room(reference, size):
        asyncio.run(box.keep(reference, chunks(*data), size))
    return reference


def test_what_is_kept_can_be_fetched_also_by_the_next_process(tmp_path: Path) -> None:
    reference = keep(UploadStore(tmp_path / "new"), b"abc", b"def")
    assert asyncio.run(UploadStore(tmp_path / "new").fetch(reference)) == b"abcdef"


def test_it_can_be_fetched_again_should_the_engine_have_died_in_between(tmp_path: Path) -> None:
    box = UploadStore(tmp_path)
    reference = keep(box, b"abc")
    assert asyncio.run(box.fetch(reference)) == asyncio.run(box.fetch(reference)) == b"abc"


def test_the_same_upload_sent_twice_is_one_file(tmp_path: Path) -> None:
    box = UploadStore(tmp_path)
    keep(box, b"abc")
    reference = keep(box, b"def")
    assert asyncio.run(box.read(reference)) == b"def"
    keep(box, b"abc", id="photo-two")
    assert len(list(tmp_path.iterdir())) == 2


def test_what_an_earlier_version_kept_can_be_fetched(tmp_path: Path) -> None:
    """Its references ended with a hash of the id."""
    reference = f"{ANN}.{'b' * 32}"
    (tmp_path / reference).write_bytes(b"abc")
    assert asyncio.run(UploadStore(tmp_path).fetch(reference)) == b"abc"


def test_more_than_was_said_is_refused_as_soon_as_it_is_more_and_leaves_nothing(tmp_path: Path) -> None:
    taken = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield bytes(40)

    with pytest.raises(web.HTTPBadRequest):
        asyncio.run(UploadStore(tmp_path).keep(f"{ANN}.photo-one", endless(), 100))
    assert len(taken) == 3
    assert not list(tmp_path.iterdir())


def test_less_than_was_said_is_no_photo(tmp_path: Path) -> None:
    with pytest.raises(web.HTTPBadRequest):
        asyncio.run(UploadStore(tmp_path).keep(f"{ANN}.photo-one", chunks(b"abc"), 4))
    assert not list(tmp_path.iterdir())


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        asyncio.run(UploadStore(tmp_path).keep(f"{ANN}.photo-one", broken(b"abc"), 100))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("seen", [False, True])
def test_an_upload_that_ends_while_another_looks_at_it_is_not_in_its_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: bool
) -> None:
    """Its unfinished file is gone before it was looked at, or after."""
    box = UploadStore(tmp_path)
    unfinished = tmp_path / f".{ANN}.{'b' * 32}.0000"
    real = Path.stat

    def stat(path: Path, *, follow_symlinks: bool = True) -> os.stat_result:
        if path == unfinished and not seen:
            path.unlink(missing_ok=True)
        about = real(path, follow_symlinks=follow_symlinks)
        if path == unfinished:
            path.unlink()
        return about

    monkeypatch.setattr(Path, "stat", stat)
    unfinished.write_bytes(b"abc")
    assert asyncio.run(box.read(keep(box, b"def"))) == b"def"
    unfinished.write_bytes(b"abc")
    assert asyncio.run(box.sweep()) == 0


def test_many_uploads_at_once_are_all_kept(tmp_path: Path) -> None:
    async def scenario() -> None:
        box = UploadStore(tmp_path)
        for batch in range(20):
            names = [f"{ANN}.photo-{batch:02}-{number}" for number in range(10)]
            await asyncio.gather(*(box.keep(name, chunks(b"abc", b"def"), 6) for name in names))
            assert [await box.read(name) for name in names] == [b"abcdef"] * 10

    asyncio.run(scenario())


class TestRoom:
    WAITING: Mapping[str, float] = {"person": 1e-5, "address": 1.5e-5, "all": 2e-5}
    """10, 15 and 20 bytes."""
    BOB, CID = "b" * 32, "c" * 32

    def test_a_person_whose_photos_wait_waits_and_nobody_else_does(self, tmp_path: Path) -> None:
        box = UploadStore(tmp_path, waiting=self.WAITING)
        keep(box, bytes(10))
        with pytest.raises(web.HTTPTooManyRequests):
            keep(box, b"x", id="photo-two")
        keep(box, bytes(10), person=self.BOB)
        with pytest.raises(web.HTTPServiceUnavailable):
            keep(box, b"x", person=self.CID)

    def test_there_is_room_again_once_one_is_gone(self, tmp_path: Path) -> None:
        clock = Clock()
        box = UploadStore(tmp_path, clock, self.WAITING)
        asyncio.run(box.fetch(keep(box, bytes(10))))
        asyncio.run(box.sweep())
        clock.now += FETCHED_AGE
        asyncio.run(box.sweep())
        keep(box, bytes(10), id="photo-two")
        asyncio.run(box.delete_of(ANN))
        keep(box, bytes(10), id="photo-three")

    def test_one_that_broke_off_takes_none(self, tmp_path: Path) -> None:
        box = UploadStore(tmp_path, waiting=self.WAITING)
        with pytest.raises(ConnectionResetError), box.room(f"{ANN}.photo-one", 10):
            asyncio.run(box.keep(f"{ANN}.photo-one", broken(b"abc"), 10))
        keep(box, bytes(10), id="photo-two")

    def test_what_an_earlier_process_left_is_counted(self, tmp_path: Path) -> None:
        keep(UploadStore(tmp_path), bytes(10))
        box = UploadStore(tmp_path, waiting=self.WAITING)
        asyncio.run(box.sweep())
        with pytest.raises(web.HTTPTooManyRequests):
            keep(box, b"x", id="photo-two")


def test_who_is_forgotten_has_none_left_finished_or_not_and_others_have_theirs(tmp_path: Path) -> None:
    box, ben = UploadStore(tmp_path), "b" * 32
    for number in range(3):
        keep(box, b"abc", id=f"photo-{number:03}")
    (tmp_path / f".{ANN}.photo-four.0a1b2c3d").write_bytes(b"ab")
    (tmp_path / "cookie-key").write_bytes(b"abc")
    bens = keep(box, b"def", person=ben)
    asyncio.run(box.delete_of(ANN))
    assert {path.name for path in tmp_path.iterdir()} == {bens, "cookie-key"}


def test_what_is_no_upload_is_left_alone(tmp_path: Path) -> None:
    clock = Clock()
    box = UploadStore(tmp_path, clock)
    (tmp_path / "cookie-key").write_bytes(b"abc")
    asyncio.run(box.sweep())
    clock.now += 10 * MAX_AGE
    assert asyncio.run(box.sweep()) == 0
    assert (tmp_path / "cookie-key").exists()


@pytest.mark.parametrize(
    "reference", ["", "../secret", "/etc/passwd", "a" * 64, f"{ANN}.{'b' * 31}/", f"{ANN}.none-such"]
)
def test_nothing_but_uploads_can_be_read(tmp_path: Path, reference: str) -> None:
    assert asyncio.run(UploadStore(tmp_path).read(reference)) is None


def test_what_was_fetched_goes_soon_and_what_nobody_wants_after_an_hour(tmp_path: Path) -> None:
    clock = Clock()
    box = UploadStore(tmp_path, clock)
    fetched, forgotten = keep(box, b"abc"), keep(box, b"def", id="photo-two")
    asyncio.run(box.fetch(fetched))
    assert asyncio.run(box.sweep()) == 0
    clock.now += FETCHED_AGE - 1
    assert asyncio.run(box.sweep()) == 0
    clock.now += 1
    assert asyncio.run(box.sweep()) == 1
    assert [path.name for path in tmp_path.iterdir()] == [forgotten]
    clock.now += MAX_AGE - FETCHED_AGE - 1
    assert asyncio.run(box.sweep()) == 0
    clock.now += 1
    assert asyncio.run(box.sweep()) == 1
    assert not list(tmp_path.iterdir())


def test_what_broke_off_with_its_process_goes_too_and_nothing_is_remembered_of_what_is_gone(tmp_path: Path) -> None:
    clock = Clock()
    box = UploadStore(tmp_path, clock)
    (tmp_path / f".{ANN}.photo-one.0000").write_bytes(b"ab")
    asyncio.run(box.sweep())
    clock.now += MAX_AGE
    assert asyncio.run(box.sweep()) == 1
    asyncio.run(box.sweep())
    assert not box._due


def test_a_new_process_does_not_delete_what_may_have_to_be_fetched_again(tmp_path: Path) -> None:
    clock = Clock()
    reference = keep(UploadStore(tmp_path, clock), b"abc")
    os.utime(tmp_path / reference, (clock.now, clock.now))
    asyncio.run(UploadStore(tmp_path, clock).fetch(reference))
    clock.now += 10 * MAX_AGE
    later = UploadStore(tmp_path, clock)
    assert asyncio.run(later.sweep()) == 0
    clock.now += MAX_AGE
    assert asyncio.run(later.sweep()) == 1
