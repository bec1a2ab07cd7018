"""The encoder: VGG19's layers up to features.29, with any width per convolution.

A *tap* is the index of a layer; the features that leave that layer are what the losses compare.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import torch
from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch.nn import functional

from core.nst.card import CONVOLUTIONS, POOLINGS, Card, shapes
from core.nst.errors import WeightsError
from core.nst.layers import convolve, pool_average, rectify
from core.nst.recipe import Tick


@dataclass(frozen=True)
class Reading:
    """How a recipe reads features: which pooling, how conv1_1 pads, whether mean and std are applied."""

    pooling: Literal["max", "average"] = "average"
    padding: Literal["zeros", "replicate"] = "replicate"
    normalise: bool = True


class Encoder:
    """A frozen convolutional network whose features describe a picture's content and style.

    Convolutions run in ``dtype`` on ``device``.
    """

    def __init__(
        self,
        card: Card,
        weights: Mapping[str, Tensor],
        reading: Reading,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> None:
        self.card = card
        self.dtype = dtype
        self.device = torch.device(device)
        self._reading = reading
        self._convolutions = {
            layer: (
                weights[f"features.{layer}.weight"].to(self.device, dtype, memory_format=torch.channels_last),
                weights[f"features.{layer}.bias"].to(self.device, dtype),
            )
            for layer in CONVOLUTIONS[: len(card.widths)]
        }
        mean, std = (card.mean, card.std) if reading.normalise else ((0.0,) * 3, (1.0,) * 3)
        self._mean = torch.tensor(mean, device=self.device).view(1, 3, 1, 1)
        self._std = torch.tensor(std, device=self.device).view(1, 3, 1, 1)

    @classmethod
    def open(
        cls,
        path: Path,
        reading: Reading,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> Self:
        """Opens a safetensors file, memory-mapped. Raises WeightsError, which names the tensor that doesn't fit."""
        card, weights = read_weights(path)
        return cls(card, weights, reading, dtype, device)

    def features(self, picture: Tensor, taps: Collection[int], tick: Tick | None = None) -> dict[int, Tensor]:
        """The features at ``taps`` of a picture, 1 x 3 x H x W in [0, 1]: 1 x C x H' x W' each, in ``dtype``.

        ``tick`` is called after every layer, on the way forward and on the way back; what it raises stops the work.
        """
        x = ((picture - self._mean) / self._std).to(self.dtype).contiguous(memory_format=torch.channels_last)
        found = {}
        for layer in range(max(taps) + 1):
            x = self._apply(layer, x, taps)
            if layer in taps:
                found[layer] = x
            if tick is not None:
                tick()
                if x.requires_grad:
                    x.register_hook(lambda _gradient: tick())  # type: ignore[no-untyped-call]
        return found

    def _apply(self, layer: int, x: Tensor, taps: Collection[int]) -> Tensor:
        if layer in POOLINGS:
            if self._reading.pooling == "max":
                return functional.max_pool2d(x, 2)
            return pool_average(x, self.card.pool_scale)
        if layer in self._convolutions:
            kernel, bias = self._convolutions[layer]
            if layer == 0 and self._reading.padding == "replicate":
                return convolve(functional.pad(x, (1, 1, 1, 1), mode="replicate"), kernel, bias, padding=0)
            return convolve(x, kernel, bias, padding=1)
        if layer - 1 in taps:
            return functional.relu(x)
        return functional.relu_(x) if layer in taps else rectify(x)


def read_weights(path: Path) -> tuple[Card, dict[str, Tensor]]:
    """The card and tensors of a safetensors file, memory-mapped. Raises WeightsError."""
    try:
        with safe_open(path, framework="pt") as file:
            card = Card.model_validate(file.metadata() or {})
            return card, read_tensors(path, card.widths)
    except FileNotFoundError as error:
        raise WeightsError(f"{path}: no such weights file") from error
    except SafetensorError as error:
        raise WeightsError(f"{path}: not a safetensors file ({error})") from error
    except ValidationError as error:
        names = ", ".join(str(problem["loc"][0]) for problem in error.errors())
        raise WeightsError(f"{path}: its metadata lacks a readable {names}") from error


def read_tensors(path: Path, widths: Iterable[int]) -> dict[str, Tensor]:
    """The tensors of an encoder with these widths, memory-mapped. Raises WeightsError where one doesn't fit."""
    tensors = {}
    with safe_open(path, framework="pt") as file:
        present = set(file.keys())
        for name, shape in shapes(widths).items():
            if name not in present:
                raise WeightsError(f"{path}: tensor {name} is missing")
            tensor = file.get_tensor(name)
            if tuple(tensor.shape) != shape:
                raise WeightsError(f"{path}: tensor {name} has the shape {tuple(tensor.shape)}, not {shape}")
            tensors[name] = tensor
    return tensors
