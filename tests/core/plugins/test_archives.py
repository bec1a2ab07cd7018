"""Archives in parts, each of which opens by itself; nothing of what they hold is lost."""

import io
import random
import zipfile
from itertools import count

import pytest

from core.plugins.adapter import Undeliverable
from core.plugins.archives import Archive, largest_file, split_archive


def archive(*sizes: int) -> bytes:
    buffer, chance = io.BytesIO(), random.Random(1)
    with zipfile.ZipFile(buffer, "w") as packed:
        for number, size in enumerate(sizes):
            packed.writestr(f"{number}.png", chance.randbytes(size))
    return buffer.getvalue()


def test_all_files_are_there_in_their_order() -> None:
    sizes, found = [40_000, 40_000, 40_000, 10_000, 60_000], []
    parts = split_archive(archive(*sizes), 90_000)
    assert len(parts) == 3
    for part in parts:
        assert len(part) <= 90_000
        with zipfile.ZipFile(io.BytesIO(part)) as packed:
            assert packed.testzip() is None
            found += [(info.filename, info.file_size) for info in packed.infolist()]
    assert found == [(f"{number}.png", size) for number, size in enumerate(sizes)]


@pytest.mark.parametrize("data", [archive(200_000), b"x" * 200_000], ids=["one large file", "no archive"])
def test_what_has_no_parts_is_undeliverable(data: bytes) -> None:
    with pytest.raises(Undeliverable):
        split_archive(data, 100_000)


class TestArchive:
    def test_it_is_full_before_it_is_too_large(self) -> None:
        chance, packed = random.Random(1), Archive(50_000)
        for number in count():
            name, data = f"pictures/{number}.png", chance.randbytes(700)
            if not packed.has_room(name, data):
                break
            packed.add(name, data)
        whole = packed.close()
        assert 10_000 < len(whole) <= 50_000
        with zipfile.ZipFile(io.BytesIO(whole)) as opened:
            assert opened.testzip() is None
            assert len(opened.infolist()) == number

    def test_what_is_too_large_for_any_has_one_of_its_own(self) -> None:
        packed = Archive(1000)
        assert packed.has_room("a.png", bytes(9000))
        packed.add("a.png", bytes(9000))
        assert not packed.has_room("b.png", b"")

    def test_the_largest_file_for_a_limit_fits_into_it_under_a_long_name(self) -> None:
        packed = Archive(50_000)
        packed.add(f"pictures/{'x' * 300}.png", random.Random(1).randbytes(largest_file(50_000)))
        assert len(packed.close()) <= 50_000
