"""Which of the pictures on a command line are photos and which are styles."""

import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.parameters import UsageError
from cli.sources import Source, sort
from core.imaging.errors import PictureError


class Terminal(io.BytesIO):
    """A standard input that somebody types at."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Works in a folder with a photo and a style, and with a pipe as standard input."""
    monkeypatch.chdir(folder)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO((folder / "photo.jpg").read_bytes())))


def sources(*names: str) -> list[Source]:
    return [Source(Path(name)) for name in names]


def test_without_styles_the_last_picture_is_the_style() -> None:
    photos, styles = sort(["photo.jpg", "photo.jpg", "style.png"], [])
    assert photos == sources("photo.jpg", "photo.jpg")
    assert styles == [(Source(Path("style.png")), 1.0)]


def test_with_styles_all_pictures_are_photos() -> None:
    photos, styles = sort(["photo.jpg"], ["style.png:0.7", "photo.jpg:3", "style.png"])
    assert photos == sources("photo.jpg")
    assert [(str(picture), weight) for picture, weight in styles] == [
        ("style.png", 0.7),
        ("photo.jpg", 3.0),
        ("style.png", 1.0),
    ]


def test_a_file_may_have_a_colon_in_its_name() -> None:
    Path("style.png").rename("a:2")
    assert sort(["photo.jpg"], ["a:2", "a:2:0.5"])[1] == [(Source(Path("a:2")), 1.0), (Source(Path("a:2")), 0.5)]


@given(st.floats().filter(lambda weight: not 0 < weight < float("inf")) | st.sampled_from(["", "heavy", "1e999"]))
def test_a_weight_is_a_number_over_0(weight: object) -> None:
    with pytest.raises(UsageError, match="a number over 0"):
        sort(["photo.jpg"], [f"style.png:{weight}"])


@pytest.mark.parametrize(
    ("pictures", "styles", "said"),
    [
        (["photo.jpg"], [], "name a style after the photo"),
        (["none.jpg", "style.png"], [], "none.jpg: there is no such file"),
        (["photo.jpg"], ["none.png:0.5"], "none.png: there is no such file"),
        ([".", "style.png"], [], "is a folder"),
        (["-", "-", "style.png"], [], "only one of the pictures"),
        (["-"], ["-:0.5"], "only one of the pictures"),
    ],
)
def test_what_cannot_be_meant_is_told(pictures: list[str], styles: list[str], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        sort(pictures, styles)


def test_nobody_can_type_a_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Terminal()))
    with pytest.raises(UsageError, match="keyboard"):
        sort(["-", "style.png"], [])


def test_standard_input_is_a_picture_like_any_other() -> None:
    (photo,), _ = sort(["-", "style.png"], [])
    (same,), _ = sort(["photo.jpg", "style.png"], [])
    assert photo.load(80).tobytes() == same.load(80).tobytes()


def test_a_file_called_as_standard_input_is_reached_by_its_folder() -> None:
    Path("style.png").rename("-")
    assert sort(["photo.jpg", "./-"], [])[1] == [(Source(Path("-")), 1.0)]


def test_a_broken_picture_is_named() -> None:
    Path("photo.jpg").write_bytes(b"hello")
    with pytest.raises(PictureError, match=r"photo\.jpg: not a picture"):
        Source(Path("photo.jpg")).load(64)
