"""What a ladder of strengths must do."""

import pytest
from PIL import Image

from tools.judge import ladder
from tools.judge.ladder import Ladder


def reached(closed: tuple[float, ...], difference: float = 1.0) -> list[bool]:
    return [bound.reached for bound in ladder.bounds([Ladder("a-x", difference, closed)])]


def test_every_tenth_must_close_more_until_enough_is_closed() -> None:
    assert reached((0.0, 0.3, 0.6, 0.8, 0.91, 0.91, 0.9)) == [True, True]
    assert reached((0.0, 0.3, 0.31, 0.8, 0.91)) == [True, False]
    assert reached((0.0, 0.3, 0.89, 0.9)) == [True, True]
    assert reached((0.0, 0.3, 0.2)) == [True, False]


def test_strength_0_must_be_the_photo() -> None:
    assert reached((0.0, 0.9), difference=3.5) == [False, True]


def test_pictures_differ_by_the_mean_over_pixels_and_colours() -> None:
    black = Image.new("RGB", (4, 4))
    assert ladder.mean_difference(black, Image.new("RGB", (4, 4), (3, 6, 0))) == pytest.approx(3)
