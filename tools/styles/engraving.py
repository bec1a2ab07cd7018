"""A hand-coloured engraving: a lighthouse over heavy seas, clouds and the sun's rays, all in swelling lines."""

import numpy as np

from tools.styles.lines import lines
from tools.styles.palette import colour, ramp
from tools.styles.sheet import Array, Sheet, at, blur, over, smooth

SUN = (0.27, 0.22, 0.085)
SEA = 0.60
INK = colour("2a1c1a")
CLOUDS = (
    (0.62, 0.16, 0.10), (0.74, 0.12, 0.13), (0.88, 0.17, 0.12), (0.99, 0.13, 0.10), (0.70, 0.22, 0.08),
    (0.82, 0.25, 0.09), (0.95, 0.26, 0.10), (0.03, 0.38, 0.07), (0.12, 0.36, 0.09), (0.22, 0.40, 0.07),
    (0.32, 0.42, 0.05),
)  # fmt: skip
WAVES = ((0.60, 0.020, 0.13), (0.65, 0.034, 0.19), (0.715, 0.052, 0.28), (0.80, 0.075, 0.40), (0.91, 0.10, 0.56))
"""Where each row of waves begins, how high they are and how long."""


def draw(sheet: Sheet) -> Array:
    """Paper, the colourist's tints, and the plate's ink over them."""
    paper = ramp("efe0bd e4d0a4 f4e8cc", 0.5 + 0.6 * sheet.noise(4, 5))
    ink, tint = sky(sheet)
    for part in (clouds, sea, cliff, tower):
        ink, tint = part(sheet, ink, tint)
    picture = paper * np.clip(blur(tint, 0.004) + 0.1 * sheet.noise(6, 4)[..., None], 0, 1)
    pressed = 0.92 + 0.12 * sheet.noise(70, 2)
    return over(picture, INK, np.clip(ink * pressed, 0, 1))


def sky(sheet: Sheet) -> tuple[Array, Array]:
    """Level lines above, rays round the sun, and its disc in rings."""
    x, y, radius = SUN
    away, turn = sheet.distance(x, y), np.arctan2(sheet.down - y, sheet.across - x)
    level = 62 * sheet.down + 0.9 * np.sin(5 * sheet.across + 3) + 0.8 * sheet.noise(3, 2)
    dark = 0.52 - 0.55 * sheet.down + 0.25 * sheet.noise(4, 3)
    ray = 0.5 + 0.5 * np.cos(16 * turn)
    rays = smooth(0.50, 0.12, away / (0.55 + 0.45 * ray))
    ink = lines(level, np.clip(dark, 0.12, 0.7) * (1 - rays))
    ink = np.maximum(
        ink, lines(80 * turn / np.pi, np.clip(0.55 * rays * (1 - 0.75 * ray), 0, 1)) * (away > radius * 1.1)
    )
    disc = lines(
        90 * (away + 0.4 * (sheet.across - x)),
        np.clip(0.15 + 3.5 * (sheet.across - x) + 2 * (sheet.down - y), 0.05, 0.6),
    )
    ink = np.where(away < radius, disc, ink)
    ink = np.maximum(ink, (np.abs(away - radius) < 0.003) * 1.0)
    tint = over(
        ramp("7fb2c8 a8ccd0 f0d8b0", sheet.down / SEA), colour("ffd070"), np.clip(rays * (0.4 + 0.6 * ray), 0, 1)
    )
    return ink, over(tint, colour("f08c3c"), (away < radius).astype(float))


def clouds(sheet: Sheet, ink: Array, tint: Array) -> tuple[Array, Array]:
    """Puffs, the nearer over the farther, each hatched round its own middle on the side away from the sun."""
    wobble = 0.014 * sheet.noise(14, 3)
    for x, y, radius in CLOUDS:
        right, down = sheet.across - x, sheet.down - y
        away = np.hypot(right, down * 1.15) + wobble
        inside = away < radius
        shade = np.clip(
            0.05 + 0.5 * (down + 0.6 * right) / radius + 0.35 * (away / radius) ** 3 + 0.2 * sheet.noise(8, 2), 0, 0.75
        )
        hatch = lines(72 * (np.hypot(right + 0.04, down + 0.05) + wobble), shade)
        ink = np.where(inside, np.maximum(hatch, away > radius - 0.0035), ink)
        tint = np.where(inside[..., None], ramp("fff4e0 f4d0bc b8a4b8", 0.5 + 0.7 * down / radius), tint)
    return ink, tint


