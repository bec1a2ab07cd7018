"""A floor mosaic: two fish that circle each other in a pool, within a border of waves and gold."""

import numpy as np

from tools.styles.cells import nearest, settle, turned
from tools.styles.palette import colour, colours, ramp, vary
from tools.styles.sheet import Array, Sheet, at, blur, over, smooth

TILES = 3000
POOL = 0.405
"""The pool's radius, about the middle of the sheet."""


def draw(sheet: Sheet) -> Array:
    """Tiles laid along the scene's lines, each cut, set and worn a little differently."""
    scene, directions = floor(sheet)
    step = 1 / np.sqrt(TILES)
    lattice = np.arange(-step, 1 + step, step)
    sites = np.stack([axis.ravel() for axis in np.meshgrid(lattice, lattice)], -1)
    sites = settle(240, sites + sheet.random.uniform(-0.4, 0.4, sites.shape) * step, directions, 14)
    angles = at(directions, sites) + sheet.random.normal(0, 0.06, len(sites))
    cells, lead = nearest(sheet, sites, angles)
    hues = vary(sheet.random, at(scene, sites), 0.055, 0.03)
    tilt = sheet.random.normal(0, 0.10, (2, len(sites)))
    half = step * 0.5 * sheet.random.uniform(0.86, 0.98, len(sites))
    ahead, aside = turned(sheet.across - sites[cells, 0], sheet.down - sites[cells, 1], angles[cells])
    chipped = 0.0014 * sheet.noise(70, 3)
    inside = half[cells] - (np.abs(ahead) ** 6 + np.abs(aside) ** 6) ** (1 / 6) + chipped
    tile = smooth(-0.0008, 0.0008, inside) * smooth(0.0012, 0.0036, lead)
    slope = (tilt[0][cells] * ahead + tilt[1][cells] * aside) / step * 2
    raised = blur(tile, 0.0016)
    bevel = (np.gradient(raised, axis=0) + np.gradient(raised, axis=1)) * sheet.side / 1536
    glass = hues[cells] * (1 + slope + 0.16 * sheet.noise(60, 3))[..., None] + 1.2 * bevel[..., None]
    grout = ramp("4a4238 6a5e4e", 0.5 + 0.8 * sheet.noise(90, 3)) * (0.75 + 0.25 * (1 - raised))[..., None]
    return over(grout, glass, tile)


def floor(sheet: Sheet) -> tuple[Array, Array]:
    """What is shown, (side, side, 3), and which way its rows of tiles run, (side, side)."""
    right, down = sheet.across - 0.5, sheet.down - 0.5
    away, turn = np.hypot(right, down), np.arctan2(down, right)
    rings = 0.5 + 0.5 * np.sin(62 * away + 3 * np.sin(3 * turn) + 2.4 * sheet.noise(4, 2))
    scene = ramp("0c2c54 10486c 1c6c88 3c9ca4 8cd0c4", rings * 0.7 + 0.2 * sheet.noise(6, 2))
    directions = turn + np.pi / 2 + 0.15 * np.cos(3 * turn)
    for first, names in ((0.25, "c43c1c e8642c f49c48 fcd48c"), (0.25 + np.pi, "e0a838 f0c860 f8e4a8 fffaf0")):
        scene = fish(scene, (away, turn), first, names)
    return border(sheet, scene, directions, away)


def fish(scene: Array, place: tuple[Array, Array], first: float, names: str) -> Array:
    """One fish bent along a circle, its head at the angle ``first``: scales, fins, a dark back and an eye."""
    away, turn = place
    along = ((turn - first) % (2 * np.pi)) / 2.5
    off = away - 0.232 - 0.030 * np.sin(6.5 * along)
    girth = 0.118 * np.sqrt(np.clip(along * 1.6, 0, 1)) * np.clip(1 - along, 0, 1) ** 0.75 + 0.010 * (along < 1)
    body = (np.abs(off) < girth) & (along < 1)
    fork = smooth(0.86, 1.12, along) * 0.13
    tail = (along >= 0.90) & (along < 1.15) & (np.abs(off) < fork) & (np.abs(off) > (along - 1.0) * 0.24)
    fin = (np.abs(off) < girth + 0.050 * np.sin(np.clip((along - 0.25) / 0.34, 0, 1) * np.pi)) & (along < 0.62) & ~body
    rays = 0.5 + 0.5 * np.sin(90 * along)
    shade = (np.abs(off - 0.004) < girth + 0.022) & (along < 1.02)
    scene = over(scene, colour("081c3c"), shade.astype(float))
    scene = over(scene, ramp(names, 0.25 + 0.5 * rays), (fin | tail).astype(float))
    scale = 0.5 + 0.5 * np.sin(70 * along) * np.cos(95 * off)
    skin = ramp(names, 0.62 - 0.55 * off / (girth + 1e-6) * 0.9 + 0.30 * (scale - 0.5))
    skin = over(skin, colour("3c1c28"), ((off > girth * 0.62) & (scale > 0.42)).astype(float))
    skin = over(skin, colour("fff4dc"), (np.abs(off + girth * 0.62) < girth * 0.2).astype(float))
    skin = over(skin, colour("8c2418"), (np.abs(along - 0.19 + 1.2 * off**2 * 40) < 0.018).astype(float))
    scene = over(scene, skin, body.astype(float))
    eye = np.hypot((along - 0.09) * 0.56, off - 0.022)
    scene = over(scene, colour("fffbe8"), (eye < 0.036).astype(float))
    return over(scene, colour("14141c"), (eye < 0.018).astype(float))


def border(sheet: Sheet, scene: Array, directions: Array, away: Array) -> tuple[Array, Array]:
    """Bands round the pool, running waves on gold outside, flowers in the corners and a red edge."""
    for inner, outer, name in ((POOL, 0.423, "fff2d4"), (0.423, 0.447, "8c2c24"), (0.447, 0.465, "f0c860")):
        scene = over(scene, colour(name), ((away >= inner) & (away < outer)).astype(float))
    outside = away >= 0.465
    leaves = 0.5 + 0.5 * np.sin(22 * (sheet.across + sheet.down)) * np.sin(22 * (sheet.across - sheet.down))
    scene = over(scene, ramp("b8842c e0b04c f8dc90", leaves + 0.5 * sheet.noise(8, 2)), outside.astype(float))
    for x in (0.085, 0.915):
        for y in (0.085, 0.915):
            near, petal = sheet.distance(x, y), np.arctan2(sheet.down - y, sheet.across - x)
            bloom = near < 0.062 + 0.026 * np.cos(8 * petal)
            scene = over(scene, ramp("f8d8a8 d8583c 8c2030", near / 0.085), bloom.astype(float))
            scene = over(scene, colours("fff4c8 24506c")[int(x > y)], (near < 0.022).astype(float))
            directions = np.where(near < 0.10, petal + np.pi / 2, directions)
    edge, beside = sheet.margin()
    directions = np.where(edge < 0.04, np.where(beside, np.pi / 2, 0.0), directions)
    crest = np.where(beside, sheet.down, sheet.across) * 14
    scene = over(scene, colour("7c2420"), (edge < 0.036).astype(float))
    return over(scene, colour("f4e4c0"), ((edge < 0.036) & ((crest % 1) < 0.42)).astype(float)), directions
