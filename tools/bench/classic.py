"""What ``classic`` is measured with: random weights of VGG19's shape, and the original's losses on them."""

from itertools import islice
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from effects.features.encoder import Encoder
from effects.features.tensors import to_image, to_tensor
from effects.features.weights_metadata import RELU_TAPS, VGG19_WIDTHS, WeightsMetadata, shapes
from effects.style_transfer import classic
from effects.style_transfer.options import ClassicOptions
from tools import original

SIDE = 256


def write_random_weights(path: Path) -> None:
    """Weights of VGG19's shape; what they are doesn't change what they cost."""
    generator = torch.Generator().manual_seed(0)
    weights = {
        name: torch.randn(shape, generator=generator) * ((2 / (9 * shape[1])) ** 0.5 if len(shape) == 4 else 0.0)
        for name, shape in shapes(VGG19_WIDTHS).items()
    }
    metadata = WeightsMetadata(name="random", licence="MIT", trained_on="nothing", widths=VGG19_WIDTHS, taps=RELU_TAPS)
    save_file(weights, path, metadata.to_strings())


def loss_difference(weights: Path, epochs: int = 5) -> float:
    """The largest relative difference between the original's losses and ``classic``'s, on noise, in fp32.

    Each epoch of the original begins where ``classic``'s does.
    """
    encoder = Encoder.open(weights, classic.FEATURES)
    generator = torch.Generator().manual_seed(1)
    photo, style = (to_image(torch.rand(1, 3, SIDE, SIDE, generator=generator)) for _ in range(2))
    steps = classic.paint(photo, style, encoder, ClassicOptions(size=SIDE), tick=lambda: None)
    network = original.vgg19()
    network.load_state_dict({n.removeprefix("features."): t for n, t in load_file(weights).items()})
    painter = original.Painter(network, *(to_tensor(x, encoder.device) for x in (photo, style)))
    differences = []
    for step in islice(steps, epochs):
        loss = painter.epoch()
        differences.append(abs(step.loss - loss) / loss)
        painter.move_to(step.state())
    return max(differences)
