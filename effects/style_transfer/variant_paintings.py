"""Small paintings of the variants of a painting, for a person to choose one that is then painted large."""

from collections.abc import Iterator, Sequence

from PIL import Image

from effects.features.encoder import Encoder
from effects.style_transfer.options import FineOptions
from effects.style_transfer.progress import Report
from effects.style_transfer.recipe import WeightedStyle
from effects.style_transfer.stylize import stylize
from effects.style_transfer.variants import small, variants


def paint_variants(
    content: Image.Image,
    styles: Sequence[WeightedStyle],
    options: FineOptions,
    report: Report,
    *,
    encoder: Encoder,
) -> Iterator[tuple[FineOptions, Image.Image]]:
    """The options of each variant, at the size and the detail of ``options``, with a small painting of it.

    ``report`` is told the share done of all of them, several times a second and without previews; what it raises stops
    the work at once.
    """
    found = variants(options)
    for number, variant in enumerate(found):

        def report_share(fraction: float, preview: Image.Image | None, done: int = number) -> None:
            report((done + fraction) / len(found), preview)

        yield variant, stylize(content, styles, small(variant), report_share, encoder=encoder)
