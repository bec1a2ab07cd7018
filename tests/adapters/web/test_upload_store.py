"""Uploads lie in a folder until the engine has them, whatever dies meanwhile."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.web import upload_store
from adapters.web.upload_store import FETCHED_AGE, MAX_AGE, FolderFull, TooLarge, UploadStore

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


def keep(box: UploadStore, *data: bytes, id: str = "photo-1", max_bytes: int = 100) -> tuple[str, int]:
    return asyncio.run(box.keep(ANN, id, chunks(*data), max_bytes))


def test_what_is_kept_can_be_fetched_also_by_the_next_process(tmp_path: Path) -> None:
    reference, size = keep(UploadStore(tmp_path / "new"), b"abc", b"def")
    assert size == 6
    assert reference.startswith(f"{ANN}.")
    assert asyncio.run(UploadStore(tmp_path / "new").fetch(reference)) == b"abcdef"


def test_it_can_be_fetched_again_should_the_engine_have_died_in_between(tmp_path: Path) -> None:
    box = UploadStore(tmp_path)
    reference, _ = keep(box, b"abc")
    assert asyncio.run(box.fetch(reference)) == asyncio.run(box.fetch(reference))


def test_the_same_upload_sent_twice_is_one_file(tmp_path: Path) -> None:
    box = UploadStore(tmp_path)
    assert keep(box, b"abc") == keep(box, b"abc")
    assert keep(box, b"abc", id="photo-2") != keep(box, b"abc")
    assert len(list(tmp_path.iterdir())) == 2


def test_too_much_is_refused_as_soon_as_it_is_too_much_and_leaves_nothing(tmp_path: Path) -> None:
    taken = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield bytes(40)

    with pytest.raises(TooLarge):
        asyncio.run(UploadStore(tmp_path).keep(ANN, "photo-1", endless(), 100))
    assert len(taken) == 3
    assert not list(tmp_path.iterdir())


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConnectionResetError):
        asyncio.run(UploadStore(tmp_path).keep(ANN, "photo-1", broken(b"abc"), 100))
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
    assert keep(box, b"def")[1] == 3
    unfinished.write_bytes(b"abc")
    assert box.sweep() == 0


def test_many_uploads_at_once_are_all_kept(tmp_path: Path) -> None:
    async def scenario() -> None:
        box = UploadStore(tmp_path)
        for batch in range(20):
            found = await asyncio.gather(
                *(box.keep(ANN, f"photo-{batch}-{number}", chunks(b"abc", b"def"), 100) for number in range(10))
            )
            assert [size for _, size in found] == [6] * 10

    asyncio.run(scenario())


def test_a_full_folder_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upload_store, "FOLDER_LIMIT", 10)
    box = UploadStore(tmp_path)
    keep(box, bytes(10))
    with pytest.raises(FolderFull):
        keep(box, b"x", id="photo-2")


@pytest.mark.parametrize("reference", ["", "../secret", "/etc/passwd", "a" * 64, f"{ANN}.{'b' * 31}/"])
def test_nothing_but_uploads_can_be_read(tmp_path: Path, reference: str) -> None:
    with pytest.raises(FileNotFoundError):
        asyncio.run(UploadStore(tmp_path).read(reference))


def test_what_was_fetched_goes_after_a_minute_and_what_nobody_wants_after_an_hour(tmp_path: Path) -> None:
    clock = Clock()
    box = UploadStore(tmp_path, clock)
    fetched, _ = keep(box, b"abc")
    forgotten, _ = keep(box, b"def", id="photo-2")
    for name in (fetched, forgotten):
        os.utime(tmp_path / name, (clock.now, clock.now))
    asyncio.run(box.fetch(fetched))
    assert box.sweep() == 0
    clock.now += FETCHED_AGE
    assert box.sweep() == 1
    assert [path.name for path in tmp_path.iterdir()] == [forgotten]
    clock.now += MAX_AGE
    assert box.sweep() == 1
    assert not list(tmp_path.iterdir())


def test_a_new_process_does_not_delete_what_may_have_to_be_fetched_again(tmp_path: Path) -> None:
    clock = Clock()
    reference, _ = keep(UploadStore(tmp_path, clock), b"abc")
    os.utime(tmp_path / reference, (clock.now, clock.now))
    asyncio.run(UploadStore(tmp_path, clock).fetch(reference))
    clock.now += 10 * MAX_AGE
    later = UploadStore(tmp_path, clock)
    assert later.sweep() == 0
    clock.now += MAX_AGE
    assert later.sweep() == 1
