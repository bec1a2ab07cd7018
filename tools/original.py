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

from effects.features.tensors import to_image, to_tensor
from effects.style_transfer.recipe import State
from tools.torchvision_shim import declare

LAYERS = (0, 5, 10, 19, 28)
EPOCHS = 50
SIDE = 256


def vgg19() -> nn.Sequential:
    """torchvision's VGG19 up to features.28, with random weights."""
    declare()
    from torchvision.models import vgg19

    return vgg19().features[:29]


class Painter:
    """Paints one picture, epoch by epoch; pictures are 1 x 3 x H x W in [0, 1]."""

    def __init__(self, network: nn.Sequential, content: Tensor, style: Tensor) -> None:
        self._network, self._content, self._style = network, content, style
        self.painting = content.clone().requires_grad_()
        self._optimiser = torch.optim.Adam([self.painting], lr=0.005)

    def epoch(self) -> float:
        """Takes a step; returns the loss before it."""
        content_loss = style_loss = torch.zeros(())
        features = (_features(self._network, x) for x in (self.painting, self._content, self._style))
        for ours, photo, sample in zip(*features, strict=True):
            content_loss = content_loss + torch.mean((ours - photo) ** 2)
            style_loss = style_loss + torch.mean((_gram(ours) - _gram(sample)) ** 2)
        total = content_loss + 100 * style_loss
        self._optimiser.zero_grad()
        total.backward()
        self._optimiser.step()
        return total.item()

    @torch.no_grad()
    def move_to(self, state: State) -> None:
        """Goes on from a state of ``classic``, as if it had come there by itself.

        What is compared step by step has to begin each step at the same place: otherwise what processors round
        differently adds up, and Adam divides by a gradient's size, so the faintest gradient's sign is a whole step.
        """
        self.painting.copy_(state["variable.0"])
        self._optimiser.state[self.painting] = {
            "step": state["counts"][0].float(),
            "exp_avg": state["mean.0"].clone(),
            "exp_avg_sq": state["square.0"].clone(),
        }


def paint(network: nn.Sequential, content: Tensor, style: Tensor, epochs: int = EPOCHS) -> Tensor:
    """The painting."""
    painter = Painter(network, content, style)
    for _ in range(epochs):
        painter.epoch()
    return painter.painting.detach()


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
    painting = paint(vgg19(), pictures[0], pictures[1], epochs)
    to_image(painting).save(output)


if __name__ == "__main__":
    typer.run(main)
