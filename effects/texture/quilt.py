"""Image quilting (Efros and Freeman, 2001): patches of a picture side by side, cut where their seams show the least."""

import hashlib
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
from PIL import Image
from pydantic import ValidationError

from atelier_bot import CheckpointError, Model, Report
from effects.texture.patch_search import PatchSearch, Pixels
from effects.texture.seams import share_of_new

OVERLAP = 4
"""A patch lies on its neighbours by one part of so many."""


class Placed(Model):
    """A checkpoint: the patches placed so far, in order, each by its top and left pixel; ``work`` is that of what."""

    work: str
    places: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Layout:
    """A square of ``size`` pixels and the patches that cover it, squares of ``side``; ``tileable`` has no border."""

    size: int
    side: int
    tileable: bool

    def places(self) -> list[tuple[int, int]]:
        """Where patches go, by rows: their top and left pixels."""
        starts = self._starts()
        return [*product(starts, starts)]

    def pixels(self, place: tuple[int, int]) -> tuple[Any, ...]:
        """The pixels of a patch as an index; past the border they go on at the other end."""
        return np.ix_(*((start + np.arange(self.side)) % self.size for start in place))

    def _starts(self) -> list[int]:
        overlap = self.side // OVERLAP
        room = self.size if self.tileable else self.size - self.side
        gaps = -(-room // (self.side - overlap))
        return [round(number * room / gaps) for number in range(gaps if self.tileable else gaps + 1)]


def quilt(source: Image.Image, layout: Layout, seed: int, report: Report) -> Image.Image:
    """A square of patches of an RGB picture, which is larger than one. Raises CheckpointError."""
    picture = np.asarray(source, dtype=np.float32)
    work = hashlib.sha256(repr((source.size, layout, seed)).encode() + source.tobytes()).hexdigest()
    known = _resumed(report.resume, work)
    made = _Quilt(picture, layout, seed)
    places = layout.places()
    per_row = round(len(places) ** 0.5)
    for number, place in enumerate(places):
        made.put(place, known[number] if number < len(known) else None)
        row_is_done = (number + 1) % per_row == 0
        report((number + 1) / len(places), made.image() if row_is_done else None)
        if row_is_done and number >= len(known):
            report.checkpoint(Placed(work=work, places=tuple(made.taken)).model_dump_json().encode())
    return made.image()


class _Quilt:
    """What there is of the square."""

    def __init__(self, picture: Pixels, layout: Layout, seed: int) -> None:
        self._picture, self._layout, self._seed = picture, layout, seed
        self._search = PatchSearch(picture, layout.side)
        self._canvas = np.full((layout.size, layout.size, 3), picture.mean(axis=(0, 1)), dtype=np.float32)
        self._filled = np.zeros((layout.size, layout.size), dtype=bool)
        self.taken: list[tuple[int, int]] = []

    def put(self, place: tuple[int, int], patch: tuple[int, int] | None) -> None:
        """Puts the next patch there: the given one of the picture, or else one that fits."""
        here = self._layout.pixels(place)
        old, filled = self._canvas[here], self._filled[here]
        if patch is None:
            # Numbers of each patch's own: those of a resumed quilt are the same.
            patch = self._search.take(old, filled, np.random.default_rng((self._seed, len(self.taken))))
        self._search.wear(patch)
        self.taken.append(patch)
        top, left = patch
        new = self._picture[top : top + self._layout.side, left : left + self._layout.side]
        share = share_of_new(np.square(new - old).sum(axis=2), filled)[..., None]
        self._canvas[here], self._filled[here] = old + share * (new - old), True

    def image(self) -> Image.Image:
        """What is there, and elsewhere the picture's mean colour."""
        return Image.fromarray((self._canvas + 0.5).clip(0, 255).astype(np.uint8))


def _resumed(state: bytes | None, work: str) -> tuple[tuple[int, int], ...]:
    if state is None:
        return ()
    try:
        placed = Placed.model_validate_json(state)
    except ValidationError as error:
        raise CheckpointError("the checkpoint of a texture is damaged") from error
    if placed.work != work:
        raise CheckpointError("the checkpoint is another texture's")
    return placed.places
