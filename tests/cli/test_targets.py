"""Where paintings go, and what is found out about that before there are any."""

import io
import os
from pathlib import Path

import pytest
from PIL import Image

from cli.parameters import UsageError
from cli.sources import Source
from cli.targets import Format, Target, targets

PHOTO = Source(Path("photo.jpg"))
OTHER = Source(Path("other/photo.jpg"))
STDIN = Source(None)


@pytest.fixture(autouse=True)
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Works in a folder with a photo, a style and a folder for paintings."""
    monkeypatch.chdir(folder)
    Path("out").mkdir()


class TestWhere:
    @pytest.mark.parametrize(
        ("name", "wanted", "format"),
        [
            ("a.JPEG", None, Format.JPG),
            ("a.png", None, Format.PNG),
            ("a.webp", Format.WEBP, Format.WEBP),
            ("a.painting", Format.JPG, Format.JPG),
        ],
    )
    def test_a_files_ending_says_the_format_or_the_option_does(
        self, name: str, wanted: Format | None, format: Format
    ) -> None:
        assert targets([PHOTO], name, wanted, clobber=True) == [Target(Path(name), format)]

    def test_in_a_folder_paintings_are_called_as_their_photos(self) -> None:
        photos = [PHOTO, Source(Path("b.heic")), STDIN]
        found = targets(photos, "out", Format.WEBP, clobber=False)
        assert [str(target) for target in found] == ["out/photo.webp", "out/b.webp", "out/stdin.webp"]
        assert not any(target.clobber for target in found)

    def test_standard_output_is_png_unless_told_otherwise(self) -> None:
        assert targets([PHOTO], "-", None, clobber=True) == [Target(None, Format.PNG)]
        assert targets([PHOTO], "-", Format.JPG, clobber=True) == [Target(None, Format.JPG)]

    @pytest.mark.parametrize(
        ("photos", "output", "format", "said"),
        [
            ([PHOTO], "a.bmp", None, r"a\.bmp: a painting is a .*\.png"),
            ([PHOTO], "a.png", Format.JPG, r"a\.png: ends in \.png, but --format says jpg"),
            ([PHOTO, STDIN], "a.png", None, r"-o a\.png: for 2 photos it has to be a folder"),
            ([PHOTO, STDIN], "-", None, "standard output takes one painting"),
            ([PHOTO, OTHER], "out", None, r"out/photo\.png: would be .* both photo\.jpg and other/photo\.jpg"),
        ],
    )
    def test_what_cannot_be_meant_is_told(
        self, photos: list[Source], output: str, format: Format | None, said: str
    ) -> None:
        with pytest.raises(UsageError, match=said):
            targets(photos, output, format, clobber=True)


class TestChecks:
    def test_what_can_be_written_passes_and_nothing_is_left(self) -> None:
        Target(Path("out/a.png"), Format.PNG).check([PHOTO, STDIN])
        assert list(Path("out").iterdir()) == []

    def test_a_folder_that_is_not_there(self) -> None:
        with pytest.raises(UsageError, match=r"none/a\.png: there is no folder none"):
            Target(Path("none/a.png"), Format.PNG).check([PHOTO])

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_that_is_for_others(self) -> None:
        Path("out").chmod(0o500)
        with pytest.raises(PermissionError):
            Target(Path("out/a.png"), Format.PNG).check([PHOTO])

    def test_a_name_that_is_too_long(self) -> None:
        with pytest.raises(OSError, match="too long"):
            Target(Path("out") / ("x" * 300 + ".png"), Format.PNG).check([PHOTO])

    @pytest.mark.parametrize("name", ["out", "pipe"])
    def test_what_is_no_file_is_not_replaced(self, name: str) -> None:
        os.mkfifo("pipe")
        with pytest.raises(UsageError, match="no ordinary file"):
            Target(Path(name), Format.PNG).check([PHOTO])

    def test_a_picture_that_is_painted_from_is_not_replaced(self) -> None:
        Path("link.jpg").symlink_to("photo.jpg")
        with pytest.raises(UsageError, match="made of"):
            Target(Path("link.jpg"), Format.JPG).check([STDIN, PHOTO])

    def test_a_terminal_is_shown_no_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        with pytest.raises(UsageError, match="terminal"):
            Target(None, Format.PNG).check([PHOTO])

    def test_a_file_that_is_there_is_taken_only_where_it_may_not_be_replaced(self) -> None:
        assert Target(Path("photo.jpg"), Format.JPG, clobber=False).is_taken
        assert not Target(Path("photo.jpg"), Format.JPG).is_taken
        assert not Target(Path("a.jpg"), Format.JPG, clobber=False).is_taken
        assert not Target(None, Format.JPG, clobber=False).is_taken


@pytest.mark.parametrize("format", Format)
def test_what_is_written_has_the_format(format: Format) -> None:
    target = Target(Path(f"a.{format}"), format)
    target.write(Image.new("RGB", (40, 30)))
    with Image.open(f"a.{format}") as painting:
        assert (painting.format, painting.size) == (format.pillow, (40, 30))


def test_standard_output_gets_the_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr("sys.stdout", out)
    Target(None, Format.PNG).write(Image.new("RGB", (40, 30)))
    assert isinstance(out.buffer, io.BytesIO)
    assert out.buffer.getvalue().startswith(b"\x89PNG")
