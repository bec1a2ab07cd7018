"""A travel poster of flat bold colours: rays, peaks, a lake and cypresses, each plane edged and sprayed with grain."""

import numpy as np

from tools.styles.palette import colour, steps
from tools.styles.sheet import Array, Sheet, over, smooth

SUN = (0.40, 0.33, 0.15)
SHORE = 0.60
LINE = colour("14213d")


def draw(sheet: Sheet) -> Array:
    """Plane before plane."""
    scene = rays(sheet)
    scene = peaks(sheet, scene)
    scene = lake(sheet, scene)
    scene = terraces(sheet, scene)
    scene = trees(sheet, scene)
    return scene * (1 + 0.05 * sheet.noise(180, 2))[..., None]


def plane(sheet: Sheet, scene: Array, inside: Array, light: Array, names: str) -> Array:
    """A flat shape, shaded as a spray gun shades: in ``names``, by specks that crowd where ``light`` changes."""
    specks = 0.15 * sheet.noise(260, 1) + 0.10 * sheet.noise(30, 3)
    return over(scene, steps(names, light + specks), inside.astype(float))


def edged(sheet: Sheet, scene: Array, distance: Array, width: float = 0.0055, within: Array | bool = True) -> Array:
    """A dark line where a distance, (side, side), is 0, as far as it lies ``within``."""
    steep = np.hypot(*np.gradient(distance)) * sheet.side + 1e-9
    return over(scene, LINE, smooth(width, width * 0.6, np.abs(distance) / steep) * within)


def rays(sheet: Sheet) -> Array:
    """A sky cut into rays that bend, in rings of warmer and warmer colour, with the sun in its middle."""
    x, y, radius = SUN
    away, turn = sheet.distance(x, y), np.arctan2(sheet.down - y, sheet.across - x)
    sector = 12 * (turn / np.pi + 0.35 * away)
    odd = np.floor(sector) % 2
    ring = np.clip((away - radius) / 0.75, 0, 1)
    scene = np.ones((sheet.side, sheet.side, 3))
    scene = plane(sheet, scene, odd == 0, ring, "fff0b8 ffdf90 fcb868 f4905c d8606c")
    scene = plane(sheet, scene, odd == 1, ring, "fcc468 f49a50 e46c50 b84c68 74407c")
    scene = plane(
        sheet, scene, away < radius, 0.2 + 0.7 * (sheet.down - y + radius) / radius / 2, "fff6d8 ffe9a8 ffc860 f58a3c"
    )
    scene = edged(sheet, scene, away - radius)
    for cx, cy, size in (
        (0.76, 0.14, 0.050),
        (0.86, 0.155, 0.070),
        (0.97, 0.14, 0.060),
        (0.08, 0.22, 0.05),
        (0.0, 0.20, 0.07),
    ):
        flat = 0.185 if cx > 0.5 else 0.25
        puff = np.maximum(sheet.distance(cx, cy) - size, sheet.down - flat)
        scene = plane(sheet, scene, puff < 0, 0.5 + 0.5 * puff / size + 3 * (sheet.down - cy), "fff8e6 ffe6c8 f4b8a0")
        scene = edged(sheet, scene, puff)
    return scene


def peaks(sheet: Sheet, scene: Array) -> Array:
    """Peaks of straight facets, lit from the sun's side, snow above."""
    for level, rise, cells, dark, light in (
        (0.43, 0.30, 5, "5a4a8c 7a5c98 4a3c7c", "e8b8a8 f8e0c8 d898a0"),
        (0.55, 0.20, 7, "233c6e 2c5078 1c2c5c", "4c8c94 78b0a0 3c7088"),
    ):
        heights = sheet.random.uniform(0.15, 1, 2 * cells + 1)
        heights[::2] *= 0.35
        across = np.linspace(-0.05, 1.05, 2 * cells + 1) + sheet.random.uniform(-0.02, 0.02, 2 * cells + 1)
        crest = level - rise * (np.interp(sheet.across, across, heights) - 0.4)
        below = sheet.down - crest
        zigzag = 0.05 * np.abs((below * 9 + 0.2 * cells) % 1 - 0.5)
        peak = np.clip(np.searchsorted(across[::2], sheet.across[0]) - 1, 0, cells - 1)
        summit = across[1::2][peak]
        shaded = sheet.across - summit[None] + zigzag - 0.25 * below > 0
        inside = (below > 0) & (sheet.down < SHORE)
        scene = plane(sheet, scene, inside & ~shaded, 5 * below + 0.1, light)
        scene = plane(sheet, scene, inside & shaded, 5 * below + 0.1, dark)
        scene = edged(sheet, scene, below, within=sheet.down < SHORE)
    return scene


