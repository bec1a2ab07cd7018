"""The ladder of strengths: from the photo to as much style as there is, with no step that does nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image, ImageChops, ImageStat
from rich.table import Table

from effects.style_transfer.options import FineOptions
from tools.bounds import Bound
from tools.judge.paintings import Painter, Pair
from tools.judge.verdict import Judge

STRENGTHS = tuple(tenth / 10 for tenth in range(11))
LEAST_GAIN = 0.03
ENOUGH = 0.9


@dataclass(frozen=True)
class Ladder:
    """A pair, the mean difference of strength 0 from the photo in steps of 1/255, and what each strength closes."""

    name: str
    difference: float
    closed: tuple[float, ...]

    def least_gain(self) -> float:
        """The least that a tenth closes more than the one before, until enough is closed."""
        gains = [after - before for before, after in pairwise(self.closed) if before < ENOUGH and after < ENOUGH]
        return min(gains, default=LEAST_GAIN)


def climb(pair: Pair, painter: Painter, judge: Judge, size: int) -> Ladder:
    """Paints a pair at every strength."""
    photo, style = pair.open(size)
    paintings = [painter.paint(photo, style, FineOptions(size=size, strength=strength)) for strength in STRENGTHS]
    verdicts = judge.of(photo, style)
    closed = tuple(verdicts.assess(painting).mean_closed for painting in paintings)
    return Ladder(pair.name, mean_difference(paintings[0], photo), closed)


def mean_difference(one: Image.Image, other: Image.Image) -> float:
    """The mean absolute difference of two RGB pictures of one size."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


def bounds(ladders: Sequence[Ladder]) -> list[Bound]:
    """What is needed of every pair."""
    return [
        bound
        for ladder in ladders
        for bound in (
            Bound(f"{ladder.name}: strength 0 differs from the photo by", ladder.difference, "<=", 3.0),
            Bound(f"{ladder.name}: least that a tenth closes", ladder.least_gain(), ">=", LEAST_GAIN),
        )
    ]


def table(ladders: Sequence[Ladder]) -> Table:
    """A row a pair."""
    rows = Table("mean closed at strength", *map(str, STRENGTHS))
    for ladder in ladders:
        rows.add_row(ladder.name, *(f"{share:.3f}" for share in ladder.closed))
    return rows
