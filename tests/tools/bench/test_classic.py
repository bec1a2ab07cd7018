"""What ``classic`` is measured with."""

from pathlib import Path

import torch

from core.nst.card import VGG19_WIDTHS
from core.nst.encoder import read_weights
from tools.bench import classic


def test_random_weights_have_vgg19s_shape_and_are_the_same_every_time(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one", "other")]
    for path in paths:
        classic.write_random_weights(path)
    (card, one), (_, other) = map(read_weights, paths)
    assert card.widths == VGG19_WIDTHS
    assert all(torch.equal(weight, other[name]) for name, weight in one.items())
