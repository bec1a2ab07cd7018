"""A JPEG that goes over its pixels again and again is refused before that, and one that encoders write never is."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from core.imaging.errors import PictureError
from core.imaging.images import load
from core.imaging.scans import MAX_SCANS, check_scans, count_scans
from core.model.errors import Refusal
from tests.core.imaging.harness import encode, noise, plain, refusal_of

MEGAPIXEL = 1_000_000


def progressive(scans: int, size: tuple[int, int] = (512, 512)) -> bytes:
    """A progressive JPEG whose last scan, which changes nothing, comes as often as makes ``scans``."""
    whole = encode(plain("RGB", "teal", size), "JPEG", progressive=True, quality=50)
    last = whole[whole.rindex(b"\xff\xda") : -2]
    return whole[:-2] + last * (scans - count_scans(whole, 1000)) + whole[-2:]


class TestWhatEncodersWrite:
    @pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
    @pytest.mark.parametrize("progressive", [False, True])
    def test_is_read_at_any_size(self, mode: str, progressive: bool) -> None:
        check_scans(encode(noise().convert(mode), "JPEG", progressive=progressive), 200 * MEGAPIXEL)

    def test_has_as_many_scans_as_it_says(self) -> None:
        assert count_scans(encode(noise(), "JPEG"), 99) == 1
        assert count_scans(encode(noise(), "JPEG", progressive=True), 99) == 10

    def test_may_have_a_thumbnail_of_which_no_scan_counts(self) -> None:
        exif = Image.Exif()
        exif[0x010E] = "\xda".encode("latin-1") * 9
        thumbnail = encode(noise(), "JPEG", progressive=True)
        data = encode(noise(), "JPEG", exif=exif.tobytes() + thumbnail)
        assert data.count(b"\xff\xda") > 1
        assert count_scans(data, 99) == 1


class TestWhatIsMadeToTakeLong:
    def test_is_refused_for_its_scans(self) -> None:
        assert refusal_of(progressive(300)).refusal is Refusal.BOMB
        assert load(progressive(MAX_SCANS)).size == (512, 512)

    def test_is_refused_sooner_where_each_scan_takes_longer(self) -> None:
        check_scans(progressive(40), 10 * MEGAPIXEL)
        with pytest.raises(PictureError, match="40 scans of 11 megapixels"):
            check_scans(progressive(40), 11 * MEGAPIXEL)

    def test_hides_no_scan_behind_padding_and_lone_markers(self) -> None:
        hidden = progressive(300).replace(b"\xff\xda", b"\xff\x01\xff\xff\xff\xda")
        assert count_scans(hidden, 999) == 300


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_a_number_of_scans(rest: bytes) -> None:
    data = b"\xff\xd8" + rest
    assert 0 <= count_scans(data, 5) <= min(5, data.count(b"\xda"))