def lake(sheet: Sheet, scene: Array) -> Array:
    """Water in long lens-shaped bands, the sun's gold among them, and a sail."""
    below = np.clip(sheet.down - SHORE, 0, 1)
    band = np.sin(
        34 * np.sqrt(below + 0.01) * 2 + 1.6 * np.sin(3.3 * sheet.across + 9 * below) + 2.0 * np.sin(7 * sheet.across)
    )
    gold = np.abs(sheet.across - SUN[0]) < 0.05 + 0.25 * below + 0.03 * band
    inside = sheet.down > SHORE
    scene = plane(sheet, scene, inside, 0.15 + 2.2 * below + 0.25 * (band > 0.1), "7cc4bc 4aa0ac 2c7c9c 245c8c 1c3c6c")
    scene = plane(sheet, scene, inside & gold & (band > -0.1), 0.4 - band * 0.3 + below, "fff0b0 ffd070 f8a050")
    scene = edged(sheet, scene, band - 0.1, 0.0028, inside)
    scene = edged(sheet, scene, sheet.down - SHORE, 0.004)
    right, up = (sheet.across - 0.72) / 0.11, (0.665 - sheet.down) / 0.11
    for sail, names in (
        ((right > 0.04) & (right < 0.62 * (1.3 - up)) & (up > 0.1), "fff8e6 ffe6c8"),
        ((right < -0.03) & (-right < 0.45 * (1.15 - up)) & (up > 0.1), "e8503c c83c3c"),
    ):
        scene = plane(sheet, scene, sail & (up < 1.28), right + 0.3, names)
    hull = (np.abs(right) < 0.5 + 0.5 * up) & (np.abs(up) < 0.075)
    return over(scene, LINE, (hull | ((np.abs(right) < 0.02) & (up > 0) & (up < 1.3))).astype(float))


def terraces(sheet: Sheet, scene: Array) -> Array:
    """Vineyards on the near shore, row beside row."""
    for level, lean, names, stripes in (
        (0.80, 0.30, "e8b04c d8883c", "5c8c4c 3c6c44"),
        (0.90, -0.22, "f0c460 e09c44", "3c7450 245440"),
    ):
        edge = sheet.down - (
            level - lean * (sheet.across - 0.5) ** 2 * 2 - 0.05 * np.sin(4 * sheet.across + level * 30)
        )
        scene = plane(sheet, scene, edge > 0, edge * 3, names)
        row = np.sin(
            2 * np.pi * (11 * sheet.across + lean * 26 * edge - 2 * edge * np.sign(lean))
            + 1.5 * np.sin(5 * sheet.across)
        )
        scene = plane(sheet, scene, (edge > 0) & (row > -0.15), 0.5 - 0.5 * row + edge, stripes)
        scene = edged(sheet, scene, row + 0.15, 0.0025, edge > 0)
        scene = edged(sheet, scene, edge)
    return scene


def trees(sheet: Sheet, scene: Array) -> Array:
    """Cypresses at the right and one at the left: half lit, half dark."""
    for x, top, foot, width in (
        (0.80, 0.44, 0.86, 0.026),
        (0.965, 0.26, 0.98, 0.046),
        (0.885, 0.34, 0.93, 0.036),
        (0.07, 0.30, 0.95, 0.044),
    ):
        height = np.clip((sheet.down - top) / (foot - top), 0, 1)
        girth = width * np.sqrt(height) * np.sqrt(np.clip(1.06 - height, 0, 1)) * 1.9
        beside = sheet.across - x
        edge = np.abs(beside) - girth
        inside = (edge < 0) & (sheet.down > top) & (sheet.down < foot)
        scene = plane(
            sheet,
            scene,
            inside,
            0.55 + 0.5 * beside / width + 0.18 * np.sin(50 * (height + beside * 6)),
            "8cac54 4c8450 245c50 14344c",
        )
        scene = edged(sheet, scene, edge, within=(sheet.down > top) & (sheet.down < foot))
    return scene
