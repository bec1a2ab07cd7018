"""Photos that people sent, from Discord's servers. Their links are good for a day or so."""

from typing import Final

from adapters.discord.line import Line
from core.conversation.events import Photo
from core.nst.errors import Refusal
from core.plugins.adapter import PhotoLost

MOST: Final = 100_000_000
"""Bytes of a file that is worth downloading."""


class Files:
    """Downloads what is not too large."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def fetch(self, photo: Photo) -> bytes:
        """The bytes of a photo. Raises PhotoLost, RateLimited, and OSError to be asked again."""
        if photo.size is not None and photo.size > MOST:
            raise PhotoLost(Refusal.TOO_LARGE)
        return await self._line.download(photo.reference, MOST)
