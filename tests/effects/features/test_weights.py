"""Which file an encoder's name stands for."""

from pathlib import Path

import pytest

from core.plugins.errors import WeightsError
from effects.features import weights
from effects.features.encoder import read_weights
from effects.features.weights_metadata import VGG19_WIDTHS


def test_vgg19_and_compact_need_no_download(tmp_path: Path) -> None:
    for name, widths in (("vgg19", VGG19_WIDTHS), ("compact", None)):
        metadata, _ = read_weights(weights.find(name, tmp_path))
        assert metadata.name.startswith(name)
        assert widths is None or metadata.widths == widths


def test_torchvisions_have_to_be_downloaded_first(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"there are no weights at .*`weights torchvision`"):
        weights.find("torchvision", tmp_path)


def test_what_an_older_version_downloaded_is_torchvisions_and_never_oxfords(tmp_path: Path) -> None:
    old = tmp_path / "vgg19.safetensors"
    old.write_bytes(b"as it was")
    assert weights.find("torchvision", tmp_path) == old
    assert weights.find("vgg19", tmp_path) != old
    assert old.read_bytes() == b"as it was"


def test_anything_else_is_a_path(tmp_path: Path) -> None:
    own = tmp_path / "own.safetensors"
    own.touch()
    assert weights.find(str(own), tmp_path) == own
    with pytest.raises(WeightsError, match=r"no weights at nowhere\.safetensors; is the path right"):
        weights.find("nowhere.safetensors", tmp_path)
