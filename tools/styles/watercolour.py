"""Wild flowers before a lake in watercolour: washes that run, dry at their rims and let the paper through."""

import numpy as np

from tools.styles.palette import colour, colours
from tools.styles.sheet import Array, Sheet, smooth
from tools.styles.wash import Paper, leaf, ribbon, shapes

WHITE = colour("fdfaf2")


def draw(sheet: Sheet) -> Array:
    """From the sky forwards, each wash over those that are dry."""
    paper = Paper(sheet, WHITE)
    sky(sheet, paper)
    mountains(sheet, paper)
    lake(sheet, paper)
    grasses(sheet, paper)
    blossoms(sheet, paper)
    spatter(sheet, paper)
    return paper.dry()


def sky(sheet: Sheet, paper: Paper) -> None:
    """Wet in wet: rose and yellow low, blue above, with a cloud left white and the sun."""
    across, down = sheet.warped(0.10, 3)
    sun = smooth(0.062, 0.058, sheet.distance(0.64, 0.20))
    clear = 1 - smooth(0.062, 0.058, sheet.distance(0.642, 0.202))
    cloud = smooth(0.0, 0.16, sheet.noise(3, 5) + 0.2 - 1.1 * np.abs(down - 0.2))
    paper.wash((1 - cloud) * smooth(0.42, 0.02, down) * clear, colour("3f8fd0"), 0.8)
    rose = smooth(0.06, 0.3, down) * smooth(0.48, 0.34, down) * (0.6 + 0.4 * np.cos(5 * across))
    paper.wash(rose * clear, colour("f7977c"), 0.3)
    paper.wash(
        smooth(0.1, 0.5, cloud) * smooth(0.05, 0.3, sheet.noise(6, 4)) * clear * smooth(0.4, 0.2, down),
        colour("9a94c8"),
        1,
    )
    paper.wash(paper.wet(sun), colour("ffb534"), 0.8)


def mountains(sheet: Sheet, paper: Paper) -> None:
    """Three ranges, the nearer the warmer and darker, each paling into mist at its foot."""
    for level, rise, cells, pigment in (
        (0.34, 0.16, 4, "8fa8d8"),
        (0.41, 0.13, 5, "6d8fb0"),
        (0.475, 0.08, 6, "4f8a7c"),
    ):
        below = sheet.below(level, rise, cells, 5, ridged=True)
        cover = paper.wet(((below > 0) & (sheet.down < 0.53)).astype(float), 0.003)
        paper.wash(cover * smooth(0.22, 0.0, below) * 0.95, colour(pigment), 1.0)
        rocks = (below > 0.008) & (sheet.noise(cells * 4, 4, ridged=True) > 0.58) & (sheet.down < 0.5)
        paper.wash(paper.wet(rocks.astype(float), 0.004) * smooth(0.14, 0.0, below) * 0.7, colour(pigment), 0.6)


def lake(sheet: Sheet, paper: Paper) -> None:
    """Water in broad horizontal strokes with dry streaks between, and the shore's reflection."""
    streaks = sheet.noise(5, 3) + 0.6 * np.sin(110 * sheet.down + 5 * sheet.noise(4, 2))
    water = ((sheet.down > 0.53) & (sheet.down < 0.80)).astype(float)
    paper.wash(paper.wet(water * (streaks > -0.5), 0.005) * 0.85, colour("79b8cc"), 0.7)
    paper.wash(paper.wet(water * (streaks > 0.12) * (sheet.down < 0.66), 0.004) * 0.8, colour("4c93a8"), 0.9)
    gold = paper.wet(
        water * (streaks < -0.1) * (np.abs(sheet.across - 0.64) < 0.07 + 0.03 * np.sin(190 * sheet.down)), 0.008
    )
    paper.lift(gold * 0.85, WHITE)
    paper.wash(gold * 0.9, colour("ffc860"), 0.9)


