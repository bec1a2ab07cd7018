"""Whether an effect takes every picture that people send."""

from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from atelier_bot.testing import pictures
from atelier_bot.testing.check import ConformanceError
from atelier_bot.testing.effects.subject import EffectUnderTest, require_answer
from atelier_bot.testing.pictures import picture

SMALLEST = 32
PHONE = 4000, 3000
THIN = 20


def it_takes_grey_pictures(subject: EffectUnderTest) -> None:
    """Mode L."""
    _takes(subject, "a grey picture", pictures.grey())


def it_takes_pictures_of_one_colour(subject: EffectUnderTest) -> None:
    """The lens cap was on."""
    _takes(subject, "a picture of one colour", pictures.one_colour())


def it_takes_transparent_pictures(subject: EffectUnderTest) -> None:
    """Mode RGBA."""
    _takes(subject, "a transparent picture", pictures.transparent())


def it_takes_pictures_with_a_palette(subject: EffectUnderTest) -> None:
    """Mode P."""
    _takes(subject, "a picture with a palette", pictures.with_palette())


def it_takes_pictures_of_16_bits(subject: EffectUnderTest) -> None:
    """Mode I;16."""
    _takes(subject, "a picture of 16 bits", pictures.sixteen_bits())


def it_takes_the_smallest_pictures(subject: EffectUnderTest) -> None:
    """32 x 32 px."""
    _takes(subject, f"a picture of {SMALLEST} x {SMALLEST} px", picture(SMALLEST, SMALLEST))


def it_takes_a_phones_photos(subject: EffectUnderTest) -> None:
    """12 megapixels."""
    _answers(subject, "a picture of 12 megapixels", picture(*PHONE))


def it_takes_the_widest_pictures(subject: EffectUnderTest) -> None:
    """A panorama."""
    _answers(subject, f"a picture {THIN} times as wide as high", picture(THIN * SMALLEST, SMALLEST))


def it_takes_the_highest_pictures(subject: EffectUnderTest) -> None:
    """A long screenshot."""
    _answers(subject, f"a picture {THIN} times as high as wide", picture(SMALLEST, THIN * SMALLEST))


def it_takes_pictures_of_different_sizes(subject: EffectUnderTest) -> None:
    """One upright, one lying, one small."""
    _takes(subject, "pictures of different sizes", picture(60, 90), picture(120, 50, 1), picture(40, 40, 2))


def _takes(subject: EffectUnderTest, what: str, *images: Image.Image) -> None:
    """Makes a picture of these in all slots."""
    with _of(what):
        subject.made(subject.pictures(*images))


def _answers(subject: EffectUnderTest, what: str, large: Image.Image) -> None:
    """Makes a picture of this in all slots. What makes pictures larger may refuse it, if its texts say why."""
    with _of(what):
        require_answer(subject, subject.run(subject.pictures(large)))


@contextmanager
def _of(what: str) -> Iterator[None]:
    """Has a ConformanceError say what was in the slots."""
    try:
        yield
    except ConformanceError as error:
        raise ConformanceError(f"with {what}: {error}") from error
