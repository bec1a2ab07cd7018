"""Great waves that curl over, striped in blues, their foam in beads, before a red sun and a snow mountain."""

import numpy as np
from PIL import Image, ImageDraw

from tools.styles.brush import pixels
from tools.styles.curls import beside, curl
from tools.styles.palette import colour, ramp, vary
from tools.styles.sheet import Array, Sheet, over, smooth
from tools.styles.wash import ribbon

BLUES = "f4ecd4 b4d4d4 6ca8bc 3878a4 1c4c84 122c5c 0c1c40"
LINE = colour("0a1630")


def draw(sheet: Sheet) -> Array:
    """Sky, mountain and row upon row of waves; then the paper's fibres."""
    picture = Image.fromarray(pixels(sky(sheet)))
    canvas = ImageDraw.Draw(picture)
    for row, (level, size, count) in enumerate(((0.62, 0.50, 6), (0.76, 0.75, 5), (0.92, 1.05, 4), (1.12, 1.35, 3))):
        swell(sheet, canvas, level, size)
        for place in np.linspace(-0.12, 0.98, count) + 0.09 * (row % 2) + sheet.random.uniform(-0.03, 0.03, count):
            breaker(sheet, canvas, (place, level + 0.06 * size), size * sheet.random.uniform(0.85, 1.15))
    printed = np.asarray(picture, dtype=float) / 255
    worn = 1 + 0.10 * sheet.noise(6, 5) + 0.07 * sheet.noise(150, 2)
    return printed * worn[..., None]


def sky(sheet: Sheet) -> Array:
    """Bands of cloud in flat colours over a graded sky."""
    scene = ramp("c8704c e8a868 f4d898 f4e8c4", sheet.down * 1.8 + 0.05 * sheet.noise(5, 3))
    sun = sheet.distance(0.70, 0.19)
    scene = over(scene, colour("f8e0a0"), (np.abs((sun - 0.125) * 34 % 1 - 0.5) < 0.22) * smooth(0.30, 0.13, sun) * 0.6)
    scene = over(scene, ramp("dc4428 b82820", (sheet.down - 0.07) * 4), smooth(0.1205, 0.1195, sun))
    below = np.abs(sheet.across - 0.30) * 0.82 + 0.16 + 0.010 * sheet.noise(26, 3)
    cone = smooth(-0.001, 0.001, sheet.down - below - 0.06 * np.exp(-(((sheet.across - 0.30) / 0.035) ** 2)))
    ridges = np.sin((sheet.across - 0.30) / (sheet.down - 0.08 + 0.2) * 60 + 5 * sheet.noise(8, 3))
    snow = smooth(-0.006, 0.006, 0.34 + 0.05 * ridges - sheet.down)
    rock = ramp("2c4468 4c6c8c 9cb0ac", 0.5 + 0.4 * ridges + 0.8 * (sheet.across - 0.3))
    mountain = over(rock, ramp("fffaf0 d8dce0", 0.4 + 0.5 * ridges * (sheet.across > 0.29)), snow)
    scene = over(scene, mountain, cone)
    for level, depth, name in ((0.10, 0.016, "f8e4bc"), (0.30, 0.020, "f4d0a0"), (0.45, 0.028, "f8ecd0")):
        wisp = depth * (0.6 + 2.2 * sheet.noise(4, 2)) + 0.010 * np.sin(9 * sheet.across + level * 40)
        bar = smooth(-0.002, 0.002, wisp - np.abs(sheet.down - level))
        rim = smooth(0.004, 0.002, np.abs(wisp - np.abs(sheet.down - level)))
        scene = over(over(scene, colour(name), bar), colour("7c4c44"), rim * 0.8 * (wisp > 0.003))
    return scene


