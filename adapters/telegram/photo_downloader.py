"""Photos that people sent, from Telegram's servers or from the folder of a server of our own."""

import asyncio
from pathlib import Path
from typing import Any

from adapters.telegram.api_client import ApiClient
from atelier_bot import Lost, Photo, PhotoLost, Refusal, Refused

MAX_DOWNLOAD_BYTES, MAX_DOWNLOAD_BYTES_LOCAL = 20_000_000, 2_000_000_000
"""Bytes of a file that can be had from the official server, and from one of our own."""


class PhotoDownloader:
    """``local`` says that the server gives out paths on this machine."""

    def __init__(self, client: ApiClient, *, local: bool) -> None:
        self._client, self._local = client, local
        self._max_bytes = MAX_DOWNLOAD_BYTES_LOCAL if local else MAX_DOWNLOAD_BYTES

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        self._check(photo.size)
        try:
            file: dict[str, Any] = await self._client.ask("get_file", photo.reference)
        except Refused as refused:
            raise _translated(refused) from refused
        self._check(file.get("file_size"))
        path = file.get("file_path")
        if path is None:
            raise PhotoLost(Lost.UNAVAILABLE)
        if self._local and Path(path).is_absolute():
            return await asyncio.to_thread(_read, Path(path))
        return await self._client.download(path, self._max_bytes)

    def _check(self, size: int | None) -> None:
        if size is not None and size > self._max_bytes:
            raise PhotoLost(Refusal.TOO_LARGE)


def _translated(refused: Refused) -> Exception:
    reason = str(refused)
    if "too big" in reason:
        return PhotoLost(Refusal.TOO_LARGE)
    if "temporarily unavailable" in reason:
        return ConnectionError(reason)
    return PhotoLost(Lost.UNAVAILABLE)


def _read(path: Path) -> bytes:
    """A file's bytes; the path isn't told, as the token is in it."""
    reason = ""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or "a fault"
    raise OSError(f"a file of the Bot API server can't be read: {reason}")
