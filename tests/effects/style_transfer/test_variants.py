"""Variants are three paintings that differ in daring and stroke, and in nothing else, around what was asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effects.style_transfer.options import Detail, FineOptions
from effects.style_transfer.variants import LEAST_STRENGTH, small, variants

ANY_OPTIONS = st.builds(
    FineOptions,
    size=st.integers(64, 2048),
    strength=st.floats(0, 1),
    keep_colours=st.booleans(),
    style_scale=st.floats(0.25, 4),
    detail=st.sampled_from(Detail),
    seed=st.integers(0, 2**31 - 1),
)


def test_the_usual_ones_are_lighter_bolder_and_of_larger_strokes() -> None:
    asked = FineOptions(strength=0.5, style_scale=1.0)
    changed = [(variant.strength, variant.style_scale) for variant in variants(asked)]
    assert changed == [(0.25, 1.0), (0.75, 1.0), (0.5, 2.0)]


@given(ANY_OPTIONS)
def test_they_are_within_the_ranges(asked: FineOptions) -> None:
    for variant in variants(asked):
        assert FineOptions.model_validate(variant.model_dump()) == variant
        assert variant.strength >= LEAST_STRENGTH


@given(ANY_OPTIONS)
def test_no_two_are_alike(asked: FineOptions) -> None:
    lighter, bolder, other_strokes = variants(asked)
    assert lighter.strength + 0.2 < other_strokes.strength < bolder.strength - 0.2
    assert other_strokes.style_scale / asked.style_scale in (2.0, 0.5)


@given(ANY_OPTIONS)
def test_all_else_stays_as_it_was_asked_for(asked: FineOptions) -> None:
    for variant in variants(asked):
        assert variant.model_copy(update={"strength": asked.strength, "style_scale": asked.style_scale}) == asked


@given(ANY_OPTIONS)
def test_small_ones_differ_in_size_and_effort_alone(asked: FineOptions) -> None:
    little = small(asked)
    assert FineOptions.model_validate(little.model_dump()) == little
    assert little.detail is Detail.DRAFT
    assert little.model_copy(update={"size": asked.size, "detail": asked.detail}) == asked


@pytest.mark.parametrize(("large", "little"), [(64, 64), (192, 192), (256, 128), (384, 192), (500, 125), (1024, 128)])
def test_small_ones_have_the_size_of_a_stage_of_the_large_one(large: int, little: int) -> None:
    assert small(FineOptions(size=large)).size == little
