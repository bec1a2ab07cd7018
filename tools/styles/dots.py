"""A harbour at sunset in dots: pure colours side by side, blue and orange, that the eye mixes."""

import numpy as np
from PIL import Image, ImageDraw

from tools.styles.brush import pixels
from tools.styles.palette import colour, ramp
from tools.styles.sheet import Array, Sheet, at, over, smooth

HORIZON = 0.56
SUN = (0.48, 0.38)


def draw(sheet: Sheet) -> Array:
    """Dots of the scene's colours and, every third, of what is opposite to them."""
    scene = boats(sheet, quay(sheet, water(sheet, sky(sheet))))
    picture = Image.fromarray(pixels(np.broadcast_to(colour("d8c8a8"), scene.shape)))
    canvas = ImageDraw.Draw(picture)
    for radius, spread in ((0.0092, 0.0122), (0.0074, 0.0114)):
        dots(sheet, canvas, scene, radius, spread)
    return np.asarray(picture, dtype=float) / 255


def dots(sheet: Sheet, canvas: ImageDraw.ImageDraw, scene: Array, radius: float, spread: float) -> None:
    """Covers the sheet with dots about ``spread`` apart, in rows that nobody would notice."""
    lines = np.arange(-0.01, 1.01, spread)
    x, y = (axis.ravel() for axis in np.meshgrid(lines, lines))
    places = np.stack((x, y), -1) + sheet.random.uniform(-0.55, 0.55, (len(x), 2)) * spread
    mixed = at(scene, places)
    grey = mixed.mean(1, keepdims=True)
    vivid = grey + 1.35 * (mixed - grey) + sheet.random.normal(0, 0.075, mixed.shape)
    opposite = grey + 0.13 - 0.9 * (mixed - grey)
    kinds = sheet.random.uniform(size=(len(x), 1))
    fills = pixels(
        np.where(
            kinds < 0.17, opposite, np.where(kinds < 0.4, vivid * 0.78, np.where(kinds < 0.6, vivid + 0.13, vivid))
        )
    )
    sizes = radius * sheet.random.uniform(0.75, 1.15, len(x)) * sheet.side
    order = sheet.random.permutation(len(x))
    for (right, down), size, fill in zip(places[order] * sheet.side, sizes[order], fills[order].tolist(), strict=True):
        canvas.ellipse((right - size, down - size * 0.92, right + size, down + size * 0.92), fill=tuple(fill))


def sky(sheet: Sheet) -> Array:
    """From violet above to a burning horizon, with the sun and long clouds."""
    glow = np.exp(-sheet.distance(*SUN) * 2.6)
    scene = ramp("3a4a9c 6a6cb8 b48cb8 f0a890 ffc870", sheet.down / HORIZON * 0.85 + 0.08 * sheet.noise(5, 3))
    scene = over(scene, ramp("f07858 ffb04c ffe890", glow), smooth(0.25, 0.85, glow))
    clouds = sheet.noise(3, 4)[:, :] + 0.5 * np.sin(26 * sheet.down + 3 * sheet.across)
    scene = over(scene, ramp("6a58a4 d87890 ffd0a0", glow * 1.2), 0.8 * smooth(0.25, 0.6, clouds))
    return over(scene, colour("fffbd8"), smooth(0.062, 0.054, sheet.distance(*SUN)))


def water(sheet: Sheet, scene: Array) -> Array:
    """The sky upside down in ripples, and the sun's path."""
    below = np.clip(sheet.down - HORIZON, 0, 1)
    ripples = np.sin(150 * np.sqrt(below + 0.02) + 9 * sheet.noise(7, 3))
    rows = np.clip((HORIZON - below * 1.1 + 0.02 * ripples) * sheet.side, 0, sheet.side - 1).astype(int)
    mirrored = scene[rows, np.arange(sheet.side)[None]] * np.array((0.72, 0.82, 0.98))
    deep = over(mirrored, colour("1d4c8c"), np.clip(0.25 + 0.9 * below + 0.22 * ripples, 0, 0.85))
    path = np.exp(-(((sheet.across - SUN[0]) / (0.05 + 0.16 * below)) ** 2)) * (ripples > -0.1)
    return np.where((sheet.down > HORIZON)[..., None], over(deep, colour("ffc860"), path * 0.92), scene)


def quay(sheet: Sheet, scene: Array) -> Array:
    """Hills behind the bay, a town at their foot and a lighthouse."""
    hills = (sheet.below(HORIZON - 0.07, 0.10, 3, 3) > 0) & (sheet.down < HORIZON)
    scene = over(scene, ramp("4c4a94 7a64a4 b07a9c", 0.5 + sheet.noise(12, 3)), hills * smooth(0.42, 0.6, sheet.across))
    for x in np.linspace(0.68, 0.99, 9):
        top, width = HORIZON - sheet.random.uniform(0.035, 0.085), 0.022
        house = (np.abs(sheet.across - x) < width) & (sheet.down > top) & (sheet.down < HORIZON + 0.006)
        roof = (
            (np.abs(sheet.across - x) < width - (top - sheet.down)) & (sheet.down <= top) & (sheet.down > top - 0.022)
        )
        scene = over(scene, ramp("f0b48c e8d0b0 c8889c", sheet.random.uniform()), house.astype(float))
        scene = over(scene, colour("b84c40"), roof.astype(float))
    return scene


def boats(sheet: Sheet, scene: Array) -> Array:
    """Sailing boats, the largest near, each with its reflection."""
    for x, y, size in ((0.39, 0.575, 0.10), (0.60, 0.60, 0.15), (0.80, 0.70, 0.30), (0.19, 0.80, 0.42)):
        for flip, strength in ((-0.85, 0.45), (1.0, 1.0)):
            right, up = (sheet.across - x) / size, (y - sheet.down) / size / flip
            right = right + 0.02 * np.sin(up * 40) * (flip < 0)
            main = (right > 0.03) & (up > 0.12) & (right < 0.42 * (1.12 - up) - 0.06 * np.sin(up * 3))
            jib = (right < -0.02) & (up > 0.12) & (-right < 0.30 * (0.92 - up))
            hull = (up > -0.03) & (up < 0.09) & (np.abs(right) < 0.40 + 0.8 * up)
            mast = (np.abs(right) < 0.014) & (up > 0) & (up < 1.1)
            for part, tone in ((main, "ffe9c0"), (jib, "f08a48"), (hull, "2a2c6a"), (mast, "5a3438")):
                shade = 1 - 0.25 * np.clip(right * 2, 0, 1)
                scene = over(scene, colour(tone) * shade[..., None], part * strength)
    return scene
