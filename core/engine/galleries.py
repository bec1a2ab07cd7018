"""The galleries of all effects: their pictures as files, as small copies and as sheets, each made once.

What people have of their own is made small here too, and joins the sheets that they see.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping

from core.dialogue.gallery import page_of
from core.dialogue.turn import GalleryPage
from core.jobs.gallery_work import make_sheet, make_small
from core.jobs.work import Work
from core.model.blob import Blob
from core.model.errors import Lost, Refusal
from core.model.event import GalleryChoice
from core.plugins.adapter import PhotoLost
from core.plugins.installed_effect import InstalledEffect
from core.plugins.recent import Recent

log = logging.getLogger(__name__)

MAX_SMALL, MAX_SHEETS = 500, 10
"""So many are kept in memory: 25 KB and 350 KB each."""

Make = Callable[[Work], Awaitable[bytes | Refusal]]
"""Has a child make a picture."""


class Galleries:
    """The galleries of ``effects``; ``make`` has a child do what unpacks pictures."""

    def __init__(self, effects: Mapping[str, InstalledEffect], make: Make) -> None:
        self._effects, self._make = effects, make
        self._small: Recent[GalleryChoice, bytes] = Recent(MAX_SMALL)
        self._sheets: Recent[GalleryPage, bytes] = Recent(MAX_SHEETS)
        self._own: Recent[str, bytes] = Recent(MAX_SMALL)
        self._one_at_a_time = asyncio.Lock()

    async def read(self, choice: GalleryChoice) -> bytes:
        """A picture's file. Raises PhotoLost where there is none."""
        effect = self._effects.get(choice.effect)
        picture = effect.picture(choice.slot, choice.name) if effect is not None else None
        if picture is None:
            raise PhotoLost(Lost.EXPIRED)
        try:
            return await asyncio.to_thread(picture.read)
        except OSError as error:
            log.warning("the picture %s of a gallery can't be read: %s", picture.name, error)
            raise PhotoLost(Lost.UNAVAILABLE) from error

    async def small(self, choice: GalleryChoice) -> bytes | None:
        """A picture as a small square JPEG; None where it can't be had."""
        known = self._small.get(choice)
        if known is not None:
            return known
        try:
            made = await self._make(Work(make_small, {choice.name: await self.read(choice)}))
        except PhotoLost:
            return None
        if isinstance(made, Refusal):
            log.warning("the picture %s of a gallery can't be shown: %s", choice.name, made.value)
            return None
        self._small.put(choice, made)
        return made

    async def small_own(self, blob: Blob) -> bytes | None:
        """A person's picture as a small square JPEG; None where it can't be had.

        However many are asked for, one is made at a time: others' photos have their turn in between.
        """
        async with self._one_at_a_time:
            known = self._own.get(blob.id)
            if known is not None:
                return known
            made = await self._make(Work(make_small, {blob.id: blob.data}))
            if isinstance(made, Refusal):
                return None
            self._own.put(blob.id, made)
            return made

    def forget_own(self) -> None:
        """Has no copy of anybody's own pictures any more."""
        self._own = Recent(MAX_SMALL)

    async def sheet(self, page: GalleryPage, own: Iterable[Blob] = ()) -> bytes | None:
        """A page of a gallery as one picture with numbers, a JPEG; None where it can't be made.

        ``own`` are those of the person's pictures on it that are still there. Nobody else's sheets are like theirs, so
        they aren't remembered.
        """
        known = self._sheets.get(page)
        if known is not None:
            return known
        effect, blobs = self._effects.get(page.effect), {blob.id: blob for blob in own}
        pictures = effect.gallery(page.slot) if effect is not None else ()
        files = {}
        for one in page_of((*page.own, *(picture.name for picture in pictures)), page.first):
            if one in page.own:
                files[f"own {one}"] = await self.small_own(blobs[one]) if one in blobs else None
            else:
                files[one] = await self.small(GalleryChoice(effect=page.effect, slot=page.slot, name=one))
        there = {name: data or b"" for name, data in files.items()}
        made = await self._make(Work(make_sheet, there)) if there else Refusal.NOT_A_PICTURE
        if isinstance(made, Refusal):
            return None
        if not page.own:
            self._sheets.put(page, made)
        return made