def swell(sheet: Sheet, canvas: ImageDraw.ImageDraw, level: float, size: float) -> None:
    """The sea's surface in front of which a row of waves will break: bands that follow each other's crest."""
    across = np.linspace(-0.02, 1.02, 120)
    phase = sheet.random.uniform(0, 6)
    crest = 0.022 * size * np.sin(across * 15 / size + phase) + 0.012 * size * np.sin(across * 31 / size)
    shades = ramp(BLUES, np.linspace(0.35, 1, 9))
    for band, shade in enumerate(shades):
        depth = level + band * 0.030 * size + crest * (1 - band / 12) + 0.004 * np.sin(across * 60 + band)
        outline = np.concatenate((np.stack((across, depth), -1), [(1.02, 1.1), (-0.02, 1.1)]))
        polygon(sheet, canvas, outline, shade)
        line(sheet, canvas, np.stack((across, depth), -1), colour("e8e8d4") if band % 3 == 1 else LINE, 0.0025)


def breaker(sheet: Sheet, canvas: ImageDraw.ImageDraw, foot: tuple[float, float], size: float) -> None:
    """One wave: a ribbon that rises to the right and coils, striped along, with beads of foam on its back."""
    path = curl((foot[0] - 0.02, foot[1] + 0.10 * size), -0.75, 0.62 * size, (-1.6, 15.5), 110)
    t = np.linspace(0, 1, len(path))
    width = size * 0.20 * (1 - t) ** 1.15 + 0.010 * size
    polygon(sheet, canvas, ribbon(path, width + 0.010), LINE)
    shades = vary(sheet.random, ramp(BLUES, np.array((0.0, 0.75, 0.45, 0.2, 0.6, 0.9, 0.35))), 0.02, 0.01)
    edges = np.linspace(-0.5, 0.5, len(shades) + 1)
    for low, high, shade in zip(edges[:-1], edges[1:], shades, strict=True):
        strip = np.concatenate((beside(path, width * low), beside(path, width * high)[::-1]))
        polygon(sheet, canvas, strip, shade)
        line(sheet, canvas, beside(path, width * high), LINE, 0.0022)
    foam(sheet, canvas, beside(path, -width * 0.5)[34:], size)


def foam(sheet: Sheet, canvas: ImageDraw.ImageDraw, crest: Array, size: float) -> None:
    """Beads along a crest, some thrown off it."""
    random = sheet.random
    for thrown, radius, count in ((0.030, 0.008, 26), (0.010, 0.013, 30), (0.004, 0.017, 26)):
        chosen = crest[np.sort(random.integers(0, len(crest), count))]
        places = chosen + random.normal(0, thrown * size, (count, 2))
        for x, y in places:
            bead = radius * size * random.uniform(0.55, 1.1)
            disc(sheet, canvas, (x, y), bead + 0.0022, LINE)
            disc(sheet, canvas, (x, y), bead, colour("fbf5e4"))
            disc(sheet, canvas, (x + bead * 0.25, y + bead * 0.3), bead * 0.45, colour("b4d4d4"))


def polygon(sheet: Sheet, canvas: ImageDraw.ImageDraw, outline: Array, hue: Array) -> None:
    """A filled shape, (points, 2)."""
    canvas.polygon((outline * sheet.side).ravel().tolist(), fill=tuple(pixels(hue).tolist()))


def line(sheet: Sheet, canvas: ImageDraw.ImageDraw, path: Array, hue: Array, width: float) -> None:
    """A line through points, (points, 2)."""
    thick = max(1, round(width * sheet.side))
    canvas.line((path * sheet.side).ravel().tolist(), fill=tuple(pixels(hue).tolist()), width=thick, joint="curve")


def disc(sheet: Sheet, canvas: ImageDraw.ImageDraw, middle: tuple[float, float], radius: float, hue: Array) -> None:
    """A filled circle."""
    x, y, size = middle[0] * sheet.side, middle[1] * sheet.side, radius * sheet.side
    canvas.ellipse((x - size, y - size, x + size, y + size), fill=tuple(pixels(hue).tolist()))
