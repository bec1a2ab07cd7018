"""The losses in closed form, and their gradients by finite differences."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from effects.features.losses import (
    band_moments,
    content_distance,
    gram,
    mean_gram,
    moment_distance,
    relative_distance,
    total_variation,
)
from effects.features.pyramid import Pyramid


def random(*shape: int, seed: int = 0) -> Tensor:
    return torch.rand(shape, generator=torch.Generator().manual_seed(seed))


def test_the_gram_matrix_of_ones_over_their_number_is_all_ones() -> None:
    ones = torch.ones(1, 3, 128, 128)
    assert torch.equal(gram(ones) / (128 * 128), torch.ones(3, 3))
    assert torch.equal(mean_gram(ones), torch.ones(3, 3))


def test_the_gram_matrix_is_the_channels_inner_products() -> None:
    features = random(1, 4, 5, 7)
    rows = features[0].flatten(1)
    torch.testing.assert_close(gram(features), rows @ rows.T)


def test_the_gram_matrix_does_not_depend_on_the_memory_format() -> None:
    features = random(1, 4, 5, 7)
    torch.testing.assert_close(gram(features.contiguous(memory_format=torch.channels_last)), gram(features))


def test_the_gram_matrix_of_half_precision_features_does_not_overflow() -> None:
    features = torch.full((1, 2, 64, 64), 300.0, dtype=torch.float16)
    assert torch.equal(gram(features), torch.full((2, 2), 300.0**2 * 64 * 64))


def test_the_total_variation_of_a_checkerboard_is_the_most_there_is() -> None:
    board = torch.tensor([[0.0, 1.0], [1.0, 0.0]]).repeat(8, 8)[None, None]
    assert total_variation(board).item() == 2.0


def test_the_total_variation_of_stripes_is_half_of_that() -> None:
    stripes = torch.tensor([0.0, 1.0]).repeat(8).expand(1, 3, 16, 16)
    assert total_variation(stripes).item() == 1.0


def test_a_flat_picture_has_no_total_variation() -> None:
    assert total_variation(torch.full((1, 3, 9, 9), 0.3)).item() == 0.0


def test_distances_are_0_from_themselves_and_relative_to_the_target() -> None:
    target = random(5, 5)
    assert relative_distance(target, target).item() == 0.0
    assert relative_distance(torch.zeros(5, 5), target).item() == pytest.approx(1.0)
    assert relative_distance(3 * target, target).item() == pytest.approx(4.0)


def test_content_distance_is_in_units_of_the_targets_variance() -> None:
    target = random(1, 4, 6, 6)
    assert content_distance(target, target).item() == 0.0
    assert content_distance(target + target.std(), target).item() == pytest.approx(1.0)


@pytest.mark.parametrize("flat", [torch.zeros(1, 3, 16, 16), torch.ones(1, 3, 16, 16)])
def test_a_flat_target_gives_numbers_all_the_same(flat: Tensor) -> None:
    other = random(1, 3, 16, 16)
    assert torch.isfinite(content_distance(other, flat))
    assert torch.isfinite(relative_distance(gram(other), gram(flat)))


class TestBandMoments:
    def bands(self, picture: Tensor) -> list[Tensor]:
        return band_moments(Pyramid(picture.shape[-2:], 4).split(picture))

    def test_each_level_has_the_moments_of_colours_and_magnitudes_and_the_last_the_mean(self) -> None:
        assert [tuple(moment.shape) for moment in self.bands(random(1, 3, 40, 32))] == [(6, 6)] * 3 + [(4, 4)]

    def test_a_flat_picture_has_nothing_but_its_colour(self) -> None:
        colour = torch.tensor([0.2, 0.5, 0.9])
        *details, rest = self.bands(colour.view(1, 3, 1, 1).expand(1, 3, 33, 40))
        assert all(moment.abs().max() < 1e-10 for moment in details)
        red, green, blue = colour
        vector = torch.tensor([colour.mean(), (red - blue) / 2, (red + blue) / 4 - green / 2, 1.0])
        torch.testing.assert_close(rest, vector[:, None] * vector)

    def test_grey_pictures_have_none_between_brightness_and_colours(self) -> None:
        for moment in self.bands(random(1, 1, 33, 33).expand(1, 3, 33, 33)):
            assert moment[0, 1:3].abs().max() < 1e-6

    def test_they_do_not_change_when_the_picture_is_mirrored(self) -> None:
        picture = random(1, 3, 33, 33)
        for moment, mirrored in zip(self.bands(picture), self.bands(picture.flip(-1)), strict=True):
            torch.testing.assert_close(moment, mirrored)


class TestMomentDistance:
    def test_it_is_0_from_itself(self) -> None:
        target = mean_gram(random(1, 4, 9, 9))
        assert moment_distance(target, target).item() == 0.0

    def test_a_faint_channel_counts_as_much_as_a_strong_one(self) -> None:
        scale = torch.tensor([1.0, 0.7])
        target = torch.eye(2)
        for channel in (0, 1):
            moment = target.clone()
            moment[channel, channel] = 2
            distance = moment_distance(scale[:, None] * moment * scale, scale[:, None] * target * scale)
            assert distance.item() == pytest.approx(0.5, rel=0.2)

    def test_a_flat_target_is_far_but_not_out_of_reach(self) -> None:
        assert 1 < moment_distance(torch.eye(6), torch.zeros(6, 6)).item() < 1e14


def _bands_loss(picture: Tensor) -> Tensor:
    other = random(1, 3, 12, 12, seed=9)
    moments, targets = (band_moments(Pyramid(one.shape[-2:], 3).split(one)) for one in (picture, other))
    return torch.stack([moment_distance(*pair) for pair in zip(moments, targets, strict=True)]).sum()


LOSSES: dict[str, Callable[[Tensor], Tensor]] = {
    "gram": lambda x: gram(x).square().mean(),
    "style": lambda x: relative_distance(mean_gram(x), mean_gram(random(1, 3, 12, 12, seed=9))),
    "content": lambda x: content_distance(x, random(1, 3, 12, 12, seed=9)),
    "total variation": total_variation,
    "bands": _bands_loss,
}


@pytest.mark.parametrize("name", LOSSES)
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(10, 1000))  # not the targets' own seed, at which there is no slope
def test_gradients_agree_with_finite_differences(name: str, seed: int) -> None:
    loss = LOSSES[name]
    picture = random(1, 3, 12, 12, seed=seed).requires_grad_()
    (gradient,) = torch.autograd.grad(loss(picture), [picture])
    direction = torch.randn(picture.shape, generator=torch.Generator().manual_seed(seed + 1))
    with torch.no_grad():
        step = 1e-4  # small, as magnitudes have a kink at 0
        slope = (loss(picture + step * direction) - loss(picture - step * direction)) / (2 * step)
    expected = (gradient * direction).sum().item()
    assert slope.item() == pytest.approx(expected, abs=2e-3 * (gradient.norm() * direction.norm()).item())
