"""Judges an encoder by the pictures it paints: ``make judge`` prints figures and draws a sheet of all pairs.

The judge is the true VGG19 at relu1_1, relu2_1 and relu3_1, with zero padding and max pooling as published. For a
painting x of the photo c in the style s, its style distance d at a layer is |G(x) - G(s)|^2 / |G(s)|^2, G the mean
Gram matrix, and its content distance the mean squared difference from c at relu3_1 over the variance of c there. The
share closed at a layer is (d(c) - d(x)) / (d(c) - d(v)), where v is painted by the same recipe with the judge's own
layers as the encoder: 1 is as good as VGG19 itself, 0 as good as leaving the photo alone.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import Annotated

import torch
import typer
from PIL import Image
from rich.console import Console
from rich.progress import track
from rich.table import Table

from core.nst import fine, images
from core.nst.card import VGG19_WIDTHS, Card
from core.nst.encoder import Encoder, Reading, read_tensors
from core.nst.losses import content_distance, mean_gram, relative_distance
from core.nst.options import FineOptions
from core.nst.recipe import WeightedStyle
from core.nst.stylize import stylize
from core.nst.tensors import to_tensor
from core.nst.weights import COMPACT

SHARED = Path(__file__).parents[2] / "shared"
LAYERS = {"relu1_1": 1, "relu2_1": 6, "relu3_1": 11}
CPU = torch.device("cpu")
MINIMA = {"mean": 0.75, "layer": 0.4, "content": 1.3}


@dataclass(frozen=True)
class Painting:
    """A picture and what the judge says of it: style distance by layer, content distance."""

    image: Image.Image
    style: list[float]
    content: float


@dataclass(frozen=True)
class Pair:
    """A photo, a style and the two paintings."""

    photo: Painting
    style: Image.Image
    reference: Painting
    candidate: Painting

    def closed(self, layer: int) -> float:
        """The share of the style distance that the candidate closes at the n-th layer."""
        start = self.photo.style[layer]
        return (start - self.candidate.style[layer]) / (start - self.reference.style[layer])


def judge_encoder(weights: Path, reading: Reading, pool_scale: float = 1.0) -> Encoder:
    """The true VGG19 up to conv3_1; its file holds the published tensors and no card."""
    card = Card(
        name="vgg19, cut",
        licence="BSD-3-Clause",
        trained_on="ImageNet-1k",
        widths=VGG19_WIDTHS[:5],
        taps=tuple(LAYERS.values()),
        pool_scale=pool_scale,
    )
    return Encoder(card, read_tensors(weights, card.widths), reading)


@torch.no_grad()
def assess(judge: Encoder, image: Image.Image, photo: Image.Image, style: Image.Image) -> Painting:
    """What the judge says of ``image`` as a painting of ``photo`` in the style of ``style``."""
    taps = tuple(LAYERS.values())
    of_image, of_photo, of_style = (judge.features(to_tensor(picture, CPU), taps) for picture in (image, photo, style))
    distances = [relative_distance(mean_gram(of_image[tap]), mean_gram(of_style[tap])).item() for tap in taps]
    return Painting(image, distances, content_distance(of_image[taps[-1]], of_photo[taps[-1]]).item())


def judge_pair(judge: Encoder, reference: Encoder, candidate: Encoder, paths: tuple[Path, Path], size: int) -> Pair:
    """Paints a photo in a style with both encoders and judges the two paintings."""
    photo, style = (images.shrink(images.load(path.read_bytes()), size) for path in paths)
    reference_image, candidate_image = (
        stylize(
            photo,
            [WeightedStyle(style)],
            FineOptions(size=size),
            lambda _fraction, _preview: None,
            encoder=encoder,
        )
        for encoder in (reference, candidate)
    )
    return Pair(
        assess(judge, photo, photo, style),
        style,
        assess(judge, reference_image, photo, style),
        assess(judge, candidate_image, photo, style),
    )


def figures(pairs: list[Pair]) -> dict[str, float]:
    """The means over all pairs; ``content`` is the candidates' mean content distance over the references'."""
    closed = {name: mean(pair.closed(n) for pair in pairs) for n, name in enumerate(LAYERS)}
    reference, candidate = (mean(getattr(pair, who).content for pair in pairs) for who in ("reference", "candidate"))
    grids = {
        f"grid of {who}": mean(grid(getattr(pair, who).image) for pair in pairs)
        for who in ("photo", "reference", "candidate")
    }
    return {**closed, "mean": mean(closed.values()), "content": candidate / reference, **grids}


def grid(image: Image.Image, period: int = 8) -> float:
    """How much of a picture's fine detail repeats every ``period`` pixels: about 1 where nothing does.

    Detail is divided by its local strength, then averaged over all period x period blocks: what remains, a weave or the
    blocks of a JPEG file, is compared with what chance would leave.
    """
    grey = to_tensor(image, CPU).mean(1, keepdim=True)
    detail = grey - torch.nn.functional.avg_pool2d(grey, 5, 1, 2, count_include_pad=False)
    strength = torch.nn.functional.avg_pool2d(detail.square(), 17, 1, 8, count_include_pad=False).sqrt()
    even = (detail / (strength + 1e-3)).clamp(-2, 2)[0, 0]
    rows, columns = (side // period for side in even.shape)
    blocks = even[: rows * period, : columns * period].reshape(rows, period, columns, period)
    return (blocks.mean((0, 2)).var() / (blocks.var() / (rows * columns))).item()


def draw_sheet(pairs: list[Pair], size: int) -> Image.Image:
    """Photo, style, reference and candidate of every pair, two pairs a row."""
    cell = size + 8
    sheet = Image.new("RGB", (8 * cell + 24, -(-len(pairs) // 2) * cell), "white")
    for index, pair in enumerate(pairs):
        row = (pair.photo.image, pair.style, pair.reference.image, pair.candidate.image)
        for column, image in enumerate(row):
            sheet.paste(image, ((index % 2) * (4 * cell + 24) + column * cell, index // 2 * cell))
    return sheet


def main(
    encoder: Annotated[Path, typer.Argument(help="The weights to judge.")] = COMPACT,
    weights: Annotated[Path, typer.Option(help="VGG19, conv1_1 to conv3_1.")] = SHARED
    / "weights/vgg19-conv1_1-conv3_1.safetensors",
    pictures: Annotated[Path, typer.Option(help="A folder with content/ and style/.")] = SHARED / "pictures",
    size: Annotated[int, typer.Option(help="Long side of all pictures.")] = 256,
    sheet: Annotated[Path, typer.Option(help="Where to put the contact sheet.")] = Path("judge.png"),
    report: Annotated[Path | None, typer.Option(help="Where to put the figures as JSON.")] = None,
) -> None:
    """Judge an encoder: the share of the style distance it closes, at what content distance."""
    judge = judge_encoder(weights, Reading(pooling="max", padding="zeros"))
    reference = judge_encoder(weights, fine.READING, pool_scale=2.0)
    candidate = Encoder.open(encoder, fine.READING)
    photos, styles = (sorted((pictures / name).iterdir()) for name in ("content", "style"))
    paths = [(photo, style) for photo in photos for style in styles]
    pairs = [judge_pair(judge, reference, candidate, pair, size) for pair in track(paths, "judging", transient=True)]

    found = figures(pairs)
    table = Table("", "found", "needed", title=f"{candidate.card.name}: {len(pairs)} pairs at {size} px")
    for name, figure in found.items():
        needed = "" if name.startswith("grid") else f"{MINIMA.get(name, MINIMA['layer'])}"
        table.add_row(name, f"{figure:.3f}", f"{'<=' if name == 'content' else '>='} {needed}" if needed else "")
    Console().print(table)
    draw_sheet(pairs, size).save(sheet)
    print(f"{sheet}: photo, style, by VGG19, by {candidate.card.name}")
    if report is not None:
        report.write_text(json.dumps(found, indent=2) + "\n")


if __name__ == "__main__":
    typer.run(main)
