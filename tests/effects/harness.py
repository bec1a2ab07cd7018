"""The small encoder's network in PyTorch's own modules, for ours to be compared with."""

from torch import nn

from effects.features.weights_metadata import CONVOLUTIONS, POOLINGS
from tests.conftest import SMALL, small_weights


def transcription(in_place: bool = False) -> nn.Sequential:
    """The same network in PyTorch's own modules; torchvision's ReLUs work in place."""
    _, weights = small_weights(SMALL)
    layers: list[nn.Module] = []
    for index in range(30):
        if index in POOLINGS:
            layers.append(nn.MaxPool2d(2))
        elif index in CONVOLUTIONS:
            kernel = weights[f"features.{index}.weight"]
            layers.append(nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1))
        else:
            layers.append(nn.ReLU(in_place))
    network = nn.Sequential(*layers)
    network.load_state_dict({name.removeprefix("features."): tensor for name, tensor in weights.items()})
    return network.requires_grad_(requires_grad=False)
