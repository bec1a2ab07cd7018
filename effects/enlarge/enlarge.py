"""A picture enlarged tile by tile, so that memory doesn't grow with its size."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import product
from math import ceil, log
from typing import NamedTuple

import numpy as np
from PIL import Image

from atelier_bot import shrink
from effects.enlarge.tile import enlarge_tile

MAX_FACTOR = 4
"""A picture that is to be larger still is enlarged in several passes."""
ROUNDING = 1e-9
TILE_SIDE = 512
"""Of what is made at once, in pixels of the larger picture, ..."""
MARGIN = 16
"""... with so many pixels of the smaller one around it, so that nothing shows where tiles meet."""

Report = Callable[[float, Image.Image], None]
"""Told the share of the work that is done, 0 to 1, and how the picture looks; may raise to stop it."""


class _Span(NamedTuple):
    """A tile's pixels along one side of the small picture, and with the margins those that it is made of."""

    first: int
    end: int
    first_around: int
    end_around: int

    def inside(self, factor: int) -> slice:
        """Where the tile is in what was made, ``factor`` times as large, of all of it."""
        return slice(factor * (self.first - self.first_around), factor * (self.end - self.first_around))


def enlarge(picture: Image.Image, long_side: int, sharpness: float, report: Report) -> Image.Image:
    """An RGB picture at a long side that is no smaller than its own; ``sharpness`` is 0 to 1."""
    factors = passes(long_side / max(picture.size))
    areas = np.cumprod(np.square(factors))
    ends = areas.cumsum() / areas.sum()
    for factor, begin, end in zip(factors, [0.0, *ends], ends, strict=False):
        picture = _enlarged(picture, factor, sharpness, partial(_part, report, begin, end))
    return shrink(picture, long_side)


def passes(scale: float) -> list[int]:
    """The whole factors by which a picture is enlarged one after another: at least ``scale`` in all."""
    found = []
    left = ceil(log(max(scale, 1), MAX_FACTOR) - ROUNDING)
    while left:
        found.append(ceil(scale ** (1 / left) - ROUNDING))
        scale, left = scale / found[-1], left - 1
    return found


def _part(report: Report, begin: float, end: float, done: float, picture: Image.Image) -> None:
    """Tells of the part of the work between ``begin`` and ``end``."""
    report(begin + (end - begin) * done, picture)


def _enlarged(picture: Image.Image, factor: int, sharpness: float, report: Report) -> Image.Image:
    """One pass. What isn't done yet is shown blurred."""
    small = np.moveaxis(np.asarray(picture, dtype=np.float32), 2, 0)
    larger = shrink(picture, factor * max(picture.size))
    rows, columns = ([*_spans(length, TILE_SIDE // factor)] for length in small.shape[1:])
    tiles = [*product(rows, columns)]

    def tick(number: int, share: float) -> None:
        report((number + share) / len(tiles), larger)

    for number, (row, column) in enumerate(tiles):
        around = small[:, row.first_around : row.end_around, column.first_around : column.end_around]
        made = enlarge_tile(around, factor, sharpness, partial(tick, number))
        tile = np.moveaxis(made[:, row.inside(factor), column.inside(factor)] + 0.5, 0, 2)
        larger.paste(Image.fromarray(tile.astype(np.uint8)), (factor * column.first, factor * row.first))
    return larger


def _spans(length: int, side: int) -> Iterator[_Span]:
    for first in range(0, length, side):
        end = min(length, first + side)
        yield _Span(first, end, max(0, first - MARGIN), min(length, end + MARGIN))
