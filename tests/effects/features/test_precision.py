"""bf16 is taken where a convolution, timed on this machine, is faster in it; the choice is remembered."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from atelier_bot import Clock
from effects.features import precision

CPU = torch.device("cpu")


def taking(fp32: float, bf16: float) -> Clock:
    """A clock by which convolutions, in turn in fp32 and in bf16, take so many seconds."""

    def times() -> Iterator[float]:
        now = 0.0
        while True:
            for seconds in (fp32, bf16):
                yield now
                now += seconds
                yield now

    found = times()
    return lambda: next(found)


@pytest.mark.parametrize(
    ("fp32", "bf16", "expected"),
    [(2.0, 1.0, torch.bfloat16), (1.0, 2.0, torch.float32), (1.1, 1.0, torch.float32)],
    ids=["twice as fast", "slower", "hardly faster"],
)
def test_it_goes_by_the_clock(fp32: float, bf16: float, expected: torch.dtype, tmp_path: Path) -> None:
    assert precision.choose(CPU, tmp_path, taking(fp32, bf16)) is expected


def test_a_machine_is_measured_once(tmp_path: Path) -> None:
    first = precision.choose(CPU, tmp_path, taking(2.0, 1.0))
    again = precision.choose(CPU, tmp_path, taking(1.0, 2.0))
    assert first is again is torch.bfloat16


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert precision.choose(CPU, tmp_path / "weights", taking(2.0, 1.0)) is torch.bfloat16
    assert list(tmp_path.iterdir()) == []


def test_another_machine_is_measured_anew(tmp_path: Path) -> None:
    (tmp_path / precision.CACHE).write_text(json.dumps({"another": "bf16"}))
    assert precision.choose(CPU, tmp_path, taking(1.0, 2.0)) is torch.float32
    assert json.loads((tmp_path / precision.CACHE).read_text())["another"] == "bf16"


@pytest.mark.parametrize("text", ["", "rubbish", "[]"])
def test_a_damaged_memory_is_written_anew(text: str, tmp_path: Path) -> None:
    (tmp_path / precision.CACHE).write_text(text)
    assert precision.choose(CPU, tmp_path, taking(2.0, 1.0)) is torch.bfloat16
    assert "bf16" in (tmp_path / precision.CACHE).read_text()


def test_real_convolutions_can_be_timed() -> None:
    assert precision.gain(taking(3.0, 1.0)) == pytest.approx(3.0)
