"""Lavender at sundown in soft pastel: chalk dragged over dark blue paper, whose tooth it leaves open."""

import numpy as np

from tools.styles.brush import Brush, Paint, cover
from tools.styles.palette import colour, ramp
from tools.styles.sheet import Array, Sheet, over, smooth

HORIZON = 0.44
VANISHING = (0.62, 0.40)
SUN = (0.62, 0.33)
CLUMPS = (
    (0.20, 0.17, 0.060), (0.12, 0.21, 0.060), (0.28, 0.21, 0.058), (0.19, 0.24, 0.070), (0.08, 0.28, 0.055),
    (0.31, 0.28, 0.055), (0.23, 0.31, 0.060), (0.14, 0.33, 0.052), (0.27, 0.36, 0.040),
)  # fmt: skip


def draw(sheet: Sheet) -> Array:
    """The side of the chalk first, then its edge, pressed harder."""
    scene, angles = landscape(sheet)
    tooth = sheet.noise(190, 2)
    picture = np.broadcast_to(colour("272a4c"), scene.shape)
    for brush, count, open in (
        (Brush(0.034, 0.13, 13, 0.05), 1500, 0.02),
        (Brush(0.022, 0.09, 9, 0.05), 2600, 0.06),
        (Brush(0.012, 0.07, 5, 0.06), 3200, -0.12),
        (Brush(0.007, 0.05, 3, 0.07), 2400, -0.2),
    ):
        chalk = Paint(sheet, colour("000000"))
        cover(sheet, chalk, scene, angles + 0.25 * sheet.noise(9, 2), [(brush, count)])
        left = chalk.touched() * (0.3 + 0.7 * smooth(open - 0.3, open + 0.1, tooth + 0.1))
        picture = over(picture, chalk.colours(), left)
    return picture


def landscape(sheet: Sheet) -> tuple[Array, Array]:
    """The scene, (side, side, 3), and which way the chalk goes there, (side, side)."""
    scene = sky(sheet)
    right, below = sheet.across - VANISHING[0], np.clip(sheet.down - VANISHING[1], 0.01, 1)
    slope = right / below
    rows = 0.5 + 0.5 * np.cos(slope * 15 + 0.5 * sheet.noise(10, 3))
    near = smooth(HORIZON, 1, sheet.down)
    light = rows * 0.8 + 0.32 * sheet.noise(16, 3) + 0.14 * np.exp(-np.abs(slope) * 1.2)
    field = over(
        ramp("1e1648 3e2a86 6c4cc0 a07ce0 dcb4f0 ffe0c8", light), colour("e8a080"), 0.5 * smooth(0.2, 0.0, near)
    )
    furrow = smooth(0.34, 0.12, rows) * near**0.5
    field = over(field, ramp("20382c 4a6a3c b08848", 0.5 + 0.9 * sheet.noise(12, 3)), furrow * 0.9)
    field_angle = np.arctan2(below, right) + 0.25
    hills_angle = np.full_like(slope, -0.35)
    for level, rise, tones in ((0.38, 0.10, "54549c 7a70b4 c890a8"), (0.43, 0.06, "2c3c70 4c5c8c 9878a0")):
        ridge = sheet.below(level, rise, 3, 3)
        scene = over(scene, ramp(tones, 0.6 - 5 * ridge + 0.6 * sheet.noise(14, 3)), (ridge > 0).astype(float))
    ground = sheet.down > HORIZON + 0.01 * sheet.noise(6, 3)
    scene = over(scene, field, ground.astype(float))
    angles = np.where(ground, field_angle, np.where(sheet.down > 0.38, hills_angle, -0.55 + 1.2 * sheet.noise(3, 2)))
    scene, crown = tree(sheet, scene)
    return scene, np.where(crown, -0.7 + 1.5 * sheet.noise(20, 2), angles)


def sky(sheet: Sheet) -> Array:
    """Turquoise to apricot, with clouds on fire below."""
    scene = ramp("1f5f96 4aa0b8 a8d0b8 ffe09c ffb060 f88858", sheet.down / HORIZON + 0.10 * sheet.noise(4, 3))
    bars = sheet.noise(3, 4) + 0.5 * np.sin(24 * sheet.down + 4 * sheet.across) + 0.15
    glow = np.exp(-3.0 * sheet.distance(*SUN))
    scene = over(
        scene, ramp("5c4a94 b85c98 f4788c ffb878", 1.5 * glow + 0.4 * sheet.noise(8, 3)), smooth(0.12, 0.42, bars)
    )
    scene = over(scene, colour("ffe890"), smooth(0.16, 0.05, sheet.distance(*SUN)) * 0.8)
    return over(scene, colour("fffbe0"), smooth(0.055, 0.048, sheet.distance(*SUN)))


def tree(sheet: Sheet, scene: Array) -> tuple[Array, Array]:
    """An old oak on the left, its clumps lit from behind; also where its crown is."""
    crown = np.zeros(scene.shape[:2], dtype=bool)
    light = np.zeros_like(sheet.down)
    for x, y, radius in CLUMPS:
        right, down = sheet.across - x, sheet.down - y
        clump = np.hypot(right, down * 1.15) < radius * (1 + 0.5 * sheet.noise(16, 3))
        light = np.where(clump, 0.38 + (0.45 * right - 0.35 * down) / radius, light)
        crown |= clump
    trunk = (
        np.abs(sheet.across - 0.19 - 0.015 * np.sin(12 * sheet.down))
        < 0.022 + 0.3 * np.clip(sheet.down - 0.47, 0, 1) ** 1.2
    ) & ((sheet.down > 0.34) & (sheet.down < 0.53))
    shadow = smooth(0.03, 0.0, np.abs(sheet.down - 0.53 + 0.12 * (0.2 - sheet.across))) * smooth(
        0.34, 0.15, sheet.across
    )
    scene = over(over(scene, colour("1c1848"), shadow * 0.8), colour("2a1a34"), trunk.astype(float))
    leaves = ramp("0c2038 14404a 34684c 9c9c4c f8d078", light + 0.35 * sheet.noise(24, 2))
    return over(scene, leaves, crown.astype(float)), crown
