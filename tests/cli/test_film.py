"""Intermediate pictures: numbered, of one size, and never over others by mistake."""

from pathlib import Path

import pytest
from PIL import Image

from cli.film import Film
from cli.parameters import UsageError


def test_pictures_are_numbered_and_of_one_size(tmp_path: Path) -> None:
    film = Film(tmp_path, "photo")
    for side in (16, 32):
        film.add(Image.new("RGB", (side, side)), (32, 30))
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["photo-0001.jpg", "photo-0002.jpg"]
    for name in names:
        with Image.open(tmp_path / name) as picture:
            assert (picture.format, picture.size) == ("JPEG", (32, 30))


def test_a_folder_that_is_not_there_is_told_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"--progress-to .*/none: there is no such folder"):
        Film(tmp_path / "none", "photo").check()


def test_pictures_that_are_there_are_kept_on_demand(tmp_path: Path) -> None:
    (tmp_path / "photo-0001.jpg").touch()
    Film(tmp_path, "photo").check()
    Film(tmp_path, "other", clobber=False).check()
    with pytest.raises(UsageError, match=r"photo-0001\.jpg: is there already"):
        Film(tmp_path, "photo", clobber=False).check()
    assert [path.name for path in tmp_path.iterdir()] == ["photo-0001.jpg"]
