"""``strength`` goes from the photo over a painting to all style, without a step back."""

from itertools import pairwise

from effects.style_transfer.daring import Daring


def test_none_leaves_the_photo_alone() -> None:
    none = Daring.of(0.0)
    assert (none.mix, none.keep, none.pace) == (0.0, 1.0, 0.0)


def test_all_keeps_little_of_the_photos_detail() -> None:
    full = Daring.of(1.0)
    assert (full.mix, full.pace) == (1.0, 1.0)
    assert 0 < full.keep < 0.3


def test_more_is_never_less() -> None:
    for less, more in pairwise(Daring.of(n / 20) for n in range(21)):
        assert (less.mix, -less.keep, -less.content_weight) <= (more.mix, -more.keep, -more.content_weight)
        assert less != more
