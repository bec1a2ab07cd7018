"""Poppies in oil: thick short strokes, a summer sky with clouds, poplars and a field that comes nearer downwards."""

import numpy as np

from tools.styles.brush import Brush, Paint, cover, trace
from tools.styles.palette import colour, ramp, vary
from tools.styles.sheet import Array, Sheet, over, smooth

HORIZON = 0.42


def draw(sheet: Sheet) -> Array:
    """The landscape broadly, then each poppy with strokes of its own."""
    angles = np.where(sheet.down < HORIZON, 0.35 + 1.6 * sheet.noise(4, 3), -1.25 + 1.3 * sheet.noise(6, 3))
    scene = trees(sheet, meadow(sheet, sky(sheet)))
    paint = Paint(sheet, colour("8a7a50"))
    brushes = [(Brush(0.040, 0.075, 9), 1500), (Brush(0.026, 0.055, 8), 2600), (Brush(0.017, 0.036, 6), 4200)]
    cover(sheet, paint, scene, angles, brushes)
    poppies(sheet, paint)
    return paint.lit(1.25)


def sky(sheet: Sheet) -> Array:
    """Blue that pales downwards; clouds lit from the left, violet below."""
    blue = ramp("2f6fb4 5b9bd0 9cc6dc e8dcc4", sheet.down / HORIZON + 0.15 * sheet.noise(6, 3))
    heaps = sheet.noise(4, 5) + 0.55 * np.sin(9 * sheet.down + 3 * sheet.across) - 0.1
    shade = np.roll(heaps, (-sheet.side // 28, -sheet.side // 40), (0, 1))
    cloud = ramp("8c86b4 c4b4c8 f4dcc8 fffaf0", 0.5 + 1.1 * (heaps - shade) + 0.5 * heaps)
    return over(blue, cloud, smooth(-0.05, 0.22, heaps))


def meadow(sheet: Sheet, scene: Array) -> Array:
    """Grass in drifts, larger towards the viewer, yellow where the sun falls and blue-green in the hollows."""
    near = np.clip((sheet.down - HORIZON) / (1 - HORIZON), 0, 1)
    drifts = (
        0.5 + 0.5 * np.sin(14 * np.sqrt(near) + 2.5 * sheet.across + 4 * sheet.noise(4, 3)) + 0.5 * sheet.noise(14, 3)
    )
    grass = ramp("14403c 2c6a44 5f8f3c a9b048 e6cf70", drifts)
    return over(scene, grass, (sheet.down > HORIZON).astype(float))


def trees(sheet: Sheet, scene: Array) -> Array:
    """A far wood, and a row of poplars on the right."""
    ragged = 0.02 * sheet.noise(24, 3)
    wood = (sheet.below(HORIZON - 0.05, 0.09, 7, 4) > 0) & (sheet.down < HORIZON + 0.012)
    leaves = 0.5 + 0.9 * sheet.noise(20, 3) - 1.2 * (sheet.across % 0.09 - 0.03)
    scene = over(scene, ramp("24385c 3c5a6a 5c8468 8fa86c", leaves), wood.astype(float))
    for x, top, width in ((0.66, 0.16, 0.036), (0.76, 0.10, 0.044), (0.88, 0.05, 0.052), (0.18, 0.22, 0.030)):
        height = (sheet.down - top) / (HORIZON + 0.02 - top)
        girth = width * np.sqrt(np.clip(height * (1.25 - height) * 3, 0, 1)) + ragged
        tree = (np.abs(sheet.across - x) < girth) & (height > 0) & (height < 1)
        lit = 0.45 - 0.45 * (sheet.across - x) / width + 0.7 * sheet.noise(26, 2)
        scene = over(scene, ramp("0e2a30 1f4c34 4f7c38 b0b850", lit), tree.astype(float))
    return scene


def poppies(sheet: Sheet, paint: Paint) -> None:
    """Blossoms of a few thick strokes, from the far ones, mere touches, to those at the viewer's feet."""
    near = np.sort(sheet.random.uniform(0.02, 1.05, 420) ** 0.9)
    places = np.stack((sheet.random.uniform(-0.02, 1.02, 420), HORIZON + 0.03 + (1 - HORIZON) * near), -1)
    drift = np.sin(14 * np.sqrt(near) + 2.5 * places[:, 0] + 1) > -0.35
    reds = "7c1420 c01f24 e6392a f4683a f7a070"
    for low, high, size in ((0, 0.3, 0.010), (0.3, 0.6, 0.018), (0.6, 0.85, 0.027), (0.85, 1.1, 0.038)):
        chosen = places[drift & (near >= low) & (near < high)]
        for petal in range(5):
            turn = 1.26 * petal + sheet.random.uniform(-0.5, 0.5, len(chosen))
            starts = chosen + 0.45 * size * np.stack((np.cos(turn), 0.7 * np.sin(turn)), -1)
            flat = np.full_like(sheet.down, 1.26 * petal + 1.5)
            tone = np.clip(0.45 - 0.35 * np.sin(turn + 0.8), 0, 1)
            hues = vary(sheet.random, ramp(reds, tone), 0.05, 0.03)
            paint.strokes(Brush(size * 0.62, size, 6), trace(starts, flat, size), hues)
        hearts = trace(chosen, np.full_like(sheet.down, 0.4), size * 0.35)
        paint.strokes(Brush(size * 0.3, size * 0.35, 4), hearts, np.broadcast_to(colour("1c1020"), (len(chosen), 3)))
