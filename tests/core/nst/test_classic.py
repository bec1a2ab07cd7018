"""``classic`` does what the original bot did: the same losses, step by step, as a plain transcription of it."""

import pytest
import torch

from core.nst import classic
from core.nst.encoder import Encoder
from core.nst.options import ClassicOptions
from core.nst.tensors import to_tensor
from tests.conftest import SMALL, picture, small_weights
from tests.core.nst.test_encoder import transcription
from tools import original


@pytest.mark.parametrize("seed", [0, 1])
def test_losses_are_those_of_the_original_step_by_step(seed: int) -> None:
    content, style = picture(64, 64, seed), picture(64, 64, seed + 10)
    encoder = Encoder(*small_weights(SMALL), classic.READING)
    steps = classic.paint(content, style, encoder, ClassicOptions(size=64), tick=lambda: None)
    ours = [step.loss for step in steps]
    network = transcription(in_place=True)[:29].requires_grad_()
    device = torch.device("cpu")
    _, expected = original.paint(network, to_tensor(content, device), to_tensor(style, device))
    assert ours == pytest.approx(expected, rel=1e-4)
    assert ours[-1] < ours[0] / 2


def test_it_takes_fifty_epochs_and_keeps_the_aspect_ratio() -> None:
    encoder = Encoder(*small_weights(SMALL), classic.READING)
    steps = list(classic.paint(picture(80, 60, 0), picture(70, 90, 1), encoder, ClassicOptions(size=64), lambda: None))
    assert len(steps) == 50
    assert [step.fraction for step in steps] == pytest.approx([n / 50 for n in range(1, 51)])
    assert steps[-1].picture().size == (64, 48)
