"""A still life seen from many sides at once: guitar, bottle and fruit, broken into shaded planes."""

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from tools.styles.brush import Brush, Paint, cover
from tools.styles.cells import borders
from tools.styles.palette import colour, ramp
from tools.styles.sheet import Array, Sheet, at, blur, over, smooth

SMALLEST = 0.0026
"""Planes of less area aren't broken any more."""


def draw(sheet: Sheet) -> Array:
    """The still life through its planes, painted with short strokes along each, then their edges."""
    planes = list(broken(sheet, np.array([(-0.01, -0.01), (1.01, -0.01), (1.01, 1.01), (-0.01, 1.01)]), 0))
    which = raster(sheet, planes)
    scene, angles = through(sheet, planes, which)
    paint = Paint(sheet, colour("6c5a44"))
    cover(
        sheet,
        paint,
        scene,
        angles,
        [(Brush(0.030, 0.05, 9), 2200), (Brush(0.018, 0.04, 6), 4200), (Brush(0.011, 0.03, 5), 2600)],
    )
    picture = over(paint.lit(0.9), scene, np.full_like(angles, 0.5))
    line = smooth(0.30, 0.62, blur(borders(which), 0.0018) * sheet.side / 1536 * 6 + 0.5 * sheet.noise(9, 3))
    return over(picture, colour("1c1612"), line * 0.88)


def broken(sheet: Sheet, plane: Array, depth: int) -> Iterator[Array]:
    """Convex planes, (corners, 2) each, that together are the one given; smaller ones towards the middle."""
    edges = np.roll(plane, -1, 0) - plane
    middle = plane.mean(0)
    area = abs(np.sum(plane[:, 0] * np.roll(plane[:, 1], -1) - plane[:, 1] * np.roll(plane[:, 0], -1))) / 2
    finest = SMALLEST * (1 + 9 * np.hypot(*(middle - 0.5)) ** 1.5)
    if area < finest * sheet.random.uniform(1, 2.6) or depth > 9:
        yield plane
        return
    longest = edges[np.argmax(np.hypot(edges[:, 0], edges[:, 1]))]
    slant = np.arctan2(longest[1], longest[0]) + np.pi / 2 + sheet.random.uniform(-0.7, 0.7)
    normal = np.array((-np.sin(slant), np.cos(slant)))
    through_point = middle + longest * sheet.random.uniform(-0.16, 0.16)
    heights = (plane - through_point) @ normal
    for sign in (1, -1):
        piece = []
        for i, corner in enumerate(plane):
            here, after = sign * heights[i], sign * heights[(i + 1) % len(plane)]
            if here >= 0:
                piece.append(corner)
            if here * after < 0:
                piece.append(corner + edges[i] * here / (here - after))
        yield from broken(sheet, np.array(piece), depth + 1)


def raster(sheet: Sheet, planes: list[Array]) -> Array:
    """Which plane each pixel lies in, (side, side)."""
    picture = Image.new("I", (sheet.side, sheet.side))
    canvas = ImageDraw.Draw(picture)
    for number, plane in enumerate(planes):
        canvas.polygon((plane * sheet.side).ravel().tolist(), fill=number)
    return np.asarray(picture)


