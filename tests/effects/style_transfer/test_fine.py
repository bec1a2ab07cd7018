"""``fine`` lowers its loss, keeps the picture's shape whatever that is, and depends on nothing but what it is given."""

import pytest
from PIL import Image, ImageStat
from torch import Tensor

from effects.features.encoder import Encoder
from effects.features.losses import content_distance
from effects.features.tensors import to_tensor
from effects.style_transfer import fine, stage
from effects.style_transfer.daring import Daring
from effects.style_transfer.options import Detail, FineOptions
from effects.style_transfer.recipe import Step, WeightedStyle
from effects.style_transfer.stage import Stage
from tests.conftest import SMALL, picture, small_weights


def paint(content: Image.Image, style: Image.Image, options: FineOptions) -> list[Step]:
    encoder = Encoder(*small_weights(SMALL), fine.FEATURES)
    return list(fine.paint(content, [WeightedStyle(style)], encoder, options, tick=lambda: None))


def test_it_works_coarse_to_fine() -> None:
    steps = paint(picture(128, 96, 0), picture(90, 90, 1), FineOptions(size=128))
    first, last = fine.STEPS[0], fine.LAST_STEPS
    assert len(steps) == first + last
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    # A step of the second stage has four times the pixels of one of the first.
    assert fractions[first - 1] == pytest.approx(first / (first + 4 * last))
    assert fractions[-1] == pytest.approx(1)


def test_what_is_painted_so_far_is_seen_at_full_size() -> None:
    steps = paint(picture(128, 96, 0), picture(90, 90, 1), FineOptions(size=128))
    assert {step.picture().size for step in steps} == {(128, 96)}


def test_it_is_sketched_by_half_of_the_first_stage() -> None:
    steps = paint(picture(128, 96, 0), picture(90, 90, 1), FineOptions(size=128))
    half = fine.STEPS[0] // 2
    assert [step.sketched for step in steps] == [False] * (half - 1) + [True] * (len(steps) - half + 1)


def test_each_stage_lowers_its_loss() -> None:
    losses = [step.loss for step in paint(picture(128, 128, 0), picture(128, 128, 1), FineOptions(size=128))]
    first = fine.STEPS[0]
    assert losses[first - 1] < losses[0] / 4
    assert losses[-1] < losses[first]


@pytest.mark.parametrize(("detail", "effort"), [(Detail.DRAFT, 0.5), (Detail.NORMAL, 1), (Detail.FINE, 2)])
def test_detail_is_the_number_of_steps(detail: Detail, effort: float) -> None:
    steps = paint(picture(64, 64, 0), picture(64, 64, 1), FineOptions(size=64, detail=detail))
    assert len(steps) == effort * fine.STEPS[0]


@pytest.mark.parametrize("size", [(1000, 40), (40, 1000), (33, 32), (64, 64), (200, 133)])
def test_every_shape_can_be_painted(size: tuple[int, int]) -> None:
    options = FineOptions(size=64, detail=Detail.DRAFT)
    painting = paint(picture(*size, 0), picture(*reversed(size), 1), options)[-1].picture()
    assert max(painting.size) == 64
    assert painting.width / painting.height == pytest.approx(size[0] / size[1], rel=0.2)


@pytest.mark.parametrize("scale", [0.25, 4.0])
def test_the_style_is_looked_at_in_pieces_of_any_scale(scale: float, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "MAX_TILE", 100)
    options = FineOptions(size=64, style_scale=scale, detail=Detail.DRAFT)
    steps = paint(picture(64, 64, 0), picture(300, 200, 1), options)
    assert steps[-1].loss < steps[0].loss / 4


def test_more_strength_leaves_less_of_the_photo() -> None:
    photo, style = picture(64, 64, 0), picture(64, 64, 1)
    encoder = Encoder(*small_weights(SMALL), fine.FEATURES)

    def features(image: Image.Image) -> Tensor:
        return encoder.features(to_tensor(image, encoder.device), [11])[11]

    def distance(strength: float) -> float:
        painting = paint(photo, style, FineOptions(size=64, strength=strength))[-1].picture()
        return content_distance(features(painting), features(photo)).item()

    assert distance(0.0) < 0.01
    # From 0.2 on an untrained encoder sees so little of the photo that a processor's rounding decides what is less.
    assert distance(0.0) < distance(0.05) < distance(1.0)


def test_the_painting_takes_on_the_styles_palette() -> None:
    photo = Image.new("RGB", (64, 64), (20, 40, 200))
    photo.paste(picture(32, 32, 0), (16, 16))
    style = Image.merge("RGB", (picture(64, 64, 1).getchannel(0), *Image.new("RGB", (64, 64)).split()[1:]))
    mean = ImageStat.Stat(paint(photo, style, FineOptions(size=64))[-1].picture()).mean
    assert mean[2] < 60 < mean[0]


class TestSeveralStyles:
    photo, bright = picture(64, 64, 0), picture(64, 64, 1)
    dark = Image.new("RGB", (64, 64), (40, 40, 60))
    encoder = Encoder(*small_weights(SMALL), fine.FEATURES)

    def loss(self, *styles: WeightedStyle) -> float:
        """How far the photo is from these styles."""
        photo = to_tensor(self.photo, self.encoder.device)
        compared = Stage(0, photo, styles, self.encoder, Daring.of(0.5), 1.0, tick=lambda: None)
        return compared.loss(photo, 0, tick=lambda: None)[0]

    def test_one_mixed_with_itself_is_itself(self) -> None:
        halves = WeightedStyle(self.bright, 2), WeightedStyle(self.bright, 5)
        assert self.loss(*halves) == pytest.approx(self.loss(WeightedStyle(self.bright)), rel=1e-3)

    def test_one_that_weighs_nothing_says_nothing(self) -> None:
        both = WeightedStyle(self.bright, 1), WeightedStyle(self.dark, 0)
        assert self.loss(*both) == pytest.approx(self.loss(WeightedStyle(self.bright)), rel=1e-3)

    def test_the_heavier_one_decides(self) -> None:
        def brightness(of_bright: float) -> float:
            styles = WeightedStyle(self.bright, of_bright), WeightedStyle(self.dark, 1 - of_bright)
            *_, last = fine.paint(self.photo, styles, self.encoder, FineOptions(size=64), tick=lambda: None)
            return sum(ImageStat.Stat(last.picture()).mean)

        assert brightness(0.1) < brightness(0.9)
