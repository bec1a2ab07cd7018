"""A coloured woodcut: pines before a mountain and a red sun, the gouge's marks left standing round every shape."""

import numpy as np

from tools.styles.lines import lines
from tools.styles.palette import colour, ramp
from tools.styles.sheet import Array, Sheet, at, over, smooth

SUN = (0.66, 0.27, 0.135)
SHORE = 0.66


def draw(sheet: Sheet) -> Array:
    """Three colour blocks, a little out of register, then the black one."""
    across, down = sheet.warped(0.006, 26, 3)
    black, blocks = np.zeros_like(down), np.broadcast_to(colour("f0e0bc"), (*down.shape, 3))
    for part in (sky, mountains, lake, pines):
        black, blocks = part(sheet, across, down, black, blocks)
    register = np.stack((sheet.across + 0.003, sheet.down - 0.003), -1)
    picture = at(blocks, register) * (0.97 + 0.09 * grain(sheet))[..., None]
    inked = black * smooth(-0.75, -0.45, sheet.noise(90, 3) + 0.5 * grain(sheet))
    return over(picture, colour("191418"), inked * 0.96)


def grain(sheet: Sheet) -> Array:
    """The grain of a plank, about 0: long fibres, bent round what was a branch."""
    bent = sheet.down + 0.05 * sheet.noise(3, 2) + 0.02 * np.exp(-((sheet.distance(0.3, 0.4) / 0.1) ** 2))
    return np.sin(330 * bent + 14 * sheet.noise(5, 4)) * (0.4 + sheet.noise(6, 3)) + 0.8 * sheet.noise(60, 2)


def sky(sheet: Sheet, across: Array, down: Array, black: Array, blocks: Array) -> tuple[Array, Array]:
    """Air that flows round the sun in long cuts, darker upwards."""
    x, y, radius = SUN
    away = np.hypot(across - x, down - y)
    blocks = over(
        blocks,
        ramp("2c5a80 5f93a0 e8c888 f0a860", 1.5 * down + 0.25 * sheet.noise(4, 3) - 0.1),
        np.full_like(down, 0.95),
    )
    halo = smooth(0.34, 0.14, away)
    blocks = over(blocks, colour("f4c468"), halo * 0.8)
    blocks = over(blocks, ramp("e0482c c02c26", (down - y) / radius * 0.5 + 0.5), (away < radius).astype(float))
    flow = 22 * down + 2.6 * sheet.noise(3, 3) + 1.2 * np.sin(6 * across + 2)
    near = np.exp(-((away / 0.30) ** 2))
    phase = flow * (1 - near) + near * 34 * away
    darkness = np.clip(0.62 - 0.9 * down + 0.45 * sheet.noise(7, 3) - 0.25 * halo, 0, 0.8)
    outside = away > radius + 0.012
    rim = (np.abs(away - radius - 0.006) < 0.005) * 1.0
    within = lines(26 * (down - y), np.clip((down - y) / radius * 0.5 - 0.1, 0, 0.6)) * (away < radius)
    return np.maximum.reduce((black, lines(phase, darkness) * outside, rim, within)), blocks


def mountains(sheet: Sheet, across: Array, down: Array, black: Array, blocks: Array) -> tuple[Array, Array]:
    """Two ranges: light cut from the right-hand slopes, the left-hand ones left dark."""
    layers = ((0.47, 0.24, 4, "6c8ca4 a8b4b0 f0e4c8"), (0.62, 0.14, 5, "2c5868 5c8878 b8b070"))
    for level, rise, cells, tones in layers:
        below = sheet.below(level, rise, cells, 4, ridged=True)
        inside = (below > 0) & (down < SHORE)
        folds = sheet.noise(cells * 2, 4, ridged=True)
        lit = np.gradient(folds + 0.6 * below, axis=1) * sheet.side / 9
        blocks = over(blocks, ramp(tones, 0.45 - 0.6 * lit), inside.astype(float))
        phase = 46 * (across * 0.75 + 0.55 * down) + 3.2 * folds
        darkness = np.clip(0.42 + 0.75 * lit + 0.5 * sheet.noise(9, 2), 0, 0.9)
        black = np.where(inside, np.maximum(lines(phase, darkness), np.abs(below - 0.004) < 0.004), black)
    return black, blocks


def lake(sheet: Sheet, across: Array, down: Array, black: Array, blocks: Array) -> tuple[Array, Array]:
    """Water in waves that widen towards the viewer, with the sun's path left uncut."""
    below = np.clip(down - SHORE, 0, 1)
    wide = np.sqrt(below + 0.004)
    waves = 24 * wide + 0.35 * np.sin(across * 46 / (0.6 + 2.4 * wide)) + 1.1 * sheet.noise(6, 3)
    path = np.exp(-(((across - SUN[0]) / (0.06 + 0.12 * below)) ** 2))
    inside = down > SHORE
    tint = over(ramp("4c8c94 2c6484 1c3c64", 2.4 * below + 0.3 * sheet.noise(5, 3)), colour("f0a048"), 0.9 * path)
    blocks = over(blocks, tint, inside.astype(float))
    darkness = np.clip(0.36 + 0.6 * below + 0.35 * sheet.noise(8, 3) - 0.35 * path, 0.05, 0.8)
    return np.where(inside, np.maximum(lines(waves, darkness), below < 0.005), black), blocks


def pines(sheet: Sheet, across: Array, down: Array, black: Array, blocks: Array) -> tuple[Array, Array]:
    """Pines on both sides, black, with a light cut for every bough."""
    for x, top, foot, width in (
        (0.93, 0.30, 0.80, 0.10),
        (0.30, 0.36, 0.86, 0.10),
        (0.06, 0.20, 0.98, 0.16),
        (0.17, 0.08, 1.04, 0.20),
    ):
        height = (down - top) / (foot - top)
        beside = np.abs(across - x - 0.01 * np.sin(9 * height))
        tiers = height * 9 + 5 * beside + 0.3 * sheet.noise(20, 2)
        saw = tiers - np.floor(tiers)
        reach = width * np.clip(height, 0, 1) ** 0.8 * (0.42 + 0.62 * saw)
        tree = (beside < reach) & (height > 0) & (height < 0.94)
        trunk = (beside < 0.008 + 0.010 * height) & (height > 0.05) & (height < 1.02)
        needles = lines(
            30 * (across - x) + 26 * height + 16 * beside,
            np.clip(0.95 - 0.75 * saw + 0.3 * sheet.noise(12, 2), 0.25, 1),
        )
        blocks = over(blocks, ramp("3c6c4c 88a05c e0b860", 1 - saw + 2 * (across - x)), tree.astype(float))
        black = np.where(tree, np.maximum(needles, saw < 0.16), np.where(trunk, 1, black))
    bank = down > 0.93 + 0.03 * sheet.noise(6, 3)
    grass = lines(60 * across + 8 * sheet.noise(10, 2) + 20 * down, 0.7 + 0.5 * sheet.noise(9, 2))
    blocks = over(blocks, colour("c89848"), bank.astype(float))
    return np.where(bank, grass, black), blocks
