"""Archives in parts, each of which opens by itself; nothing of what they hold is lost."""

import io
import random
import zipfile

import pytest

from core.plugins.adapter import Undeliverable
from core.plugins.archives import split_archive


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
