"""How long a warm worker takes over the variants: ``python -m tools.bench.variants PHOTO STYLE SIZE FOLDER``.

Prints the seconds that the small paintings of a painting of SIZE take together, the second time in one process.
"""

import time
from pathlib import Path

import typer
from PIL import Image

from core.imaging import images
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig, StyleTransferOptions


class Unwatched:
    """A report of paintings that nobody looks at."""

    resume: bytes | None = None

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None:
        """Shows nothing."""

    def checkpoint(self, state: bytes) -> None:
        """Keeps nothing."""


def paint_variants(effect: StyleTransfer, photo: Image.Image, style: Image.Image, size: int) -> float:
    """Seconds from the start of the work to the last small painting."""
    options = StyleTransferOptions(size=size)
    begin = time.perf_counter()
    for variant in effect.variants(options):
        wanted = {**options.model_dump(), **variant.changes, **variant.draft}
        effect.run({"content": photo, "style": style}, StyleTransferOptions.model_validate(wanted), Unwatched())
    return time.perf_counter() - begin


def main(photo: Path, style: Path, size: int, folder: Path) -> None:
    """Print the time that variants of PHOTO in the style of STYLE take; FOLDER keeps weights."""
    content, sample = (images.load(path.read_bytes(), long_side=size) for path in (photo, style))
    effect = StyleTransfer(StyleTransferConfig(), folder)
    paint_variants(effect, content, sample, size)
    print(paint_variants(effect, content, sample, size))


if __name__ == "__main__":
    typer.run(main)
