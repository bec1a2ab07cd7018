"""What ``classic`` is measured with."""

from pathlib import Path

import torch

from effects.features.encoder import read_weights
from effects.features.weights_metadata import VGG19_WIDTHS
from tools.bench import classic


def test_random_weights_have_vgg19s_shape_and_are_the_same_every_time(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("one", "other")]
    for path in paths:
        classic.write_random_weights(path)
    (metadata, one), (_, other) = map(read_weights, paths)
    assert metadata.widths == VGG19_WIDTHS
    assert all(torch.equal(weight, other[name]) for name, weight in one.items())
