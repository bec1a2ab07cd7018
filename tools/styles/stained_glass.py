"""A window of stained glass: the sun over hills and a river, irises before it, leaded and lit from behind."""

import numpy as np
from PIL import Image, ImageDraw

from tools.styles.cells import borders
from tools.styles.palette import colour, ramp, steps
from tools.styles.sheet import Array, Sheet, blur, over, smooth
from tools.styles.wash import leaf, ribbon

SUN = (0.5, 0.34, 0.115)
PANES = 4000
"""Numbers of panes that a part of the window may use."""


class Window:
    """Panes: which of them each pixel belongs to, and the colours of the glass."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self.panes = np.zeros((sheet.side, sheet.side))
        self.glass = np.zeros((sheet.side, sheet.side, 3))
        self._parts = 0

    def part(self, inside: Array, pieces: Array, names: str, tone: Array | None = None) -> None:
        """Fills a shape, (side, side) of bool, cut into pieces, (side, side) of whole numbers.

        Each piece is of one glass named; with a tone, (side, side), the glass changes along it as well.
        """
        self._parts += 1
        chance = self._sheet.random.uniform(0, 1, PANES)[(pieces.astype(int) * 7919) % PANES]
        self.panes = np.where(inside, self._parts * PANES + pieces, self.panes)
        hue = steps(names, chance) if tone is None else ramp(names, 0.65 * tone + 0.4 * chance)
        self.glass = np.where(inside[..., None], hue, self.glass)

    def shape(self, outline: Array, number: int, names: str) -> None:
        """A pane of its own, (points, 2)."""
        mask = Image.new("1", (self._sheet.side, self._sheet.side))
        ImageDraw.Draw(mask).polygon((outline * self._sheet.side).ravel().tolist(), fill=1)
        self.part(np.asarray(mask), np.full_like(self.panes, number), names)


def draw(sheet: Sheet) -> Array:
    """Sky, hills, river and flowers in their panes; then the light and the lead."""
    window = Window(sheet)
    sky(sheet, window)
    land(sheet, window)
    irises(window)
    frame(sheet, window)
    return leaded(sheet, window)


def sky(sheet: Sheet, window: Window) -> None:
    """Rays and rings round the sun."""
    x, y, radius = SUN
    right, down = sheet.across - x, sheet.down - y
    away, turn = np.hypot(right, down), np.arctan2(down, right) / np.pi
    ring = np.floor(
        4.2 * np.sqrt(np.clip(away - radius, 0, 1)) * (1 + 0.10 * np.cos(8 * np.pi * turn)) + 0.15 * np.sin(5 * turn)
    )
    sector = np.floor((turn + 0.03 * np.sin(9 * away)) * 9 + 0.5 * (ring % 2))
    everywhere = np.ones_like(away, dtype=bool)
    window.part(
        everywhere,
        40 + sector + 30 * ring,
        "f8c040 f48c34 e85c50 a04890 4c54b4 2c78c8 2454a4",
        np.clip((away - 0.1) * 1.75, 0, 1),
    )
    core = np.floor((turn + 1) * 4)
    window.part(away < radius, core, "ffd040 ffb428 ffe070")
    window.part(away < radius * 0.55, np.zeros_like(away), "fff0a0 fff0a0")


def land(sheet: Sheet, window: Window) -> None:
    """Hills one behind the other, each cut across, and a river that winds towards us."""
    hills = (
        (0.50, 0.12, 2, "5c4ca4 7c6cc4 9c5ca8 4c3c94", 9),
        (0.58, 0.10, 3, "1c7c84 3ca49c 2c6c94 58b8a0", 11),
        (0.68, 0.09, 2, "3c9c54 7cbc44 24845c a8cc4c", 10),
        (0.80, 0.08, 2, "1c6c3c 4c943c 2c7c4c 86ac34", 9),
    )
    for number, (level, rise, cells, names, cuts) in enumerate(hills):
        below = sheet.below(level, rise, cells, 2)
        strip = np.floor(cuts * (sheet.across + (0.8 if number % 2 else -0.8) * below) + 0.3 * np.sin(9 * below))
        layer = np.floor(below / 0.075 + 0.5 * (strip % 2))
        window.part(below > 0, 30 + strip + 20 * layer, names)
    away = np.clip((sheet.down - 0.56) / 0.44, 0, 1)
    middle = 0.5 + 0.17 * np.sin(7.5 * away + 0.4) * (0.25 + away)
    width = 0.015 + 0.17 * away**1.3
    place = (sheet.across - middle) / width
    ripple = np.floor(10 * away**0.7 + 0.35 * np.cos(2.5 * place) + 0.5 * (place > 0))
    window.part(
        (np.abs(place) < 1) & (sheet.down > 0.56), ripple * 2 + (place > 0), "2c8cd4 6cc4e8 1c5cb0 a8e0f0 3ca4d8"
    )


def irises(window: Window) -> None:
    """Irises on both sides: sword leaves, three petals up and three down."""
    number = 0
    for x, lean, length in (
        (0.03, 0.05, 0.40),
        (0.12, -0.10, 0.34),
        (0.21, 0.16, 0.42),
        (0.80, -0.18, 0.42),
        (0.89, 0.08, 0.36),
        (0.98, -0.04, 0.42),
    ):
        number += 1
        window.shape(leaf(x, 1.02, -np.pi / 2 + lean, length, 0.050, 1.6 * lean, 0.75), number, "1c7c3c 5cac3c 88c44c")
    for x, y, size, names in (
        (0.145, 0.665, 0.135, "6c3cb4 8c5cd4 4c2c9c b48ce8"),
        (0.865, 0.64, 0.145, "5c34ac 9464d8 4428a0 bc98ec"),
        (0.285, 0.825, 0.115, "c43c8c e464ac a42c7c f098c8"),
        (0.715, 0.835, 0.115, "c43c8c e86cb0 a42c7c f4a0cc"),
    ):
        stem = np.array([(x, y + size * 0.2), (x + 0.012, (y + 1) / 2 + 0.05), (x, 1.03)])
        window.shape(ribbon(stem, np.array((0.014, 0.016, 0.018))), 0, "2c8c44 2c8c44")
        for angle, long, wide in (
            (0.35, 1.0, 0.62),
            (np.pi - 0.35, 1.0, 0.62),
            (np.pi / 2, 0.95, 0.62),
            (-2.25, 0.95, 0.5),
            (-0.9, 0.95, 0.5),
            (-np.pi / 2, 1.1, 0.62),
        ):
            number += 1
            window.shape(leaf(x, y, angle, size * long, size * wide, 0.5 * np.cos(angle), 1.45), number, names)
        for angle in (0.35, np.pi - 0.35, np.pi / 2):
            window.shape(leaf(x, y, angle, size * 0.55, size * 0.2, 0.5 * np.cos(angle), 1.2), number, "ffc830 ffe070")


def frame(sheet: Sheet, window: Window) -> None:
    """A border of small red, amber and blue panes."""
    edge, beside = sheet.margin()
    along = np.where(beside, sheet.down, sheet.across)
    window.part(edge < 0.034, np.floor(along * 15), "b41c2c e0a028 1c4ca4 d84828 2c8478")


def leaded(sheet: Sheet, window: Window) -> Array:
    """Light through uneven glass, and lead cames that catch some of it."""
    streaks = np.sin(26 * (sheet.across + 0.6 * sheet.down) + 12 * sheet.noise(4, 4)) * 0.10 + 0.32 * sheet.noise(9, 5)
    seeds = smooth(0.42, 0.62, sheet.noise(120, 2)) * 0.22
    border = borders(window.panes)
    near = blur(border, 0.0042) * sheet.side / 1536 * 13
    far = blur(border, 0.016) * sheet.side / 1536 * 30
    glow = np.exp(-2.2 * sheet.distance(SUN[0], SUN[1]))
    light = 0.98 + streaks + seeds + 0.35 * glow - 0.40 * np.clip(far, 0, 1)
    glass = np.power(np.clip(window.glass, 0.02, 1), 1.12) * light[..., None] + 0.10 * glow[..., None]
    came = smooth(0.42, 0.62, near + 0.10 * sheet.noise(50, 2))
    round_top = blur(came, 0.0018)
    shine = (np.gradient(round_top, axis=0) + np.gradient(round_top, axis=1)) * sheet.side / 1536
    lead = colour("1c1c22") + np.clip(shine * 2.2, -0.08, 0.35)[..., None] + 0.04 * sheet.noise(80, 2)[..., None]
    return over(glass, lead, came)
