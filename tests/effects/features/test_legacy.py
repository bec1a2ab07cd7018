"""The reader of PyTorch's legacy format finds the tensors that PyTorch wrote, and runs no foreign code."""

import pickle
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from effects.features.legacy import LegacyFormatError, index

TENSORS = OrderedDict(
    weight=torch.arange(24.0).reshape(2, 3, 4),
    bias=torch.tensor([1.5, -2.0]),
    half=torch.ones(5, dtype=torch.float16),
    whole=torch.arange(3),
)


def write(path: Path, content: object) -> Path:
    torch.save(content, path, _use_new_zipfile_serialization=False)
    return path


def test_every_tensor_is_found_where_it_lies(tmp_path: Path) -> None:
    path = write(tmp_path / "legacy.pth", TENSORS)
    data = path.read_bytes()
    found = index(path)
    assert set(found) == set(TENSORS)
    for name, tensor in TENSORS.items():
        place = found[name]
        assert place.shape == tuple(tensor.shape)
        assert data[place.offset : place.offset + place.length] == tensor.numpy().tobytes()


def test_tensors_that_share_a_storage(tmp_path: Path) -> None:
    whole = torch.arange(12.0)
    path = write(tmp_path / "shared.pth", {"first": whole[:4], "rest": whole[4:].view(2, 4)})
    place = index(path)["rest"]
    assert path.read_bytes()[place.offset : place.offset + place.length] == whole[4:].numpy().tobytes()


def test_a_tensor_that_is_not_contiguous_is_refused(tmp_path: Path) -> None:
    with pytest.raises(LegacyFormatError, match="contiguous"):
        index(write(tmp_path / "transposed.pth", {"t": torch.arange(6.0).view(2, 3).T}))


class Bomb:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return print, ("this must never run",)


@pytest.mark.parametrize("content", [{"weight": Bomb()}, Bomb(), {"weight": {"inner": torch.nn.Linear}}])
def test_anything_but_tensors_is_refused_and_not_run(
    content: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LegacyFormatError):
        index(write(tmp_path / "bomb.pth", content))
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", pickle.dumps({"weight": 1}), pickle.dumps(7)])
def test_other_files_are_refused(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.pth"
    path.write_bytes(data)
    with pytest.raises(LegacyFormatError):
        index(path)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    kept=st.floats(0, 1, exclude_max=True), flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 7)), max_size=3)
)
@example(kept=0.0, flips=[(0.5625, 3)])
@example(kept=0.0, flips=[(0.556640625, 3)])
def test_damage_is_refused_or_leaves_the_tensors_inside_the_file(
    kept: float, flips: list[tuple[float, int]], tmp_path: Path
) -> None:
    data = bytearray(write(tmp_path / "whole.pth", TENSORS).read_bytes())
    for place, bit in flips:
        data[int(place * (len(data) - 1))] ^= 1 << bit
    path = tmp_path / "damaged.pth"
    path.write_bytes(data if flips else data[: int(kept * len(data))])
    try:
        found = index(path)
    except LegacyFormatError:
        return
    assert flips
    assert all(place.offset + place.length <= len(data) for place in found.values())
