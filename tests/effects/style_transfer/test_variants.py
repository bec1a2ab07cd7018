"""Variants are three paintings that differ in daring and stroke, and in nothing else, around what was asked for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageStat
from safetensors.torch import save_file

from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import Detail, FineOptions, StyleTransferConfig, StyleTransferOptions
from effects.style_transfer.variants import LEAST_STRENGTH, variants
from tests.conftest import SMALL, picture, small_weights

ANY_OPTIONS = st.builds(
    StyleTransferOptions,
    size=st.integers(64, 2048),
    strength=st.floats(0, 1),
    keep_colours=st.booleans(),
    style_scale=st.floats(0.25, 4),
    detail=st.sampled_from(Detail),
    seed=st.integers(0, 2**31 - 1),
    second_share=st.floats(0, 1),
)


def chosen(asked: StyleTransferOptions) -> list[StyleTransferOptions]:
    """The options of the three at full size."""
    return [StyleTransferOptions.model_validate({**asked.model_dump(), **one.changes}) for one in variants(asked)]


def test_the_usual_ones_are_lighter_bolder_and_of_larger_strokes() -> None:
    offered = variants(StyleTransferOptions(strength=0.5, style_scale=1.0))
    assert {variant.name: variant.changes for variant in offered} == {
        "lighter": {"strength": 0.25},
        "bolder": {"strength": 0.75},
        "larger-strokes": {"strength": 0.5, "style_scale": 2.0},
    }


def test_strokes_that_are_as_large_as_can_be_are_made_finer() -> None:
    *_, last = variants(StyleTransferOptions(strength=0.5, style_scale=4.0))
    assert (last.name, last.changes["style_scale"]) == ("finer-strokes", 2.0)


@given(ANY_OPTIONS)
def test_they_are_within_the_ranges(asked: StyleTransferOptions) -> None:
    assert all(variant.strength >= LEAST_STRENGTH for variant in chosen(asked))


@given(ANY_OPTIONS)
def test_no_two_are_alike(asked: StyleTransferOptions) -> None:
    lighter, bolder, other_strokes = chosen(asked)
    assert lighter.strength + 0.2 < other_strokes.strength < bolder.strength - 0.2
    assert other_strokes.style_scale / asked.style_scale in (2.0, 0.5)


@given(ANY_OPTIONS)
def test_only_strength_and_strokes_are_kept_of_the_chosen_one(asked: StyleTransferOptions) -> None:
    for variant in variants(asked):
        assert variant.changes.keys() <= {"strength", "style_scale"}


@given(ANY_OPTIONS)
def test_small_ones_differ_in_size_and_effort_alone(asked: StyleTransferOptions) -> None:
    for variant in variants(asked):
        little = StyleTransferOptions.model_validate({**asked.model_dump(), **variant.draft})
        assert little.detail is Detail.DRAFT
        assert little.model_copy(update={"size": asked.size, "detail": asked.detail}) == asked


@pytest.mark.parametrize(("large", "little"), [(64, 64), (192, 192), (256, 128), (384, 192), (500, 125), (1024, 128)])
def test_small_ones_have_the_size_of_a_stage_of_the_large_one(large: int, little: int) -> None:
    assert {variant.draft["size"] for variant in variants(FineOptions(size=large))} == {little}


class Unwatched:
    resume: bytes | None = None

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None: ...

    def checkpoint(self, state: bytes) -> None: ...


def test_the_large_painting_has_the_palette_of_its_own_small_one(tmp_path: Path) -> None:
    """The bluer the photo and the redder the style, the more the palette says of how daring a painting is."""
    metadata, tensors = small_weights(SMALL)
    save_file(tensors, tmp_path / "small.safetensors", metadata.to_strings())
    config = StyleTransferConfig(encoder=str(tmp_path / "small.safetensors"), device="cpu", precision="fp32")
    effect = StyleTransfer(config, tmp_path)
    inputs = {"content": tinted(256, 192, 0, (20, 60, 200)), "style": tinted(192, 192, 1, (200, 60, 20))}
    asked = StyleTransferOptions(size=256, detail=Detail.DRAFT, seed=3)

    def redness(**changes: object) -> float:
        options = StyleTransferOptions.model_validate({**asked.model_dump(), **changes})
        red, _, blue = ImageStat.Stat(effect.run(inputs, options, Unwatched())).mean
        return red - blue

    lighter, bolder, _ = effect.variants(asked)
    small = [redness(**variant.changes, **variant.draft) for variant in (lighter, bolder)]
    for variant, own, other in ((lighter, *small), (bolder, *reversed(small))):
        large = redness(**variant.changes)
        assert abs(large - own) < abs(large - other) / 2


def tinted(width: int, height: int, seed: int, colour: tuple[int, int, int]) -> Image.Image:
    return Image.blend(picture(width, height, seed), Image.new("RGB", (width, height), colour), 0.7)
