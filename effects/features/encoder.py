"""The encoder: VGG19's layers up to features.29, with any width per convolution.

A *tap* is the index of a layer; the features that leave that layer are what the losses compare.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple, Self

import torch
from pydantic import ValidationError
from safetensors import SafetensorError, safe_open
from torch import Tensor
from torch.nn import functional

from atelier_bot import WeightsError
from effects.features.layers import Tick, convolve, in_strips, pool, rectify
from effects.features.losses import moments
from effects.features.weights_metadata import CONVOLUTIONS, POOLINGS, RELU_TAPS, WeightsMetadata, factor, shapes

STRIP = 1 << 15
"""About how many positions of the largest features are held at a time."""
FIRST_POOLING = POOLINGS[0]


@dataclass(frozen=True)
class FeatureConfig:
    """How a recipe reads features: how conv1_1 pads, and whether mean and deviation are applied."""

    padding: Literal["zeros", "replicate"] = "replicate"
    normalise: bool = True


class Description(NamedTuple):
    """What losses compare of a picture: a Gram matrix a tap, and features 1 x C x H x W by tap; all in fp32."""

    grams: list[Tensor]
    contents: dict[int, Tensor]


class Encoder:
    """A frozen convolutional network whose features describe a picture's content and style.

    Convolutions run in ``dtype`` on ``device``.
    """

    def __init__(
        self,
        metadata: WeightsMetadata,
        weights: Mapping[str, Tensor],
        feature_config: FeatureConfig,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> None:
        self.metadata = metadata
        self.dtype = dtype
        self.device = torch.device(device)
        self._feature_config = feature_config
        self._convolutions = {
            layer: (
                weights[f"features.{layer}.weight"].to(self.device, dtype, memory_format=torch.channels_last),
                weights[f"features.{layer}.bias"].to(self.device, dtype),
            )
            for layer in CONVOLUTIONS[: len(metadata.widths)]
        }
        self._factors = {
            tap: weights[factor(tap)].to(self.device, torch.float32) for tap in metadata.taps if factor(tap) in weights
        }
        mean, std = (metadata.mean, metadata.std) if feature_config.normalise else ((0.0,) * 3, (1.0,) * 3)
        self._mean = torch.tensor(mean, device=self.device).view(1, 3, 1, 1)
        self._std = torch.tensor(std, device=self.device).view(1, 3, 1, 1)

    @classmethod
    def open(
        cls,
        path: Path,
        feature_config: FeatureConfig,
        dtype: torch.dtype = torch.float32,
        device: torch.device | str = "cpu",
    ) -> Self:
        """Opens a safetensors file, memory-mapped. Raises WeightsError, which names the tensor that doesn't fit."""
        metadata, weights = read_weights(path)
        return cls(metadata, weights, feature_config, dtype, device)

    def features(self, picture: Tensor, taps: Collection[int], tick: Tick | None = None) -> dict[int, Tensor]:
        """The features at ``taps`` of a picture, 1 x 3 x H x W in [0, 1]: 1 x C x H' x W' each, in ``dtype``.

        ``tick`` is called after every layer, on the way forward and on the way back; what it raises stops the work.
        """
        return self._walk(self._normalised(picture), range(max(taps) + 1), taps, tick)

    def describe(
        self, picture: Tensor, styles: Sequence[int], contents: Collection[int], tick: Tick | None = None
    ) -> Description:
        """The Gram matrices at ``styles`` and the features at ``contents`` (not relu1_1) of a picture, as above.

        Of a distilled encoder both are such that distances between them are those of the network it learnt from. What
        has the picture's own size is never held whole, so a picture takes a third of the memory that it takes above.
        """
        x = self._normalised(picture)
        border = functional.pad(x, (1, 1, 1, 1), mode=self._pad_mode)
        rows = max(2, STRIP // x.shape[-1] // 2 * 2)
        block = partial(self._first_block, summed=RELU_TAPS[0] in styles)
        x, first = in_strips(block, border, rows, tick or _nothing)
        taps = {*styles, *contents} - {RELU_TAPS[0]}
        found = self._walk(x, range(FIRST_POOLING + 1, max(taps) + 1), taps, tick)
        sums = {RELU_TAPS[0]: first, **{tap: moments(found[tap]) for tap in styles if tap in found}}
        return Description(
            [self._gram(tap, sums[tap]) for tap in styles], {tap: self._content(tap, found[tap]) for tap in contents}
        )

    @property
    def _pad_mode(self) -> str:
        return "replicate" if self._feature_config.padding == "replicate" else "constant"

    def _normalised(self, picture: Tensor) -> Tensor:
        return ((picture - self._mean) / self._std).to(self.dtype).contiguous(memory_format=torch.channels_last)

    def _walk(self, x: Tensor, layers: range, taps: Collection[int], tick: Tick | None) -> dict[int, Tensor]:
        found = {}
        for layer in layers:
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
            return pool(x)
        if layer in self._convolutions:
            kernel, bias = self._convolutions[layer]
            if layer == 0:
                return convolve(functional.pad(x, (1, 1, 1, 1), mode=self._pad_mode), kernel, bias, padding=0)
            return convolve(x, kernel, bias, padding=1)
        if layer - 1 in taps:
            return functional.relu(x)
        return functional.relu_(x) if layer in taps else rectify(x)

    def _first_block(self, rows: Tensor, above: int, count: int, *, summed: bool) -> tuple[Tensor, Tensor]:
        """A ``layers.Block``: from conv1_1 to the first pooling, and the sums at relu1_1 if they are wanted."""
        x = functional.relu_(convolve(rows, *self._convolutions[0], padding=0))
        sums = moments(x[..., above : above + count, :]) if summed else x.new_zeros(())
        x = convolve(x, *self._convolutions[2], padding=1)[..., above : above + count, :]
        return pool(functional.relu(x)), sums

    def _gram(self, tap: int, sums: Tensor) -> Tensor:
        """The mean Gram matrix, C x C, or what a distilled encoder has for its teacher's, (C + 1) x (C + 1)."""
        means = sums / sums[-1, -1]
        matrix = self._factors.get(tap)
        return means[:-1, :-1] if matrix is None else matrix @ means @ matrix.T

    def _content(self, tap: int, features: Tensor) -> Tensor:
        matrix = self._factors.get(tap)
        if matrix is None:
            return features.float()
        return convolve(features.float(), matrix[:, :-1, None, None], None, padding=0)


def _nothing() -> None:
    """A tick that nobody waits for."""


def read_weights(path: Path) -> tuple[WeightsMetadata, dict[str, Tensor]]:
    """The metadata and tensors of a safetensors file, memory-mapped. Raises WeightsError."""
    try:
        with safe_open(path, framework="pt") as file:
            metadata = WeightsMetadata.model_validate(file.metadata() or {})
            return metadata, read_tensors(path, metadata.widths)
    except FileNotFoundError as error:
        raise WeightsError(f"{path}: no such weights file") from error
    except SafetensorError as error:
        raise WeightsError(f"{path}: not a safetensors file ({error})") from error
    except ValidationError as error:
        names = ", ".join(str(problem["loc"][0]) for problem in error.errors())
        raise WeightsError(f"{path}: its metadata lacks a readable {names}") from error


def read_tensors(path: Path, widths: Sequence[int]) -> dict[str, Tensor]:
    """The tensors of an encoder with these widths, memory-mapped. Raises WeightsError where one doesn't fit."""
    tensors = {}
    with safe_open(path, framework="pt") as file:
        present = set(file.keys())
        expected = {**shapes(widths), **_factor_shapes(widths, present)}
        for name, shape in expected.items():
            if name not in present:
                raise WeightsError(f"{path}: tensor {name} is missing")
            tensor = file.get_tensor(name)
            if tuple(tensor.shape) != shape:
                raise WeightsError(f"{path}: tensor {name} has the shape {tuple(tensor.shape)}, not {shape}")
            tensors[name] = tensor
    return tensors


def _factor_shapes(widths: Sequence[int], present: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """Factors are all there or none is."""
    names = {factor(layer + 1): width + 1 for layer, width in zip(CONVOLUTIONS, widths, strict=False)}
    if not any(name in names for name in present):
        return {}
    return {factor(tap): (names[factor(tap)],) * 2 for tap in RELU_TAPS if factor(tap) in names}
