"""Enlargement beside Lanczos: ``python -m tools.enlargement PAINTING...``, else on the style gallery's pictures.

Each painting is shrunk, enlarged again in both ways and compared with what it was.
"""

from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import Annotated, Any, NamedTuple

import numpy as np
import typer
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from effects.enlarge.effect import EnlargeOptions
from effects.enlarge.enlarge import enlarge

GALLERY = Path(__file__).parents[1] / "effects" / "style_transfer" / "gallery"
FACTORS = 2, 4
EDGES = 0.05
"""The share of a painting's pixels that are its strongest edges."""

Pixels = NDArray[np.floating[Any]]


class Figures(NamedTuple):
    """What an enlargement is worth, colours in steps of 255.

    ``sharpness`` is how steep the painting's strongest edges are, as a share of what they were; ``disagreement`` how
    far it is from the small picture when it is shrunk again (root mean square); ``halo`` how far colours go beyond all
    of the small picture's around them, in the mean; ``psnr`` how near it is to the painting, in dB.
    """

    sharpness: float
    disagreement: float
    halo: float
    psnr: float


def measured(painting: Image.Image, factor: int) -> tuple[Figures, Figures]:
    """Lanczos' figures and ours for an RGB painting whose sides ``factor`` divides."""
    small = painting.resize((painting.width // factor, painting.height // factor), Image.Resampling.LANCZOS)
    lanczos = small.resize(painting.size, Image.Resampling.LANCZOS)
    ours = enlarge(small, max(painting.size), EnlargeOptions.model_validate({}).sharpness, lambda _done, _seen: None)
    return figures(lanczos, painting, small), figures(ours, painting, small)


def figures(enlarged: Image.Image, painting: Image.Image, small: Image.Image) -> Figures:
    """How good a picture is that was made of ``small``, which was made of ``painting``."""
    was = _steepness(painting.filter(ImageFilter.GaussianBlur(1)))
    edges = was > np.quantile(was, 1 - EDGES)
    again = enlarged.resize(small.size, Image.Resampling.LANCZOS)
    darkest, lightest = (small.filter(of(3)) for of in (ImageFilter.MinFilter, ImageFilter.MaxFilter))
    low, high = (_pixels(one.resize(painting.size, Image.Resampling.NEAREST)) for one in (darkest, lightest))
    colours = _pixels(enlarged)
    return Figures(
        float(_steepness(enlarged)[edges].mean() / _steepness(painting)[edges].mean()),
        _distance(again, small),
        float((np.maximum(low - colours, 0) + np.maximum(colours - high, 0)).mean()),
        20 * float(np.log10(255 / max(_distance(enlarged, painting), 1e-6))),
    )


def _pixels(picture: Image.Image) -> Pixels:
    return np.asarray(picture, dtype=np.float32)


def _steepness(picture: Image.Image) -> Pixels:
    """The length of the luminance's gradient at each pixel."""
    down, right = np.gradient(_pixels(picture.convert("L")))
    steepness: Pixels = np.hypot(down, right)
    return steepness


def _distance(one: Image.Image, other: Image.Image) -> float:
    return float(np.sqrt(np.square(_pixels(one) - _pixels(other)).mean()))


def _opened(path: Path) -> Image.Image:
    """A painting in RGB, cut so that all factors divide it."""
    with Image.open(path) as file:
        picture = file.convert("RGB")
    most = max(FACTORS)
    return picture.crop((0, 0, picture.width // most * most, picture.height // most * most))


def _means(of: Sequence[Figures]) -> Figures:
    return Figures(*(mean(column) for column in zip(*of, strict=True)))


def _row(name: str, factor: int, lanczos: Figures, ours: Figures) -> str:
    """A line of the table."""
    cells = (f"{one:.2f} / {other:.2f}" for one, other in zip(lanczos, ours, strict=True))
    return f"| {name}, {factor} times | {' | '.join(cells)} |"


def main(
    paintings: Annotated[list[Path] | None, typer.Argument(help="Paintings; else the style gallery's.")] = None,
) -> None:
    """Print a table: Lanczos and ours."""
    paths = paintings or sorted(GALLERY.glob("*.jpg"))
    print("| Lanczos / ours | sharpness | disagreement | halo | PSNR, dB |")
    print("|---|---|---|---|---|")
    for factor in FACTORS:
        found = []
        for path in paths:
            found.append(measured(_opened(path), factor))
            print(_row(path.stem, factor, *found[-1]), flush=True)
        print(_row("all", factor, *(_means(each) for each in zip(*found, strict=True))), flush=True)


if __name__ == "__main__":
    typer.run(main)
