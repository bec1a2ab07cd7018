"""A pyramid gives back what was put in, and neither halving nor doubling prefers a place."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from effects.features.pyramid import Pyramid

sides = st.integers(1, 70)


def random(height: int, width: int) -> Tensor:
    return torch.rand(1, 3, height, width, generator=torch.Generator().manual_seed(height * 100 + width))


@settings(deadline=None)
@given(height=sides, width=sides, levels=st.integers(1, 6))
def test_joining_what_was_split_gives_the_picture(height: int, width: int, levels: int) -> None:
    pyramid = Pyramid((height, width), levels)
    picture = random(height, width)
    torch.testing.assert_close(pyramid.join(pyramid.split(picture)), picture, atol=1e-5, rtol=0)


@settings(deadline=None)
@given(height=sides, width=sides, levels=st.integers(2, 6))
def test_without_its_finest_level_it_is_the_halved_picture(height: int, width: int, levels: int) -> None:
    pyramid = Pyramid((height, width), levels)
    picture = random(height, width)
    torch.testing.assert_close(pyramid.join(pyramid.split(picture)[1:]), pyramid.halves(picture)[1], atol=1e-5, rtol=0)


def test_each_level_is_half_as_large_rounded_up() -> None:
    assert Pyramid((33, 20), 4).sizes == [(33, 20), (17, 10), (9, 5), (5, 3)]


def test_a_flat_picture_has_no_details() -> None:
    *details, rest = Pyramid((37, 50), 4).split(torch.full((1, 3, 37, 50), 0.7))
    assert all(level.abs().max() < 1e-6 for level in details)
    torch.testing.assert_close(rest, torch.full_like(rest, 0.7))


def test_doubling_leaves_no_trace_of_the_grid() -> None:
    """A ramp stays a ramp: with bilinear doubling its slope would change from sample to sample."""
    pyramid = Pyramid((64, 64), 3)
    ramp = torch.linspace(0, 1, 16).expand(1, 1, 16, 16)
    doubled = pyramid.join([torch.zeros(1, 1, 64, 64), torch.zeros(1, 1, 32, 32), ramp])
    slopes = doubled[0, 0, 30].diff()[8:-12]
    torch.testing.assert_close(slopes, torch.full_like(slopes, 1 / 60), atol=1e-6, rtol=0)


@pytest.mark.parametrize("place", [(8, 8), (9, 8), (9, 9)])
def test_a_single_bright_sample_becomes_a_smooth_spot_of_four_times_its_weight(place: tuple[int, int]) -> None:
    dot = torch.zeros(1, 1, 16, 16)
    dot[0, 0, *place] = 1
    spot = Pyramid((32, 32), 2).join([torch.zeros(1, 1, 32, 32), dot])
    assert spot.sum().item() == pytest.approx(4.0)
    assert spot.min() >= 0
    assert spot.argmax().item() == 2 * place[0] * 32 + 2 * place[1]


def test_gradients_reach_every_level() -> None:
    pyramid = Pyramid((24, 24), 4)
    levels = [level.requires_grad_() for level in pyramid.split(random(24, 24))]
    pyramid.join(levels).square().sum().backward()
    assert all(level.grad is not None and level.grad.abs().sum() > 0 for level in levels)
