"""What kind of picture a file is, for those who only pass it on."""

import mimetypes

import pytest

from core.imaging.media_types import BINARY, claims_to_be_picture, media_type, suffix
from tests.core.imaging.harness import RED, encode, plain


@pytest.mark.parametrize(
    ("format", "type", "end"),
    [
        ("PNG", "image/png", "png"),
        ("JPEG", "image/jpeg", "jpg"),
        ("GIF", "image/gif", "gif"),
        ("WEBP", "image/webp", "webp"),
        ("TIFF", BINARY, "bin"),
    ],
)
def test_its_bytes_tell(format: str, type: str, end: str) -> None:
    data = encode(plain("RGB", RED), format)
    assert (media_type(data), suffix(data)) == (type, end)


@pytest.mark.parametrize("data", [b"", b"<html>", b"RIFF....AVI "])
def test_what_is_no_picture_is_bytes(data: bytes) -> None:
    assert (media_type(data), suffix(data)) == (BINARY, "bin")


@pytest.mark.parametrize(
    ("declared", "name"), [("image/png", "x"), ("image/svg+xml", None), (None, "a.HEIC"), (BINARY, "b.jpeg")]
)
def test_a_declared_type_or_a_name_claims_that_it_is_a_picture(declared: str | None, name: str | None) -> None:
    assert claims_to_be_picture(declared, name)


@pytest.mark.parametrize(("declared", "name"), [(None, None), ("", ""), ("video/mp4", "a.mp4"), (BINARY, "jpg")])
def test_others_do_not(declared: str | None, name: str | None) -> None:
    assert not claims_to_be_picture(declared, name)


def test_the_machines_table_of_types_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(mimetypes.types_map, ".mp3", "image/png")
    assert not claims_to_be_picture(None, "a.mp3")
