"""The style gallery: its pictures are what our own program draws, and each has a title."""

from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import typer
from fluent.syntax import FluentParser, ast
from PIL import Image
from pydantic import TypeAdapter

from core.imaging import images
from core.plugins.effect import Name
from core.plugins.texts import LANGUAGES
from tools.styles.__main__ import main
from tools.styles.gallery import MAX_BYTES, SIDE, STYLES, jpeg, picture

GALLERY = files("effects.style_transfer") / "gallery"
PATCHES = 12
NEAR = 10
"""How far off, in the mean and of 255, a style is when it is drawn small: its lines are never under a pixel wide."""


def patches(image: Image.Image) -> np.ndarray:
    """The mean colours of PATCHES x PATCHES patches: without grain, which is another at every size."""
    return np.asarray(image.resize((PATCHES, PATCHES), Image.Resampling.BOX), dtype=float)


def committed(name: str) -> Image.Image:
    return images.load((GALLERY / f"{name}.jpg").read_bytes())


class TestEveryPicture:
    @pytest.mark.parametrize("name", STYLES)
    def test_is_what_the_program_draws(self, name: str) -> None:
        drawn = patches(picture(name, side=96))
        differences = {other: np.abs(drawn - patches(committed(other))).mean() for other in STYLES}
        assert differences.pop(name) < NEAR < min(differences.values())

    @pytest.mark.parametrize("name", STYLES)
    def test_is_a_square_of_many_colours_in_a_small_file(self, name: str) -> None:
        data = (GALLERY / f"{name}.jpg").read_bytes()
        image = images.load(data)
        assert image.size == (SIDE, SIDE)
        assert len(data) <= MAX_BYTES
        light = np.asarray(image.convert("L"), dtype=float)
        assert np.ptp(np.percentile(light, (5, 95))) > 80
        assert np.asarray(image, dtype=float).std(axis=2).mean() > 10

    @pytest.mark.parametrize("name", STYLES)
    def test_has_a_name_that_a_setting_may_have(self, name: str) -> None:
        assert TypeAdapter(Name).validate_python(name) == name


class TestTheGallery:
    def test_has_the_programs_pictures_and_no_others(self) -> None:
        assert {path.name for path in GALLERY.iterdir()} == {f"{name}.jpg" for name in STYLES}

    def test_weighs_little(self) -> None:
        assert sum(len(path.read_bytes()) for path in GALLERY.iterdir()) <= 1_600_000

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_has_a_title_for_each_picture_in_every_language(self, language: str) -> None:
        source = (files("effects.style_transfer") / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
        keys = {entry.id.name for entry in FluentParser().parse(source).body if isinstance(entry, ast.Message)}
        examples = {path.stem for path in GALLERY.with_name("examples").iterdir() if path.suffix == ".jpg"}
        assert {key for key in keys if key.startswith("gallery-")} == {
            f"gallery-{name}" for name in {*STYLES, *examples}
        }


class TestTheFile:
    def test_is_small_even_of_a_picture_that_is_all_grain(self) -> None:
        grain = np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)
        data = jpeg(Image.fromarray(grain))
        assert len(data) <= MAX_BYTES
        assert images.load(data).size == (300, 300)


class TestTheCommand:
    def test_draws_nothing_if_one_of_the_names_is_wrong(self, tmp_path: Path) -> None:
        with pytest.raises(typer.BadParameter, match="there is no style wirls; there are dots, "):
            main(["dots", "wirls"], tmp_path)
        assert not list(tmp_path.iterdir())
