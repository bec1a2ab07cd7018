"""What a ladder of strengths must do."""

from pathlib import Path

import pytest
from PIL import Image

from effects.style_transfer.options import FineOptions
from tests.tools.judge.harness import noise, write_encoder
from tools.judge import ladder
from tools.judge.ladder import Ladder
from tools.judge.paintings import Pair
from tools.judge.verdict import open_judge


def reached(closed: tuple[float, ...], difference: float = 1.0) -> list[bool]:
    return [bound.reached for bound in ladder.bounds([Ladder("a-x", difference, closed)])]


def test_every_tenth_must_close_more_until_enough_is_closed() -> None:
    assert reached((0.0, 0.3, 0.6, 0.8, 0.91, 0.91, 0.9)) == [True, True]
    assert reached((0.0, 0.3, 0.31, 0.8, 0.91)) == [True, False]
    assert reached((0.0, 0.3, 0.89, 0.9)) == [True, True]
    assert reached((0.0, 0.3, 0.2)) == [True, False]


class Blender:
    """Paints by blending the style over the photo."""

    def paint(self, photo: Image.Image, style: Image.Image, options: FineOptions) -> Image.Image:
        return Image.blend(photo, style.resize(photo.size), options.strength)


def test_a_ladder_has_what_every_strength_closes(tmp_path: Path) -> None:
    weights = write_encoder(tmp_path / "w.safetensors")
    for name, seed in (("a", 1), ("x", 2)):
        noise(seed).point(lambda value, seed=seed: value // seed).save(tmp_path / f"{name}.png")
    pair = Pair(tmp_path / "a.png", tmp_path / "x.png")
    climbed = ladder.climb(pair, Blender(), open_judge(str(weights), tmp_path), size=64)
    assert climbed.difference == 0
    assert climbed.closed[0] == 0
    assert climbed.closed[-1] == 1
    assert len(climbed.closed) == 11


def test_strength_0_must_be_the_photo() -> None:
    assert reached((0.0, 0.9), difference=3.5) == [False, True]


def test_pictures_differ_by_the_mean_over_pixels_and_colours() -> None:
    black = Image.new("RGB", (4, 4))
    assert ladder.mean_difference(black, Image.new("RGB", (4, 4), (3, 6, 0))) == pytest.approx(3)
