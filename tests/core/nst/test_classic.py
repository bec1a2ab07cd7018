"""``classic`` does what the original bot did: the same losses, step by step, as a plain transcription of it."""

import pytest
import torch
from torch import Tensor, nn

from core.nst import classic
from core.nst.encoder import Encoder
from core.nst.options import ClassicOptions
from core.nst.tensors import to_tensor
from tests.conftest import SMALL, picture, small_weights
from tests.core.nst.test_encoder import transcription


def original_losses(content: Tensor, style: Tensor, epochs: int) -> list[float]:
    """The original program: three passes an epoch, torchvision's in-place ReLUs, both targets computed anew."""
    network = transcription()[:29]
    for layer in network:
        if isinstance(layer, nn.ReLU):
            layer.inplace = True
        layer.requires_grad_()

    def features(picture: Tensor) -> list[Tensor]:
        found = []
        for index, layer in enumerate(network):
            picture = layer(picture)
            if index in (0, 5, 10, 19, 28):
                found.append(picture)
        return found

    generated = content.clone().requires_grad_()
    optimiser = torch.optim.Adam([generated], lr=0.005)
    losses = []
    for _ in range(epochs):
        content_loss = style_loss = torch.zeros(())
        for ours, theirs, painted in zip(features(generated), features(content), features(style), strict=True):
            _, channels, height, width = ours.shape
            content_loss = content_loss + torch.mean((ours - theirs) ** 2)
            gram = ours.view(channels, height * width).mm(ours.view(channels, height * width).t())
            target = painted.view(channels, height * width).mm(painted.view(channels, height * width).t())
            style_loss = style_loss + torch.mean((gram - target) ** 2)
        total = content_loss + 100 * style_loss
        optimiser.zero_grad()
        total.backward()
        optimiser.step()
        losses.append(total.item())
    return losses


@pytest.mark.parametrize("seed", [0, 1])
def test_losses_are_those_of_the_original_step_by_step(seed: int) -> None:
    content, style = picture(64, 64, seed), picture(64, 64, seed + 10)
    encoder = Encoder(*small_weights(SMALL), classic.READING)
    steps = classic.paint(content, style, encoder, ClassicOptions(size=64), tick=lambda: None)
    ours = [step.loss for step in steps]
    device = torch.device("cpu")
    expected = original_losses(to_tensor(content, device), to_tensor(style, device), epochs=50)
    assert ours == pytest.approx(expected, rel=1e-4)
    assert ours[-1] < ours[0] / 2


def test_it_takes_fifty_epochs_and_keeps_the_aspect_ratio() -> None:
    encoder = Encoder(*small_weights(SMALL), classic.READING)
    steps = list(classic.paint(picture(80, 60, 0), picture(70, 90, 1), encoder, ClassicOptions(size=64), lambda: None))
    assert len(steps) == 50
    assert [step.fraction for step in steps] == pytest.approx([n / 50 for n in range(1, 51)])
    assert steps[-1].picture().size == (64, 48)
