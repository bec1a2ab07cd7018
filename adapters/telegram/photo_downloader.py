"""Photos that people sent, from Telegram's servers or from the folder of a server of our own."""

import asyncio
from pathlib import Path
from typing import Any

from adapters.telegram.api_client import ApiClient
from atelier_bot import Lost, Photo, PhotoLost, Refusal, Refused, check_size

MAX_DOWNLOAD_BYTES = 20_000_000
"""Bytes of a file that can be had from the official server; one of our own gives out what it has."""


async def download_photo(client: ApiClient, photo: Photo, limit: int, local_folder: str | None = None) -> bytes:
    """The bytes of a photo, ``limit`` at most.

    With ``local_folder`` the server gives out paths on this machine; that is the name of the folder in which it keeps
    this bot's files, the token, and none outside of such a folder is read. Raises PhotoLost, RateLimited, and OSError
    to be asked again.
    """
    max_bytes = limit if local_folder else min(limit, MAX_DOWNLOAD_BYTES)
    check_size(photo.size, max_bytes)
    try:
        file: dict[str, Any] = await client.ask("get_file", photo.reference)
    except Refused as refused:
        raise _translated(refused, max_bytes) from refused
    check_size(file.get("file_size"), max_bytes)
    path = file.get("file_path")
    if path is None:
        raise PhotoLost(Lost.UNAVAILABLE)
    if local_folder and Path(path).is_absolute():
        return await asyncio.to_thread(_read, Path(path), local_folder, max_bytes)
    return await client.download(path, max_bytes)


def _translated(refused: Refused, max_bytes: int) -> Exception:
    reason = str(refused)
    if "too big" in reason:
        return PhotoLost(Refusal.TOO_LARGE, max_bytes)
    if "temporarily unavailable" in reason:
        return ConnectionError(reason)
    return PhotoLost(Lost.UNAVAILABLE)


def _read(path: Path, folder: str, max_bytes: int) -> bytes:
    """A file's bytes; the path isn't told, as the token is in it. Raises PhotoLost, OSError."""
    try:
        real = path.resolve(strict=True)
        if folder not in real.parent.parts:
            raise PhotoLost(Lost.UNAVAILABLE)
        check_size(real.stat().st_size, max_bytes)
        return real.read_bytes()
    except OSError as error:
        reason = error.strerror or "a fault"
    raise OSError(f"a file of the Bot API server can't be read: {reason}")
