"""What to try small, side by side, before one of them is painted large; free of PyTorch."""

from atelier_bot import Variant
from effects.style_transfer.options import Detail, FineOptions

STRENGTH_STEP = 0.25
"""How much lighter and bolder, ..."""
LEAST_STRENGTH = 0.1
"""... but never so light that it stays the photo."""
STROKES = 2.0
"""How many times as large the strokes are; where they are larger than this they can only be made smaller."""
SMALL_SIDE = 192
"""The long side of a small painting in pixels at most."""


def variants(options: FineOptions) -> list[Variant]:
    """Lighter, bolder and with other strokes than ``options``, and otherwise the same, the seed and the size too.

    At the ends of the range of strength all three move towards its middle, so that they always differ.
    """
    middle = min(max(options.strength, LEAST_STRENGTH + STRENGTH_STEP), 1 - STRENGTH_STEP)
    larger = options.style_scale <= STROKES
    strokes = options.style_scale * (STROKES if larger else 1 / STROKES)
    changes = {
        "lighter": {"strength": round(middle - STRENGTH_STEP, 2)},
        "bolder": {"strength": round(middle + STRENGTH_STEP, 2)},
        "larger-strokes" if larger else "finer-strokes": {"strength": middle, "style_scale": strokes},
    }
    draft = {"size": _small(options.size), "detail": Detail.DRAFT.value}
    return [Variant(name=name, changes=changed, draft=draft) for name, changed in changes.items()]


def _small(size: int) -> int:
    """The size of a small painting that foretells one of ``size``.

    It is that of one of the large painting's stages, so that both are painted through the same sizes: then they have
    the same large shapes, and not only the same palette and strokes.
    """
    while size > SMALL_SIDE:
        size = (size + 1) // 2
    return size
