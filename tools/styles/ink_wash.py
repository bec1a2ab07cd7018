"""Mountains in mist and bamboo: ink from pale grey to black on old paper, a red sun and the painter's seal."""

from itertools import pairwise

import numpy as np

from tools.styles.palette import colour, ramp
from tools.styles.sheet import Array, Sheet, smooth
from tools.styles.wash import Paper, leaf, ribbon, shapes

INK = colour("1e2226")


def draw(sheet: Sheet) -> Array:
    """The farthest first: sun, ranges, then bamboo close by."""
    paper = Paper(sheet, ramp("f4ead2 eadbb8 f2e6cc", 0.5 + 0.6 * sheet.noise(3, 4)))
    sun = smooth(0.075, 0.071, sheet.distance(0.57, 0.16))
    paper.wash(paper.wet(sun, 0.003), colour("dc4a30"), 0.5)
    ranges(sheet, paper)
    bamboo(sheet, paper)
    seal(sheet, paper)
    return paper.dry()


def ranges(sheet: Sheet, paper: Paper) -> None:
    """Steep ranges, each dark along its crest, dry-brushed down its sides and lost in the mist below."""
    layers = (
        (0.40, 0.22, 5, "8ba3b4", 0.55, 0.16),
        (0.54, 0.24, 5, "6f8a9a", 0.80, 0.16),
        (0.70, 0.20, 6, "6a7468", 1.00, 0.15),
        (0.90, 0.16, 6, "3a4648", 1.20, 0.16),
    )
    for level, rise, cells, pigment, strength, depth in layers:
        below = sheet.below(level, rise, cells, 6, ridged=True)
        inside = paper.wet((below > 0).astype(float), 0.003)
        mist = smooth(depth, 0.0, below + 0.06 * sheet.noise(5, 4))
        paper.wash(inside * mist * strength, colour(pigment), 0.4)
        furrows = np.sin(sheet.across * 130 + below * 60 + 8 * sheet.noise(8, 3))
        hatch = sheet.noise(9, 3) + 0.75 * furrows + 0.5 * paper.tooth
        folds = paper.wet(((inside > 0.5) & (hatch > 0.3 + 1.1 * below / depth)).astype(float), 0.004)
        paper.wash(folds * smooth(depth, 0, below) * strength, colour(pigment) * 0.7, 0.3)
        crest = np.abs(below - 0.004) < 0.0035 + 0.005 * sheet.noise(14, 3)
        paper.wash(paper.wet(crest.astype(float), 0.002) * min(1, strength), INK, 0.2)


def bamboo(sheet: Sheet, paper: Paper) -> None:
    """Stalks of jointed strokes, dry at their middle, and leaves in sheaves."""
    stalks = ((0.91, -0.04, 0.018, 0.50, 6), (0.10, 0.06, 0.032, 0.8, 5), (0.225, 0.02, 0.024, 1.2, 6))
    for x, lean, width, strength, joints in stalks:
        ends = np.linspace(1.04, -0.06, joints + 1)
        segments = [
            ribbon(
                np.stack((x + lean * (1 - np.linspace(low, high, 9)), np.linspace(low - 0.006, high + 0.006, 9)), -1),
                width * (1 + 0.25 * np.abs(np.linspace(-1, 1, 9)) ** 3),
            )
            for low, high in pairwise(ends)
        ]
        middle = (sheet.across - x - lean * (1 - sheet.down)) / width + 0.12
        bristles = sheet.noise(40, 2) + 0.5 * np.sin(middle * 26 + 6 * sheet.noise(12, 2))
        loaded = np.clip(0.35 + 2.2 * middle**2 + 0.5 * bristles, 0.05, 1.2)
        paper.wash(paper.wet(shapes(sheet, segments), 0.0015) * loaded * strength, colour("2c3a34"), 0.9)
        knots = [leaf(x + lean * (1 - y) - width * 0.7, y, 0.05, width * 1.4, 0.010) for y in ends]
        paper.wash(shapes(sheet, knots) * strength, INK, 0.2)
        for number, y in enumerate(ends[1:-1]):
            sheaf(sheet, paper, (x + lean * (1 - y), y), strength, 1 if number % 2 else -1)


def sheaf(sheet: Sheet, paper: Paper, joint: tuple[float, float], strength: float, side: int) -> None:
    """A twig to one side of a joint, with leaves hanging from it: some in pale ink, more in dark."""
    x, y = joint
    reach = side * sheet.random.uniform(0.10, 0.16)
    twig = ribbon(
        np.array([(x, y), (x + reach * 0.5, y - 0.03), (x + reach, y - 0.025)]), np.array((0.005, 0.004, 0.002))
    )
    for count, tone in ((3, 0.35), (5, 0.95)):
        places = np.linspace(0.3, 1, count) + sheet.random.uniform(-0.1, 0.1, count)
        turns, sizes = sheet.random.normal(0, 0.5, count), sheet.random.uniform(0.65, 1.1, count)
        leaves = [
            leaf(
                x + reach * t,
                y - 0.028 * t,
                np.pi / 2 - side * 0.7 + turn,
                0.15 * size,
                0.021 * size,
                0.25 * side,
                0.75,
            )
            for t, turn, size in zip(places, turns, sizes, strict=True)
        ]
        paper.wash(paper.wet(shapes(sheet, [twig, *leaves]), 0.0015) * strength * tone, colour("20302c"), 0.7)


def seal(sheet: Sheet, paper: Paper) -> None:
    """A red seal with four strokes cut out."""
    right, down = np.abs(sheet.across - 0.395), np.abs(sheet.down - 0.085)
    block = (right < 0.030) & (down < 0.036)
    cut = (np.abs(right - 0.013) < 0.0035) & (down < 0.027) | (np.abs(down - 0.011) < 0.0035) & (right < 0.023)
    paper.wash(paper.wet((block & ~cut).astype(float), 0.003), colour("cc3a28"), 0.3)
