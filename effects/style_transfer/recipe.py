"""What the recipes have in common: they are generators that give a ``Step`` after each step of the optimiser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from PIL import Image
from torch import Tensor

State = Mapping[str, Tensor]
"""All that the rest of the work depends on, but the pictures, the options and the encoder."""


class WeightedStyle(NamedTuple):
    """A style picture, mode RGB, and how much it counts beside the others; only ratios of weights matter."""

    image: Image.Image
    weight: float = 1.0


@dataclass(frozen=True)
class Step:
    """One step taken: the share of the work that is done, the loss before the step, and ways to look and to stop.

    ``sketched`` says whether the picture looks like the painting that is coming by now.
    """

    fraction: float
    loss: float
    sketched: bool
    picture: Callable[[], Image.Image]
    state: Callable[[], State]
