"""Style transfer as a plugin: what it makes of the pictures in its slots."""

from pathlib import Path

import pytest
from PIL import Image
from safetensors.torch import save_file

from core.dialogue.framework_texts import framework_texts
from core.dialogue.text_events import slot_named
from core.plugins.installed_effect import install
from effects.features.encoder import Encoder
from effects.style_transfer import fine
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import Detail, FineOptions, StyleTransferConfig, StyleTransferOptions
from effects.style_transfer.recipe import WeightedStyle
from effects.style_transfer.stylize import stylize
from tests.conftest import SMALL, picture, small_weights

PHOTO, STYLE, SECOND = picture(80, 64, 0), picture(64, 64, 1), picture(64, 48, 2)
PICTURES = {"content": PHOTO, "style": STYLE}


class Unwatched:
    """A report of a painting that nobody looks at."""

    resume: bytes | None = None

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None: ...

    def checkpoint(self, state: bytes) -> None: ...


def painted_of(*styles: WeightedStyle) -> bytes:
    """What the command line paints of the photo in these styles."""
    encoder = Encoder(*small_weights(SMALL), fine.FEATURES)
    options = FineOptions(size=64, detail=Detail.DRAFT)
    return stylize(PHOTO, styles, options, Unwatched(), encoder=encoder).tobytes()


@pytest.fixture
def effect(tmp_path: Path) -> StyleTransfer:
    metadata, tensors = small_weights(SMALL)
    save_file(tensors, tmp_path / "small.safetensors", metadata.to_strings())
    config = StyleTransferConfig(encoder=str(tmp_path / "small.safetensors"), device="cpu", precision="fp32")
    return StyleTransfer(config, tmp_path)


def run(effect: StyleTransfer, second: Image.Image | None = None, **values: float) -> bytes:
    inputs = PICTURES if second is None else {**PICTURES, "second": second}
    options = StyleTransferOptions.model_validate({"size": 64, "detail": "draft", **values})
    return effect.run(inputs, options, Unwatched()).tobytes()


@pytest.mark.parametrize(
    ("caption", "slot"),
    [
        ("Second style!", "second"),
        ("это второй стиль", "second"),
        ("the style", "style"),
        ("just a second", None),
        ("style, not the second style", None),
    ],
)
def test_the_second_style_is_called_by_two_words(effect: StyleTransfer, caption: str, slot: str | None) -> None:
    assert slot_named(install({"style-transfer": effect}, framework_texts())["style-transfer"], caption) == slot


class TestSecondStyle:
    def test_without_one_the_painting_is_that_of_the_style_whatever_the_share(self, effect: StyleTransfer) -> None:
        assert run(effect, second_share=0.9) == painted_of(WeightedStyle(STYLE))

    def test_one_is_mixed_in_by_its_share(self, effect: StyleTransfer) -> None:
        mixed = painted_of(WeightedStyle(STYLE, 0.75), WeightedStyle(SECOND, 0.25))
        assert run(effect, SECOND, second_share=0.25) == mixed
        assert mixed not in (painted_of(WeightedStyle(STYLE)), painted_of(WeightedStyle(SECOND)))

    def test_both_count_alike_where_nobody_says(self, effect: StyleTransfer) -> None:
        assert run(effect, SECOND) == painted_of(WeightedStyle(STYLE, 0.5), WeightedStyle(SECOND, 0.5))

    @pytest.mark.parametrize(("share", "left"), [(0, STYLE), (1, SECOND)])
    def test_at_either_end_only_one_is_left(self, effect: StyleTransfer, share: float, left: Image.Image) -> None:
        assert run(effect, SECOND, second_share=share) == painted_of(WeightedStyle(left))


class TestTweaks:
    @pytest.mark.parametrize(("size", "larger"), [(256, 512), (512, 1024), (768, 1024), (1024, None), (2048, None)])
    def test_larger_is_twice_as_large_as_far_as_every_machine_paints(
        self, effect: StyleTransfer, size: int, larger: int | None
    ) -> None:
        offered = {tweak.name: tweak.changes for tweak in effect.tweaks(StyleTransferOptions(size=size))}
        assert offered.get("larger") == (None if larger is None else {"size": larger})