def through(sheet: Sheet, planes: list[Array], which: Array) -> tuple[Array, Array]:
    """What is seen through the planes, each turned and moved a little and shaded across; and the strokes' angles."""
    count = len(planes)
    middles = np.array([plane.mean(0) for plane in planes])
    sizes = np.array([np.ptp(plane, 0).max() for plane in planes])
    moved = middles + sheet.random.normal(0, 0.020, (count, 2))
    turns, scales = sheet.random.normal(0, 0.16, count), sheet.random.uniform(0.86, 1.12, count)
    right, down = sheet.across - middles[which, 0], sheet.down - middles[which, 1]
    cos, sin = (np.cos(turns) * scales)[which], (np.sin(turns) * scales)[which]
    places = np.stack((right * cos - down * sin + moved[which, 0], right * sin + down * cos + moved[which, 1]), -1)
    seen = at(still_life(sheet), places)
    slant = sheet.random.choice(np.array((0.3, 0.9, 1.5, 2.2, 2.8, -0.6)), count) + sheet.random.normal(0, 0.2, count)
    across = (right * np.cos(slant[which]) + down * np.sin(slant[which])) / sizes[which] * 1.6
    light = across * 0.66 + sheet.random.normal(0, 0.11, count)[which]
    glazes = ramp("24486c c08434 f0c070 4c6c58 b8482c", sheet.random.uniform(0, 1, count))[which]
    seen = over(seen, glazes, 0.12 + 0.42 * (sheet.random.uniform(0, 1, count) ** 2)[which])
    lit = np.where(
        light[..., None] > 0, seen + light[..., None] * (colour("fff0d0") - seen), seen * (1 + 1.25 * light[..., None])
    )
    grey = lit.mean(-1, keepdims=True)
    return np.clip(grey + 1.45 * (lit - grey), 0, 1), (slant + np.pi / 2)[which]


def still_life(sheet: Sheet) -> Array:
    """A guitar leaning over a table, a bottle, a glass, oranges and a sheet of music before a blue window."""
    scene = ramp("3c5c78 5c7c8c 8c8c7c a8845c", sheet.down * 0.9 + 0.35 * sheet.noise(3, 3))
    window = (sheet.across > 0.60) & (sheet.down < 0.42)
    scene = over(scene, ramp("2c64a0 5c9cc4 c4d8d0 e8c890", sheet.down / 0.42), window.astype(float))
    bars = window & (
        (np.abs(sheet.across - 0.80) < 0.010)
        | (np.abs(sheet.down - 0.22) < 0.010)
        | (sheet.across < 0.62)
        | (sheet.down > 0.405)
    )
    scene = over(scene, colour("2c241c"), bars.astype(float))
    table = sheet.down > 0.66 + 0.10 * (sheet.across - 0.5)
    wood = ramp(
        "5c2c1c 94502c c4803c e0ac60", 0.5 + 0.5 * np.sin(30 * sheet.down + 5 * sheet.across + 5 * sheet.noise(4, 3))
    )
    scene = over(scene, wood, table.astype(float))
    cloth = table & (sheet.across + 0.5 * sheet.down < 0.72)
    scene = over(
        scene,
        ramp("e8e0cc a8b8b4 f4ecd8", 0.5 + 0.5 * np.sin(26 * (sheet.across - 0.4 * sheet.down))),
        cloth.astype(float),
    )
    scene = music(sheet, scene)
    scene = bottle(sheet, scene)
    scene = guitar(sheet, scene)
    for x, y, radius, names in (
        (0.22, 0.80, 0.075, "8c2c14 d8641c f4a040 fce0a0"),
        (0.34, 0.86, 0.068, "7c1c1c b83428 e86c48 fcc8a0"),
        (0.13, 0.90, 0.066, "5c6c1c a0ac34 dcd46c fcf4c0"),
    ):
        near = sheet.distance(x, y) / radius
        scene = over(
            scene, ramp(names, 0.95 - sheet.distance(x - 0.03, y - 0.03) / radius * 0.62), (near < 1).astype(float)
        )
        scene = over(scene, colour("2c1814"), (np.abs(near - 1) < 0.07).astype(float))
    return scene


