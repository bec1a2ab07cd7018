"""A tree of coils on gold leaf, with jewels among its branches and a meadow of flowers at its foot."""

import numpy as np
from PIL import Image, ImageDraw

from tools.styles.brush import pixels
from tools.styles.curls import curl
from tools.styles.palette import colour, colours, ramp, vary
from tools.styles.sheet import Array, Sheet, blur, smooth
from tools.styles.wash import leaf, ribbon

MEADOW = 0.82
JEWELS = colours("1c5c78 c8342c f4e8c8 2c8c6c 3c2c5c e87c30 7cb8b0 d8a0a8")
BOUGHS = (
    (0.56, 0.35, 0.95, 0.6, 17.0),
    (0.50, 0.15, 0.80, 1.0, 18.0),
    (0.60, 0.75, 0.85, 0.2, 16.0),
    (0.66, 1.15, 0.72, -1.0, 18.0),
    (0.44, -0.05, 0.62, 1.6, 20.0),
)
"""Of each bough: where on the trunk it begins, how far it leans, its length, and how it bends there and at its end."""


class Enamel:
    """Colours laid on the gold, and how far they stand out."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self._picture = Image.fromarray(pixels(leafed(sheet)))
        self._relief = Image.new("L", self._picture.size)
        self._canvas, self._bumps = ImageDraw.Draw(self._picture), ImageDraw.Draw(self._relief)

    def shape(self, outline: Array, hue: Array, height: int = 200) -> None:
        """A polygon, (points, 2), of one colour, (3,)."""
        corners = (outline * self.sheet.side).ravel().tolist()
        self._canvas.polygon(corners, fill=tuple(pixels(hue).tolist()))
        self._bumps.polygon(corners, fill=height)

    def disc(self, x: float, y: float, radius: float, hue: Array, height: int = 200) -> None:
        """A disc of one colour, (3,)."""
        self.shape(circle(x, y, radius), hue, height)

    def lit(self) -> Array:
        """All of it, (side, side, 3), by a light from the upper left."""
        raised = blur(np.asarray(self._relief, dtype=float) / 255, 0.0016)
        grain = blur(self.sheet.noise(120, 3), 0.0008) * 0.22 * (1 - raised)
        slope = (np.gradient(raised + grain, axis=0) + np.gradient(raised + grain, axis=1)) * self.sheet.side / 1536
        picture = np.asarray(self._picture, dtype=float) / 255
        return picture * (1 + np.clip(slope * 4.2, -0.45, 0.5))[..., None]


def draw(sheet: Sheet) -> Array:
    """Gold, the meadow, the tree from its trunk to its last twigs, jewels."""
    enamel = Enamel(sheet)
    panels(enamel)
    meadow(enamel)
    tree(enamel)
    return enamel.lit()


def leafed(sheet: Sheet) -> Array:
    """Leaves of gold laid square beside square, each a little other, with swirls punched into them."""
    square = np.floor(sheet.across * 9) + 9 * np.floor(sheet.down * 9)
    each = sheet.random.uniform(-0.10, 0.10, 100)[square.astype(int)]
    seam = np.minimum((sheet.across * 9) % 1, (sheet.down * 9) % 1)
    tone = 0.55 + each + 0.55 * sheet.noise(5, 5) - 0.22 * smooth(0.03, 0.0, seam)
    swirl = np.sin(55 * np.hypot(sheet.across - 0.5, sheet.down - 0.3) + 5 * sheet.noise(5, 3))
    return ramp("8c5c14 b8842c d8a83c f0cc6c fff0b0", tone + 0.10 * swirl + 0.12 * sheet.noise(40, 2))


def circle(x: float, y: float, radius: float, points: int = 20) -> Array:
    """A circle's outline, (points, 2)."""
    turn = np.linspace(0, 2 * np.pi, points, endpoint=False)
    return np.stack((x + radius * np.cos(turn), y + radius * np.sin(turn)), -1)


def tree(enamel: Enamel) -> None:
    """Twigs, the trunk before them, the boughs before both, and jewels."""
    random = enamel.sheet.random
    boughs = [
        curl((0.50, y), -np.pi / 2 + side * lean, length, (side * first, side * last))
        for side in (-1, 1)
        for y, lean, length, first, last in BOUGHS
    ]
    twigs = [twig(random, bough, place) for bough in boughs for place in random.uniform(0.22, 0.72, 5)]
    for path in twigs:
        coil(enamel, path, 0.013)
    trunk(enamel)
    for path in boughs:
        coil(enamel, path, 0.026)
    for path in boughs + twigs[::2]:
        jewel(enamel, path[random.integers(20, 60)])


def twig(random: np.random.Generator, bough: Array, place: float) -> Array:
    """A curve that leaves a bough at a place, 0 to 1 along it, to one side or the other."""
    start = bough[int(place * (len(bough) - 1))]
    side = random.choice((-1, 1))
    angle = heading(bough, int(place * (len(bough) - 1))) + side * 0.6
    return curl(tuple(start), angle, random.uniform(0.26, 0.48), (side * 1.5, side * random.uniform(16, 24)))