def grasses(sheet: Sheet, paper: Paper) -> None:
    """A bank of blades, pale ones behind and dark ones before."""
    for count, pigment, length, top in (
        (90, "d0d86a", 0.36, 0.74),
        (100, "8fbf5a", 0.38, 0.84),
        (70, "4f9060", 0.36, 0.94),
    ):
        bank = paper.wet((sheet.below(top + 0.05, 0.05, 6, 4) > 0).astype(float))
        paper.wash(bank * 0.55, colour(pigment), 0.8)
        places, sizes = sheet.random.uniform(0, 1, count), sheet.random.uniform(0.5, 1.15, count)
        leans = sheet.random.normal(0, 0.22, count)
        blades = [
            leaf(x, 1.02, -np.pi / 2 + lean, length * size, 0.016 * size, lean * 1.5, 0.8)
            for x, lean, size in zip(places, leans, sizes, strict=True)
        ]
        paper.wash(paper.wet(shapes(sheet, blades), 0.002) * 0.8, colour(pigment), 0.7)


def blossoms(sheet: Sheet, paper: Paper) -> None:
    """Poppies, cornflowers and cosmos: petal over petal, with dark hearts dropped in while wet."""
    pigments = colours("f0563e f58a5a e85c8c 9a7cd8 5f8fe0 f7b23e")
    count = 24
    heads = np.stack((np.linspace(0.02, 0.98, count), 0.60 + 0.3 * np.modf(np.arange(count) * 0.618)[0]), -1)
    heads += sheet.random.uniform(-0.02, 0.02, heads.shape)
    sizes = sheet.random.uniform(0.05, 0.075, count) * (0.45 + 0.8 * heads[:, 1])
    kinds = sheet.random.integers(0, len(pigments), count)
    bend = np.array((0, 0.012, 0.02))
    stems = [
        ribbon(np.stack((x + bend * np.sin(40 * x), np.linspace(y, 1.02, 3)), -1), np.array((0.005, 0.006, 0.008)))
        for x, y in heads
    ]
    paper.wash(paper.wet(shapes(sheet, stems), 0.002), colour("4a7d3c"), 0.6)
    veins = 0.72 + 0.5 * sheet.noise(34, 3, ridged=True)
    for first in (0, 1):
        for kind, pigment in enumerate(pigments):
            outlines = [
                leaf(x, y, 1.05 * petal + 9 * x, size, size * 0.95, 0.25 * np.sin(50 * y + petal), 1.5)
                for (x, y), size in zip(heads[kinds == kind], sizes[kinds == kind], strict=True)
                for petal in range(first, 6, 2)
            ]
            cover = paper.wet(shapes(sheet, outlines), 0.008)
            paper.lift(cover * 0.8, WHITE)
            pale = np.zeros_like(cover)
            for (x, y), size in zip(heads[kinds == kind], sizes[kinds == kind], strict=True):
                pale += np.exp(-(((sheet.distance(x, y - size * 0.45)) / size / 0.42) ** 2))
            paper.wash(cover * veins * np.clip(1.1 - 0.75 * pale, 0.1, 1.1), pigment, 1.3)
    hearts = [leaf(x - size * 0.2, y, 0.3, size * 0.42, size * 0.36) for (x, y), size in zip(heads, sizes, strict=True)]
    paper.wash(paper.wet(shapes(sheet, hearts), 0.008), colour("4a2a4a"), 0.8)


def spatter(sheet: Sheet, paper: Paper) -> None:
    """Drops shaken from the brush."""
    for pigment in ("f08a7c", "7fa8e6", "a8cc7a"):
        places, sizes = sheet.random.uniform(0, 1, (18, 2)), sheet.random.uniform(0.003, 0.010, 18)
        drops = [leaf(x, y, 0, size, size) for (x, y), size in zip(places, sizes, strict=True)]
        paper.wash(paper.wet(shapes(sheet, drops), 0.003) * 0.7, colour(pigment), 0.9)
