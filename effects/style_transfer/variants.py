"""What to try small, side by side, before one of them is painted large; free of PyTorch."""

from effects.style_transfer.options import Detail, FineOptions

STRENGTH_STEP = 0.25
"""How much lighter and bolder, ..."""
LEAST_STRENGTH = 0.1
"""... but never so light that it stays the photo."""
STROKES = 2.0
"""How many times as large the strokes are; where they are larger than this they can only be made smaller."""
SMALL_SIDE = 192
"""The long side of a small painting in pixels at most."""


def variants(options: FineOptions) -> tuple[FineOptions, FineOptions, FineOptions]:
    """Lighter, bolder and with other strokes than ``options``, and otherwise the same, the seed and the size too.

    At the ends of the range of strength all three move towards its middle, so that they always differ.
    """
    middle = min(max(options.strength, LEAST_STRENGTH + STRENGTH_STEP), 1 - STRENGTH_STEP)
    strokes = STROKES if options.style_scale <= STROKES else 1 / STROKES
    return (
        options.model_copy(update={"strength": round(middle - STRENGTH_STEP, 2)}),
        options.model_copy(update={"strength": round(middle + STRENGTH_STEP, 2)}),
        options.model_copy(update={"strength": middle, "style_scale": options.style_scale * strokes}),
    )


def small(options: FineOptions) -> FineOptions:
    """The options of a quick painting that foretells the one that ``options`` ask for.

    Its size is that of one of the large painting's stages, so that both are painted through the same sizes: then they
    have the same large shapes, and not only the same palette and strokes.
    """
    size = options.size
    while size > SMALL_SIDE:
        size = (size + 1) // 2
    return options.model_copy(update={"size": size, "detail": Detail.DRAFT})
