"""Weights files are written whole or not at all, and are read back as what was written."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from effects.features import weights_file
from effects.features.encoder import read_weights
from tests.conftest import SMALL, small_weights


@pytest.mark.parametrize(("kind", "dtype"), [("F16", torch.float16), ("F32", torch.float32)])
def test_what_is_written_is_read(tmp_path: Path, kind: str, dtype: torch.dtype) -> None:
    metadata, weights = small_weights(SMALL)
    weights = {name: tensor.to(dtype) for name, tensor in weights.items()}
    path = tmp_path / "small.safetensors"
    weights_file.write(path, metadata, kind, (tensor.numpy().tobytes() for tensor in weights.values()))  # type: ignore[arg-type]
    assert int.from_bytes(path.read_bytes()[:8], "little") % 8 == 0  # as the format asks
    read, tensors = read_weights(path)
    assert read == metadata
    assert all(torch.equal(tensors[name], weights[name]) for name in weights)


def test_what_breaks_off_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a beginning"
        raise OSError("no more")

    path = tmp_path / "small.safetensors"
    path.write_bytes(b"as it was")
    with pytest.raises(OSError, match="no more"):
        weights_file.write(path, small_weights(SMALL)[0], "F32", broken())
    assert path.read_bytes() == b"as it was"
    assert list(tmp_path.iterdir()) == [path]