def sea(sheet: Sheet, ink: Array, tint: Array) -> tuple[Array, Array]:
    """Rows of breaking waves, each lined along its swell, the nearer the larger; foam is left white."""
    for row, (top, height, width) in enumerate(WAVES):
        place = sheet.across / width + 0.37 * row + 0.3 * sheet.noise(3, 2)
        swell = place - np.floor(place)
        steep = np.where(swell < 0.7, (swell / 0.7) ** 2.4, ((1 - swell) / 0.3) ** 1.3)
        below = sheet.down - top + height * steep + 0.004 * sheet.noise(30, 2)
        inside = below > 0
        depth = np.clip(sheet.down - top + height, 0, 1) / height
        along = sheet.down - top + height * steep * np.exp(-0.45 * depth) + 0.012 * sheet.noise(7, 2)
        foam = smooth(0.5 * height, 0.02 * height, below) * steep**1.5 * (0.75 + 0.9 * sheet.noise(26, 2))
        foam = np.clip(foam * 1.6, 0, 1)
        shade = 0.26 + 0.5 * steep * smooth(0.1, 0.9, below / height) + 0.35 * sheet.noise(9, 2)
        fill = lines(along * (0.9 / (0.012 + 0.16 * height)), np.clip(shade, 0.1, 0.8) * (1 - foam))
        ink = np.where(inside, np.maximum(fill, below < 0.0028), ink)
        water = over(ramp("7cbcac 4a94a0 2c6890", 0.55 * steep + 0.13 * row), colour("fff8e8"), foam)
        tint = np.where(inside[..., None], water, tint)
    return ink, tint


def cliff(sheet: Sheet, ink: Array, tint: Array) -> tuple[Array, Array]:
    """Rock on the right in slabs, cross-hatched in its clefts, with grass on top."""
    x, y = sheet.warped(0.035, 9, 4)
    inside = (x > 0.63 + 0.20 * (0.9 - y) * (y < 0.9) - 0.3 * np.clip(y - 0.75, 0, 1)) & (y > 0.50 - 0.10 * (x - 0.8))
    slabs = 7 * (x + 0.32 * y) + 1.2 * sheet.noise(4, 3)
    slab = slabs - np.floor(slabs)
    ledges = 6 * (y - 0.25 * x) + 2.3 * np.floor(slabs) + 0.8 * sheet.noise(5, 3)
    ledge = ledges - np.floor(ledges)
    shade = np.clip(0.12 + 0.55 * slab + 0.40 * ledge**2 + 0.3 * sheet.noise(12, 3), 0.06, 0.95)
    first = lines(60 * (0.75 * x - 0.5 * y) + 1.5 * slab, shade)
    second = lines(56 * (0.35 * x + 0.9 * y) + 1.5 * ledge, np.clip(shade - 0.5, 0, 0.5))
    cleft = np.maximum(slab > 0.955, ledge > 0.965)
    rock = ramp("f0d4a8 cc9c70 94684c 6c4c48", 0.75 * slab + 0.3 * ledge)
    top = inside & (y < 0.535 - 0.10 * (x - 0.8))
    grass = lines(95 * x + 12 * y + 3 * sheet.noise(12, 2), 0.45 + 0.5 * sheet.noise(10, 2))
    stone = np.maximum.reduce((first, second, cleft))
    outline = inside ^ (at(inside.astype(float), np.stack((sheet.across + 0.003, sheet.down - 0.003), -1)) > 0.5)
    ink = np.maximum(np.where(inside, np.where(top, grass, stone), ink), outline)
    return ink, np.where(inside[..., None], np.where(top[..., None], colour("9cb464"), rock), tint)


def tower(sheet: Sheet, ink: Array, tint: Array) -> tuple[Array, Array]:
    """A banded lighthouse, hatched round its barrel; the lantern shines."""
    middle, foot, top = 0.80, 0.50, 0.18
    height = (foot - sheet.down) / (foot - top)
    girth = 0.046 - 0.016 * np.clip(height, 0, 1)
    beside = (sheet.across - middle) / girth
    shaft = (np.abs(beside) < 1) & (height > -0.05) & (height < 1)
    band = np.floor(height * 5) % 2 == 0
    barrel = 70 * sheet.down + 1.3 * beside**2
    ink = np.where(shaft, lines(barrel, np.clip(0.32 + 0.5 * beside + 0.12 * band, 0, 0.9)), ink)
    tint = np.where(shaft[..., None], np.where(band[..., None], colour("d8503c"), colour("fff4dc")), tint)
    gallery = (np.abs(sheet.across - middle) < 0.042) & (np.abs(height - 1.01) < 0.022)
    lantern = (np.abs(sheet.across - middle) < 0.022) & (height > 1.03) & (height < 1.16)
    roof = (np.abs(sheet.across - middle) < 0.030 * (1.27 - height) / 0.11) & (height >= 1.16) & (height < 1.27)
    bars = np.abs(np.abs(sheet.across - middle) - 0.008) < 0.0025
    ink = np.where(gallery | roof, 0.92, np.where(lantern, bars, ink))
    tint = np.where(lantern[..., None], colour("ffdc60"), tint)
    rim = shaft & (np.abs(beside) > 0.93) | lantern & (np.abs(sheet.across - middle) > 0.019)
    return np.maximum(ink, rim), tint
