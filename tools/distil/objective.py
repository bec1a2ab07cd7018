"""How far the student is from its teacher: by features, and by the Gram matrices that style is told by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import torch
from torch import Tensor

from effects.features.encoder import Encoder
from effects.features.weights_metadata import RELU_TAPS
from tools.distil.student import Student, Window, within

GRAM_WEIGHT = 1.0


class Teacher:
    """VGG19 at the taps, each in units of its own root mean square over a first batch."""

    def __init__(self, encoder: Encoder, first: Tensor) -> None:
        self._encoder = encoder
        self._scales = [1.0] * len(RELU_TAPS)
        self._scales = [features.square().mean().sqrt().item() for features in self(first)]

    @torch.no_grad()
    def __call__(self, pictures: Tensor) -> list[Tensor]:
        """Features N x C x H x W at each tap of pictures N x 3 x H x W in [0, 1]."""
        features = self._encoder.features(pictures, RELU_TAPS)
        return [features[tap].float() / scale for tap, scale in zip(RELU_TAPS, self._scales, strict=True)]


def grams(features: Tensor) -> Tensor:
    """The mean Gram matrix of each picture: N x C x C of N x C x H x W."""
    rows = features.flatten(2).float()
    return rows @ rows.transpose(1, 2) / rows.shape[-1]


def apart(found: Tensor, wanted: Tensor) -> Tensor:
    """The relative squared distance of each picture's Gram matrices: N."""
    return (found - wanted).square().sum((1, 2)) / wanted.square().sum((1, 2)).clamp_min(1e-6)


@dataclass(frozen=True)
class Loss:
    """What is minimised, and the relative squared errors of the features at each tap."""

    total: Tensor
    errors: list[float]


@dataclass(frozen=True)
class Lesson:
    """Pictures N x 3 x H x W, and what the teacher says of them; of the shallow taps only what is in the window."""

    pictures: Tensor
    wanted: Sequence[Tensor]
    window: Window

    @classmethod
    def of(cls, teacher: Teacher, pictures: Tensor, window: Window) -> Self:
        """In half precision, in which it may be kept for a while."""
        return cls(pictures, [features.bfloat16() for features in within(window, teacher(pictures))], window)


def compare(student: Student, lesson: Lesson) -> Loss:
    """The loss of the student on a lesson."""
    found, wanted = student(lesson.pictures, lesson.window), [features.float() for features in lesson.wanted]
    errors = [(a - b).square().mean() / b.square().mean() for a, b in zip(found, wanted, strict=True)]
    styles = [apart(grams(a), grams(b)).clamp_max(4).mean() for a, b in zip(found, wanted, strict=True)]
    total = torch.stack(errors).sum() + GRAM_WEIGHT * torch.stack(styles).sum()
    return Loss(total, torch.stack(errors).tolist())
