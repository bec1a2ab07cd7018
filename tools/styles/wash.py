"""Thin paint and ink: washes that darken the paper, gather at their edges, and settle in its grain."""

from collections.abc import Iterable

import numpy as np
from PIL import Image, ImageDraw

from tools.styles.sheet import Array, Sheet, at, blur, over, smooth


class Paper:
    """Rough paper on a sheet: where paint pools, how far it runs, and a picture that grows darker wash by wash."""

    def __init__(self, sheet: Sheet, ground: Array) -> None:
        self.sheet = sheet
        self.picture = np.broadcast_to(ground, (sheet.side, sheet.side, 3))
        self.tooth = 0.6 * sheet.noise(110, 2) + 0.5 * sheet.noise(260, 1)
        self._pools = 1 + 0.6 * sheet.noise(7, 4) + 0.25 * self.tooth
        self._push = np.stack((sheet.noise(24, 4), sheet.noise(24, 4)), -1) * 2

    def wash(self, cover: Array, pigment: Array, edge: float = 0.55) -> None:
        """One more wash.

        ``cover``, (side, side), is how much paint lies where, 0 to 1; pigment, (3,) or (side, side, 3), is what white
        paper looks like under it; ``edge`` is how much of it dries at the rim.
        """
        rim = np.clip(cover - blur(cover, 0.006), 0, 1) + 0.6 * np.clip(cover - blur(cover, 0.02), 0, 1)
        amount = np.clip(cover * self._elsewhere(self._pools) * (0.8 + edge * 2.2 * rim), 0, 1.6)
        self.picture = self.picture * np.power(np.clip(pigment, 0.02, 1), amount[..., None])

    def lift(self, cover: Array, ground: Array) -> None:
        """Takes paint off again, down to the ground, where ``cover``, (side, side), is 1."""
        self.picture = over(self.picture, ground, cover)

    def wet(self, cover: Array, ragged: float = 0.006) -> Array:
        """A shape's cover, (side, side), whose outline has run ``ragged`` far into the paper here and there."""
        places = np.stack((self.sheet.across, self.sheet.down), -1) + self._elsewhere(self._push) * ragged
        return smooth(0.3, 0.7, blur(at(cover, places), 0.0012))

    def dry(self) -> Array:
        """The picture, (side, side, 3), with the paper's grain."""
        return self.picture * (1 + 0.06 * self.tooth)[..., None]

    def _elsewhere(self, values: Array) -> Array:
        """Noise that repeats at the edges, moved by chance, so that no two washes pool alike."""
        shift = (self.sheet.random.uniform(0, 1, 2) * self.sheet.side).astype(int)
        return np.roll(values, tuple(shift.tolist()), (0, 1))


def shapes(sheet: Sheet, outlines: Iterable[Array]) -> Array:
    """The cover, (side, side), 0 or 1, of polygons, each (points, 2)."""
    mask = Image.new("L", (sheet.side, sheet.side))
    canvas = ImageDraw.Draw(mask)
    for outline in outlines:
        canvas.polygon((outline * sheet.side).ravel().tolist(), fill=255)
    return np.asarray(mask, dtype=float) / 255


def leaf(x: float, y: float, angle: float, length: float, width: float, bend: float = 0.0, blunt: float = 1.0) -> Array:
    """The outline, (points, 2), of a leaf or petal from its stem on; if ``blunt`` is over 1, widest near its tip."""
    t = np.linspace(0, 1, 24)
    half = width / 2 * np.sin(np.pi * t**blunt) ** 0.8
    turn = angle + bend * t
    spine = np.stack((np.cos(turn), np.sin(turn)), -1) * (t * length)[:, None] + (x, y)
    aside = np.stack((-np.sin(turn), np.cos(turn)), -1) * half[:, None]
    return np.concatenate((spine + aside, (spine - aside)[::-1]))


def ribbon(points: Array, widths: Array) -> Array:
    """The outline, (2 * points, 2), of a stroke through points, (points, 2), ``widths`` wide at each."""
    along = np.gradient(points, axis=0)
    along /= np.linalg.norm(along, axis=1, keepdims=True) + 1e-9
    aside = np.stack((-along[:, 1], along[:, 0]), -1) * widths[:, None] / 2
    return np.concatenate((points + aside, (points - aside)[::-1]))