def guitar(sheet: Sheet, scene: Array) -> Array:
    """Its body low on the right, the neck up to the left."""
    right, down = sheet.across - 0.60, sheet.down - 0.62
    along, aside = -0.50 * right - 0.866 * down, 0.866 * right - 0.50 * down
    waist = np.minimum(np.hypot(along + 0.07, aside) - 0.185, np.hypot((along - 0.13) * 1.05, aside) - 0.135)
    body = waist < 0
    grain = 0.5 + 0.5 * np.sin(120 * aside + 4 * sheet.noise(5, 2))
    scene = over(scene, colour("24160e"), (np.abs(waist) < 0.012).astype(float))
    scene = over(scene, ramp("a85c1c d88c34 f0b85c f8d48c", 0.25 * grain + 0.5 - 1.4 * aside), body.astype(float))
    scene = over(scene, colour("f4e0b0"), (np.abs(waist + 0.016) < 0.005).astype(float))
    hole = np.hypot(along - 0.04, aside)
    scene = over(scene, colour("7c3418"), (np.abs(hole - 0.066) < 0.010).astype(float))
    scene = over(scene, colour("1c120c"), (hole < 0.055).astype(float))
    neck = (np.abs(aside) < 0.026) & (along > 0.04) & (along < 0.62)
    frets = neck & ((along * 26) % 1 < 0.16)
    scene = over(scene, ramp("2c1810 6c4024", 0.5 + 14 * aside), neck.astype(float))
    scene = over(scene, colour("e8d8a0"), frets.astype(float))
    bridge = (np.abs(aside) < 0.075) & (np.abs(along + 0.13) < 0.012)
    scene = over(scene, colour("24140c"), bridge.astype(float))
    strings = (np.abs((aside / 0.0085) % 1 - 0.5) < 0.12) & (np.abs(aside) < 0.022) & (along > -0.13) & (along < 0.62)
    return over(scene, colour("fff8e0"), strings.astype(float))


def bottle(sheet: Sheet, scene: Array) -> Array:
    """A green bottle with a label, and a glass of wine."""
    beside = sheet.across - 0.27
    girth = 0.022 + 0.050 * smooth(0.30, 0.42, sheet.down)
    inside = (np.abs(beside) < girth) & (sheet.down > 0.14) & (sheet.down < 0.74)
    scene = over(scene, ramp("0c2c20 1c5c3c 5c9c5c c8e0a8", 0.45 - beside / girth * 0.5), inside.astype(float))
    label = inside & (sheet.down > 0.50) & (sheet.down < 0.63)
    scene = over(scene, ramp("f8ecc8 c8a868", 0.5 + beside / girth * 0.5), label.astype(float))
    scene = over(scene, colour("a82c24"), (label & (np.abs(sheet.down - 0.565) < 0.016)).astype(float))
    right = sheet.across - 0.43
    bowl = (np.hypot(right, (sheet.down - 0.56) * 0.8) < 0.062) & (sheet.down > 0.52)
    stem = (np.abs(right) < 0.007) & (sheet.down > 0.6) & (sheet.down < 0.72) | (np.abs(right) < 0.045) & (
        np.abs(sheet.down - 0.72) < 0.008
    )
    scene = over(scene, ramp("4c0c1c 9c1c34 dc5c5c", 0.5 - right * 8), bowl.astype(float))
    return over(scene, colour("e0e8e0"), stem.astype(float))


def music(sheet: Sheet, scene: Array) -> Array:
    """A sheet of music on the table: staves and notes."""
    along, aside = (
        0.95 * (sheet.across - 0.80) + 0.3 * (sheet.down - 0.85),
        -0.3 * (sheet.across - 0.80) + 0.95 * (sheet.down - 0.85),
    )
    page = (np.abs(along) < 0.16) & (np.abs(aside) < 0.11)
    scene = over(scene, colour("f4ecd4"), page.astype(float))
    staff = page & ((aside * 60) % 1 < 0.16) & ((aside * 10) % 1 < 0.72)
    notes = page & (
        np.hypot((along * 24) % 1 - 0.5, ((aside * 14 + np.floor(along * 24) * 0.37) % 1 - 0.5) * 1.6) < 0.26
    )
    return over(scene, colour("2c241c"), (staff | notes).astype(float))
