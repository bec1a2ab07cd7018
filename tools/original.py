"""The original bot's style transfer, transcribed plainly: what Atelier is measured against.

VGG19's layers 0, 5, 10, 19 and 28, three passes an epoch (painting, photo and style, all with gradients), weights that
aren't frozen, Gram matrices summed over positions, 50 epochs of Adam. Run as a program it is the whole process that is
timed: ``python -m tools.original PHOTO STYLE -o PAINTING``. Its weights are random: they cost the same.
"""

from pathlib import Path
from typing import Annotated

import torch
import typer
from PIL import Image
from torch import Tensor, nn

from core.nst.tensors import to_image, to_tensor
from tools.torchvision_shim import declare

LAYERS = (0, 5, 10, 19, 28)
EPOCHS = 50
SIDE = 256


def vgg19() -> nn.Sequential:
    """torchvision's VGG19 up to features.28, with random weights."""
    declare()
    from torchvision.models import vgg19

    return vgg19().features[:29]


def paint(network: nn.Sequential, content: Tensor, style: Tensor, epochs: int = EPOCHS) -> tuple[Tensor, list[float]]:
    """The painting and the loss of each epoch; pictures are 1 x 3 x H x W in [0, 1]."""
    painting = content.clone().requires_grad_()
    optimiser = torch.optim.Adam([painting], lr=0.005)
    losses = []
    for _ in range(epochs):
        content_loss = style_loss = torch.zeros(())
        for ours, photo, sample in zip(*(_features(network, x) for x in (painting, content, style)), strict=True):
            content_loss = content_loss + torch.mean((ours - photo) ** 2)
            style_loss = style_loss + torch.mean((_gram(ours) - _gram(sample)) ** 2)
        total = content_loss + 100 * style_loss
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        losses.append(total.item())
    return painting.detach(), losses


def _features(network: nn.Sequential, picture: Tensor) -> list[Tensor]:
    found = []
    for index, layer in enumerate(network):
        picture = layer(picture)
        if index in LAYERS:
            found.append(picture)
    return found


def _gram(features: Tensor) -> Tensor:
    _, channels, height, width = features.shape
    rows = features.view(channels, height * width)
    return rows.mm(rows.t())


def main(
    photo: Path, style: Path, output: Annotated[Path, typer.Option("--output", "-o")], epochs: int = EPOCHS
) -> None:
    """Paint PHOTO in the style of STYLE as the original bot did, at 256 x 256."""
    pictures = [
        to_tensor(Image.open(path).convert("RGB").resize((SIDE, SIDE)), torch.device("cpu")) for path in (photo, style)
    ]
    painting, _ = paint(vgg19(), pictures[0], pictures[1], epochs)
    to_image(painting).save(output)


if __name__ == "__main__":
    typer.run(main)
