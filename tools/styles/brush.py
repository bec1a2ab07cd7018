"""Brushes: strokes along a field of directions, each of bristles that leave their own colour and their own ridge."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw

from tools.styles.palette import vary
from tools.styles.sheet import Array, Sheet, at, blur

STEPS = 10
"""Straight pieces that a stroke is made of."""


@dataclass(frozen=True)
class Brush:
    """Width and length of its strokes, how many bristles it has and how unlike their colours are."""

    width: float
    length: float
    bristles: int = 7
    streaks: float = 0.035


class Paint:
    """Wet paint on a sheet: its colours, and how thick it lies."""

    def __init__(self, sheet: Sheet, ground: Array) -> None:
        self._sheet = sheet
        self._picture = Image.fromarray(pixels(np.broadcast_to(ground, (sheet.side, sheet.side, 3))))
        self._relief = Image.new("L", self._picture.size)

    def strokes(self, brush: Brush, paths: Array, colours: Array) -> None:
        """Strokes, the later over the earlier: paths (count, points, 2), colours (count, 3)."""
        random, side = self._sheet.random, self._sheet.side
        count, points, _ = paths.shape
        along = np.gradient(paths, axis=1)
        along /= np.linalg.norm(along, axis=-1, keepdims=True) + 1e-9
        aside = np.stack((-along[..., 1], along[..., 0]), -1)
        offsets = np.linspace(-0.5, 0.5, brush.bristles)
        lines = paths[:, None] + aside[:, None] * (offsets * brush.width)[None, :, None, None]
        lines = (lines * side).reshape(count, brush.bristles, points * 2)
        streaks = random.normal(0, brush.streaks, (count, brush.bristles, 1))
        fills = pixels(colours[:, None] + streaks)
        heights = (70 + 90 * np.abs(offsets) + random.uniform(0, 95, (count, brush.bristles))).astype(int)
        # The bristles at the sides touch later and lift earlier: strokes have round ends.
        late = (2 * np.abs(offsets) * points * 0.16 + random.uniform(0, 0.14 * points, (count, brush.bristles))).astype(
            int
        )
        width = max(1, round(brush.width * side / brush.bristles * 1.5))
        canvas, bumps = ImageDraw.Draw(self._picture), ImageDraw.Draw(self._relief)
        for stroke in range(count):
            for bristle in range(brush.bristles):
                cut = 2 * late[stroke, bristle]
                line = lines[stroke, bristle, cut : 2 * points - cut].tolist()
                canvas.line(line, fill=tuple(fills[stroke, bristle].tolist()), width=width)
                bumps.line(line, fill=int(heights[stroke, bristle]), width=width)

    def colours(self) -> Array:
        """The colours, (side, side, 3), as they are by flat light."""
        return np.asarray(self._picture, dtype=float) / 255

    def touched(self) -> Array:
        """Where there is paint, (side, side): 0 or 1."""
        return (np.asarray(self._relief) > 0).astype(float)

    def lit(self, depth: float) -> Array:
        """The picture, (side, side, 3), with light from the upper left on its ridges, ``depth`` strong."""
        thick = blur(np.asarray(self._relief, dtype=float) / 255, 0.0012)
        slope = (np.gradient(thick, axis=0) + np.gradient(thick, axis=1)) * self._sheet.side / 1536
        shine = np.clip(slope * depth * 5, -0.3, 0.3)[..., None]
        return self.colours() * (1 + shine) + 0.4 * np.clip(shine, 0, 1)


def pixels(picture: Array) -> np.ndarray:
    """Colours in [0, 1] as bytes."""
    return (np.clip(picture, 0, 1) * 255 + 0.5).astype(np.uint8)


def trace(starts: Array, angles: Array, length: float) -> Array:
    """Paths, (count, STEPS + 1, 2), from starts, (count, 2), along angles, (side, side), in radians."""
    paths = [starts]
    for _ in range(STEPS):
        angle = at(angles, paths[-1])
        paths.append(paths[-1] + np.stack((np.cos(angle), np.sin(angle)), -1) * length / STEPS)
    return np.stack(paths, 1)


def cover(sheet: Sheet, paint: Paint, scene: Array, angles: Array, brushes: Sequence[tuple[Brush, int]]) -> None:
    """Paints a scene, (side, side, 3), along angles, (side, side): with each brush as many strokes as are given."""
    for brush, count in brushes:
        starts = scatter(sheet, count)
        paths = trace(starts, angles, brush.length)
        middle = at(scene, paths[:, STEPS // 2])
        paint.strokes(brush, paths, vary(sheet.random, middle, 0.035, 0.025))


def scatter(sheet: Sheet, count: int) -> Array:
    """Places, (count, 2), all over the sheet and a little beyond its edges."""
    return sheet.random.uniform(-0.04, 1.04, (count, 2))
