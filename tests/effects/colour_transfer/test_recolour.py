"""A photo takes on another picture's colours and stays the photo."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from atelier_bot import Model
from effects.colour_transfer.base_layer import base_layer
from effects.colour_transfer.effect import ColourTransfer, ColourTransferOptions
from effects.colour_transfer.oklab import to_oklab
from tests.conftest import picture
from tests.effects.recorded import RecordedReport

PHOTO, WARM = (
    picture(160, 120, 0),
    Image.merge("RGB", (*[Image.linear_gradient("L").resize((90, 90))] * 2, Image.new("L", (90, 90), 40))),
)
EDGE = Image.new("RGB", (128, 128), (60, 70, 90))
EDGE.paste((190, 180, 150), (64, 0, 128, 128))


def run(photo: Image.Image, colours: Image.Image, strength: float = 1.0, *, keep_light: bool = False) -> Image.Image:
    options = ColourTransferOptions(strength=strength, keep_light=keep_light)
    return ColourTransfer(Model(), None).run({"photo": photo, "colours": colours}, options, RecordedReport())


def numbers(image: Image.Image) -> np.ndarray:
    return np.asarray(image, dtype=float)


def lab(image: Image.Image) -> np.ndarray:
    """A picture's colours in OKLab, without its grain."""
    return to_oklab(numbers(image.filter(ImageFilter.BoxBlur(3))).reshape(-1, 3) / 255)


def grainy(colour: tuple[int, int, int], deviation: float) -> Image.Image:
    grain = np.random.default_rng(0).normal(0, deviation, (128, 128, 3)) + colour
    return Image.fromarray(grain.round().clip(0, 255).astype(np.uint8))


class TestColours:
    def test_become_the_other_pictures(self) -> None:
        before, after, wanted = lab(PHOTO), lab(run(PHOTO, WARM)), lab(WARM)
        missed = np.abs(after.mean(axis=0) - wanted.mean(axis=0))
        assert (missed < 0.35 * np.abs(before.mean(axis=0) - wanted.mean(axis=0)) + 0.02).all()

    def test_go_as_far_as_the_strength_says(self) -> None:
        ways = [np.abs(lab(run(PHOTO, WARM, strength)) - lab(PHOTO)).mean() for strength in (0, 0.5, 1)]
        assert ways[0] < 0.01
        assert ways[1] == pytest.approx(ways[2] / 2, rel=0.25)

    def test_stay_where_the_other_picture_has_them_too(self) -> None:
        assert np.abs(numbers(run(PHOTO, PHOTO)) - numbers(PHOTO)).mean() < 2

    def test_of_a_grey_picture_leave_a_grey_photo(self) -> None:
        chroma = lab(run(PHOTO, Image.linear_gradient("L").convert("RGB")))[:, 1:]
        assert np.abs(chroma).mean() < 0.01


class TestThePhoto:
    def test_keeps_its_light_where_that_is_wanted(self) -> None:
        kept, other = (lab(run(PHOTO, WARM, keep_light=kept))[:, 0] - lab(PHOTO)[:, 0] for kept in (True, False))
        assert np.abs(kept).mean() < 0.01 < 0.05 < np.abs(other).mean()

    def test_gets_no_more_grain(self) -> None:
        for colour in ((40, 60, 120), (128, 128, 128), (220, 200, 190)):
            photo = grainy(colour, 6)
            photo.paste(PHOTO.resize((128, 64)), (0, 64))
            flat = numbers(run(photo, WARM).crop((0, 0, 128, 60)))
            before = numbers(photo.crop((0, 0, 128, 60)))
            assert (flat - flat.mean(axis=(0, 1))).std() < 1.1 * (before - before.mean(axis=(0, 1))).std()

    def test_is_not_split_into_few_tones(self) -> None:
        ramp = Image.linear_gradient("L").rotate(90).resize((256, 64)).convert("RGB")
        two = Image.new("RGB", (64, 64), (20, 20, 60))
        two.paste((240, 230, 200), (0, 0, 64, 32))
        row = numbers(run(ramp, two))[32]
        assert np.abs(np.diff(row, axis=0)).max() <= 6
        assert len(np.unique(row.round(), axis=0)) > 100


class TestBaseLayer:
    def test_has_no_grain(self) -> None:
        assert numbers(base_layer(grainy((128, 128, 128), 4))).std() < 1

    def test_has_the_edges(self) -> None:
        assert np.abs(numbers(base_layer(EDGE)) - numbers(EDGE)).max() <= 4
