"""``classic`` does what the original bot did: the same losses, step by step, as a plain transcription of it."""

from math import sqrt

import pytest
from torch import Tensor

from effects.features.encoder import Encoder
from effects.features.losses import gram
from effects.features.tensors import to_tensor
from effects.style_transfer import classic
from effects.style_transfer.options import ClassicOptions
from tests.conftest import SMALL, picture, small_weights
from tests.effects.harness import transcription
from tools import original

ROUNDING = 1e-5
"""How far features and Gram matrices in single precision may be from true, as a share of their norm; 1e-6 was found."""


def norm_of_targets(content: Tensor, style: Tensor, encoder: Encoder) -> float:
    """The root of the loss of a painting without any features.

    The root of a loss is a distance to the targets in this norm. So, by the triangle inequality, targets and features
    that are known to a share of their norm give it to that share of this norm, however small the loss itself is.
    """
    contents, styles = (encoder.features(photo, classic.TAPS) for photo in (content, style))
    squares = (
        contents[tap].square().mean() + classic.STYLE_WEIGHT * gram(styles[tap]).square().mean() for tap in classic.TAPS
    )
    return sqrt(sum(square.item() for square in squares))


@pytest.mark.parametrize("seed", [0, 1])
def test_each_step_is_the_originals_from_the_same_state(seed: int) -> None:
    content, style = picture(64, 64, seed), picture(64, 64, seed + 10)
    encoder = Encoder(*small_weights(SMALL), classic.FEATURES)
    photo, sample = (to_tensor(image, encoder.device) for image in (content, style))
    allowed = ROUNDING * norm_of_targets(photo, sample, encoder)
    painter = original.Painter(transcription(in_place=True)[:29].requires_grad_(), photo, sample)
    losses = []
    for step in classic.paint(content, style, encoder, ClassicOptions(size=64), tick=lambda: None):
        loss, state = painter.epoch(), step.state()
        assert sqrt(step.loss) == pytest.approx(sqrt(loss), abs=allowed)
        # On average: where there is next to no gradient its sign is chance, and is a whole step.
        assert (state["variable.0"] - painter.painting).abs().mean() < classic.RATE / 1000
        painter.move_to(state)
        losses.append(loss)
    assert losses[-1] < losses[0] / 2


def test_it_takes_fifty_epochs_and_keeps_the_aspect_ratio() -> None:
    encoder = Encoder(*small_weights(SMALL), classic.FEATURES)
    steps = list(classic.paint(picture(80, 60, 0), picture(70, 90, 1), encoder, ClassicOptions(size=64), lambda: None))
    assert len(steps) == 50
    assert [step.fraction for step in steps] == pytest.approx([n / 50 for n in range(1, 51)])
    assert steps[-1].picture().size == (64, 48)
