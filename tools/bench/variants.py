"""How long a warm process takes over the variants: ``python -m tools.bench.variants PHOTO STYLE SIZE FOLDER``.

Prints the seconds that the three small paintings take together, of a painting of SIZE, the second time in one process.
"""

import time
from pathlib import Path

import typer

from core.imaging import images
from effects.style_transfer.options import FineOptions, StyleTransferConfig
from effects.style_transfer.recipe import WeightedStyle
from effects.style_transfer.stylize import open_encoder
from effects.style_transfer.variant_paintings import paint_variants


def main(photo: Path, style: Path, size: int, folder: Path) -> None:
    """Print the time that variants of PHOTO in the style of STYLE take; FOLDER keeps weights."""
    content, sample = (images.load(path.read_bytes(), long_side=size) for path in (photo, style))
    options, seconds = FineOptions(size=size), 0.0
    for _ in range(2):
        begin = time.perf_counter()
        encoder = open_encoder(StyleTransferConfig(), options, folder)
        list(paint_variants(content, [WeightedStyle(sample)], options, lambda *_: None, encoder=encoder))
        seconds = time.perf_counter() - begin
    print(seconds)


if __name__ == "__main__":
    typer.run(main)
