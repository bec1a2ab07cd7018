"""What a network says of a painting: how much of the style distance it closes at each tap, and its content distance."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import torch
from PIL import Image
from torch import Tensor

from effects.features import weights
from effects.features.encoder import Encoder, FeatureConfig, read_tensors
from effects.features.losses import content_distance, mean_gram, relative_distance
from effects.features.tensors import to_tensor
from effects.features.weights_metadata import RELU_TAPS, VGG19_WIDTHS, WeightsMetadata

TAP_NAMES = tuple(f"relu{block}_1" for block in range(1, 6))
CONTENT_TAP = 20
AS_PUBLISHED = FeatureConfig(padding="zeros")


@dataclass(frozen=True)
class Verdict:
    """The share of the style distance that is closed, tap by tap, and the content distance."""

    closed: tuple[float, ...]
    content: float

    @property
    def mean_closed(self) -> float:
        """The mean of all taps."""
        return mean(self.closed)


class Judge:
    """A network, the taps where it compares styles and the one where it compares contents."""

    def __init__(self, encoder: Encoder, taps: Sequence[int] = RELU_TAPS, content_tap: int = CONTENT_TAP) -> None:
        self._encoder, self._taps, self._content_tap = encoder, taps, content_tap

    def of(self, photo: Image.Image, style: Image.Image) -> "PairJudge":
        """The judge of paintings of ``photo``, of its size, in the manner of ``style``."""
        return PairJudge(self, photo, style)

    @torch.no_grad()
    def look(self, image: Image.Image) -> tuple[list[Tensor], Tensor]:
        """The Gram matrices of a picture at the taps, and its features at the content tap."""
        taps = {*self._taps, self._content_tap}
        features = self._encoder.features(to_tensor(image, self._encoder.device), taps)
        return [mean_gram(features[tap]) for tap in self._taps], features[self._content_tap]


class PairJudge:
    """The judge of paintings of one photo in one style."""

    def __init__(self, judge: Judge, photo: Image.Image, style: Image.Image) -> None:
        self._judge = judge
        photo_grams, self._content = judge.look(photo)
        self._grams, _ = judge.look(style)
        self._start = self._distances(photo_grams)

    def assess(self, painting: Image.Image) -> Verdict:
        """The verdict on a painting of the photo's size; of a style distance of 0 the share is not a number."""
        grams, content = self._judge.look(painting)
        closed = tuple(
            (start - found) / start if start else float("nan")
            for start, found in zip(self._start, self._distances(grams), strict=True)
        )
        return Verdict(closed, content_distance(content, self._content).item())

    def _distances(self, grams: list[Tensor]) -> list[float]:
        return [relative_distance(own, style).item() for own, style in zip(grams, self._grams, strict=True)]


def open_judge(encoder: str, folder: Path) -> Judge:
    """VGG19 as published; ``encoder`` is ``vgg19`` (kept in ``folder``) or the path of a file. Raises WeightsError."""
    return Judge(Encoder.open(weights.find(encoder, folder), AS_PUBLISHED))


def open_teller(path: Path) -> Judge:
    """torchvision's VGG19 up to conv3_1, which has no metadata. It tells, and nothing is chosen by it."""
    taps = RELU_TAPS[:3]
    metadata = WeightsMetadata(
        name="vgg19, cut", licence="BSD-3-Clause", trained_on="ImageNet-1k", widths=VGG19_WIDTHS[:5], taps=taps
    )
    return Judge(Encoder(metadata, read_tensors(path, metadata.widths), AS_PUBLISHED), taps, taps[-1])
