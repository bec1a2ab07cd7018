"""How long a warm worker takes to show something: ``python -m tools.bench.first_sight PHOTO STYLE SIZE FOLDER``.

Prints the seconds from the start of the work to the first preview, as the style transfer plugin gives it, the second
time in one process.
"""

import time
from contextlib import suppress
from pathlib import Path

import typer
from PIL import Image

from core.imaging import images
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig, StyleTransferOptions


class Seen(Exception):
    """There was a preview."""


class UntilSeen:
    """A report that stops the work at the first preview."""

    resume: bytes | None = None

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None:
        """Raises Seen where there is a preview, or where the work is done without one."""
        if preview is not None or fraction >= 1:
            raise Seen

    def checkpoint(self, state: bytes) -> None:
        """Keeps nothing: nobody goes on from here."""


def first_sight(photo: Image.Image, style: Image.Image, size: int, folder: Path) -> float:
    """Seconds from the start of the work to the first preview; ``folder`` keeps weights."""
    effect = StyleTransfer(StyleTransferConfig(), folder)
    begin = time.perf_counter()
    with suppress(Seen):
        effect.run({"content": photo, "style": style}, StyleTransferOptions(size=size), UntilSeen())
    return time.perf_counter() - begin


def main(photo: Path, style: Path, size: int, folder: Path) -> None:
    """Print the time to the first preview of PHOTO in the style of STYLE."""
    content, sample = (images.load(path.read_bytes(), long_side=size) for path in (photo, style))
    first_sight(content, sample, size, folder)
    print(first_sight(content, sample, size, folder))


if __name__ == "__main__":
    typer.run(main)