def heading(path: Array, point: int) -> float:
    """Which way a path goes on from one of its points, in radians."""
    right, down = path[point + 1] - path[point]
    return float(np.arctan2(down, right))


def trunk(enamel: Enamel) -> None:
    """Dark, with scales of gold."""
    middle = np.array([(0.47, 1.02), (0.495, 0.90), (0.50, 0.75), (0.50, 0.60), (0.50, 0.42)])
    enamel.shape(ribbon(middle, np.array((0.20, 0.115, 0.085, 0.065, 0.02))), colour("2c1a12"))
    golds = colours("b8842c e8c060 7c4c20 f4e0a0")
    for number, y in enumerate(np.linspace(0.97, 0.55, 22)):
        for column, x in enumerate(np.linspace(-0.03, 0.03, 3) * (0.6 + 0.8 * (y - 0.5))):
            scale = leaf(0.49 + x, y, enamel.sheet.random.normal(0, 0.3), 0.022, 0.014)
            enamel.shape(scale, golds[(number + 3 * column) % 4], 255)


def coil(enamel: Enamel, path: Array, width: float) -> None:
    """One branch that ends in a coil: dark, with a bright vein and leaves of gold along it."""
    taper = np.linspace(1, 0.30, len(path))
    enamel.shape(ribbon(path, width * taper + 0.006), colour("f8dc90"), 120)
    enamel.shape(ribbon(path, width * taper), colour("38200f"))
    enamel.shape(ribbon(path, width * taper * 0.34), colour("a8702c"), 255)
    enamel.disc(*path[-1], width * 0.55, colour("38200f"))
    for point in range(8, 70, 9):
        for side in (-1, 1):
            hue = vary(enamel.sheet.random, colours("f4d070"), 0.08, 0.04)[0]
            enamel.shape(leaf(*path[point], heading(path, point) + side, width * 1.25, width * 0.55), hue, 160)


def jewel(enamel: Enamel, place: Array) -> None:
    """A blossom of six stones about a gold one."""
    random = enamel.sheet.random
    size, turn = random.uniform(0.014, 0.024), random.uniform(0, np.pi)
    hue = JEWELS[random.integers(0, len(JEWELS))]
    x, y = place + random.normal(0, 0.015, 2)
    for petal in range(6):
        enamel.shape(leaf(x, y, turn + petal * np.pi / 3, size * 1.5, size * 1.05, 0, 1.4), colour("2c1a12"), 150)
    for petal in range(6):
        enamel.shape(leaf(x, y, turn + petal * np.pi / 3, size * 1.3, size * 0.75, 0, 1.4), hue, 220)
    enamel.disc(x, y, size * 0.36, colour("fce490"), 255)


def panels(enamel: Enamel) -> None:
    """Strips at both sides: upright blocks and discs in black, silver and jewel colours."""
    random = enamel.sheet.random
    for left in (0.0, 0.93):
        y = -0.01
        while y < 1.0:
            tall = random.uniform(0.03, 0.075)
            for column in range(2):
                x = left + 0.035 * column
                dark = random.uniform() < 0.4
                ground = colour("1e1610") if dark else JEWELS[random.integers(0, len(JEWELS))]
                outline = np.array(
                    [
                        (x + 0.003, y + 0.003),
                        (x + 0.032, y + 0.003),
                        (x + 0.032, y + tall - 0.003),
                        (x + 0.003, y + tall - 0.003),
                    ]
                )
                enamel.shape(outline, ground, 170)
                if random.uniform() < 0.6:
                    ring(enamel, x + 0.0175, y + tall / 2, 0.012)
            y += tall


def ring(enamel: Enamel, x: float, y: float, radius: float) -> None:
    """Discs within each other."""
    for share, height in ((1.0, 220), (0.66, 190), (0.36, 240)):
        enamel.disc(x, y, radius * share, JEWELS[enamel.sheet.random.integers(0, len(JEWELS))], height)


def meadow(enamel: Enamel) -> None:
    """Ground of dark green, tiled with blossoms: the farther the smaller."""
    random = enamel.sheet.random
    across = np.linspace(-0.02, 1.02, 40)
    crest = MEADOW + 0.025 * np.sin(6 * across + 1)
    bank = np.concatenate((np.stack((across, crest), -1), [(1.02, 1.02), (-0.02, 1.02)]))
    enamel.shape(bank, colour("1e3a24"), 90)
    places = np.stack((random.uniform(0, 1, 520), np.sort(random.uniform(MEADOW + 0.01, 1.02, 520))), -1)
    for x, y in places[places[:, 1] > MEADOW + 0.03 + 0.025 * np.sin(6 * places[:, 0] + 1)]:
        size = 0.006 + 0.075 * (y - MEADOW)
        hue = vary(
            random,
            colours("3c7c44 7ca84c d8b048 e8e0c0 d84c3c e89030 5c78b8 c86c98")[random.integers(0, 8)][None],
            0.05,
            0.03,
        )[0]
        for petal in range(5):
            enamel.shape(leaf(x, y, petal * 1.257 + 9 * x, size * 1.1, size * 0.8, 0, 1.3), hue, 180)
        enamel.disc(x, y, size * 0.32, colour("f4d060"), 240)
