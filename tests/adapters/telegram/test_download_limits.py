"""How large a photo may be is looked at before it is asked for, when Telegram tells, and while it comes."""

import asyncio
from typing import Any

import pytest

from adapters.telegram.photo_downloader import MAX_DOWNLOAD_BYTES, download_photo
from core.model.errors import Refusal
from core.model.event import Photo
from core.plugins.adapter import PhotoLost


class Files:
    """A client that gives out one file, of which the server says how large it is."""

    def __init__(self, said: int | None) -> None:
        self.said = said
        self.limits: list[int] = []

    async def ask(self, *_: Any) -> dict[str, Any]:
        return {"file_path": "photos/1.jpg"} | ({} if self.said is None else {"file_size": self.said})

    async def download(self, _path: str, max_bytes: int) -> bytes:
        self.limits.append(max_bytes)
        return b"photo"


LIMIT = 50_000_000
"""What the engine takes."""


def fetch(files: Files, size: int | None, *, local: bool = False) -> bytes:
    photo = Photo(reference="1", size=size)
    return asyncio.run(download_photo(files, photo, LIMIT, "token" if local else None))  # type: ignore[arg-type]


@pytest.mark.parametrize(("local", "most"), [(False, MAX_DOWNLOAD_BYTES), (True, LIMIT)])
def test_the_last_byte_is_allowed_and_one_more_is_not_whoever_says_so(local: bool, most: int) -> None:
    for said, size in ((None, most), (most, None), (most, most)):
        files = Files(said)
        assert fetch(files, size, local=local) == b"photo"
        assert files.limits == [most]
    for said, size in ((None, most + 1), (most + 1, None), (most + 1, most)):
        files = Files(said)
        with pytest.raises(PhotoLost) as lost:
            fetch(files, size, local=local)
        assert lost.value.why is Refusal.TOO_LARGE
        assert files.limits == []
