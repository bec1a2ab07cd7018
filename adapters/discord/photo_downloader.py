"""Photos that people sent, from Discord's servers. Their links are good for a day or so."""

from typing import Final

from adapters.discord.api_client import ApiClient
from atelier_bot import Photo, PhotoLost, Refusal

MAX_DOWNLOAD_BYTES: Final = 100_000_000
"""Bytes of a file that is worth downloading."""


class PhotoDownloader:
    """Downloads what is not too large."""

    def __init__(self, api: ApiClient) -> None:
        self._api = api

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        if photo.size is not None and photo.size > MAX_DOWNLOAD_BYTES:
            raise PhotoLost(Refusal.TOO_LARGE)
        return await self._api.download(photo.reference, MAX_DOWNLOAD_BYTES)
