"""What the judge says of pictures whose verdict is known."""

import math
from pathlib import Path

import pytest

from core.plugins.errors import WeightsError
from tests.tools.judge.harness import noise, write_encoder
from tools.judge.verdict import PairJudge, Verdict, open_judge


@pytest.fixture
def judge(tmp_path: Path) -> PairJudge:
    encoder = write_encoder(tmp_path / "random.safetensors")
    return open_judge(str(encoder), tmp_path).of(noise(1), noise(2).rotate(90).point(lambda value: value // 2))


def test_the_photo_closes_nothing_and_the_style_all(judge: PairJudge) -> None:
    assert judge.assess(noise(1)) == Verdict((0.0,) * 5, 0.0)
    style = judge.assess(noise(2).rotate(90).point(lambda value: value // 2))
    assert style.closed == (1.0,) * 5
    assert style.mean_closed == 1
    assert style.content > 0


def test_a_painting_between_the_two_is_judged_between_them(judge: PairJudge) -> None:
    darker = judge.assess(noise(1).point(lambda value: value * 3 // 4))
    assert all(0 < share < 1 for share in darker.closed)


def test_a_photo_that_is_the_style_leaves_nothing_to_close(tmp_path: Path) -> None:
    encoder = write_encoder(tmp_path / "random.safetensors")
    found = open_judge(str(encoder), tmp_path).of(noise(1), noise(1)).assess(noise(3))
    assert all(math.isnan(share) for share in found.closed)


def test_weights_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="none"):
        open_judge(str(tmp_path / "none.safetensors"), tmp_path)
