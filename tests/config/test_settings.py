"""plugins.toml is read as it is written, and what is wrong with it is said in a line with the remedy."""

from pathlib import Path

import pytest

from config import settings
from config.settings import ConfigError, Settings
from core.nst.options import FineOptions, Studio


def write(folder: Path, text: str) -> Path:
    path = folder / "plugins.toml"
    path.write_text(text)
    return path


def test_without_a_file_there_are_defaults(tmp_path: Path) -> None:
    assert settings.load(tmp_path / "plugins.toml") == Settings()


def test_an_empty_file_will_do(tmp_path: Path) -> None:
    assert settings.load(write(tmp_path, "")) == Settings()


def test_what_it_says_is_read(tmp_path: Path) -> None:
    path = write(tmp_path, 'data = "/srv/atelier"\n[effects.style-transfer]\nencoder = "vgg19"\n')
    found = settings.load(path)
    assert found.data == Path("/srv/atelier")
    assert found.effects == {"style-transfer": {"encoder": "vgg19"}}


def test_an_unknown_key_is_named_with_the_nearest_that_exists(tmp_path: Path) -> None:
    path = write(tmp_path, 'date = "x"')
    with pytest.raises(ConfigError, match=r"plugins\.toml: date: no such key; did you mean data\?"):
        settings.load(path)


def test_an_unknown_key_like_no_other_is_answered_with_all() -> None:
    with pytest.raises(ConfigError, match="colour: no such key; there are device, encoder, precision"):
        settings.validate(Studio, {"colour": 1}, "effects")


def test_a_value_out_of_range_is_named_with_its_range() -> None:
    with pytest.raises(ConfigError, match="stylize: size: input should be greater than or equal to 64, not 20"):
        settings.validate(FineOptions, {"size": 20}, "stylize")


def test_each_problem_has_its_line() -> None:
    with pytest.raises(ConfigError) as caught:
        settings.validate(FineOptions, {"size": 20, "sead": 1}, "stylize")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("text", ["data = ", "[effects", "\x00"])
def test_what_is_no_toml_is_named_with_its_place(text: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"plugins\.toml: not valid TOML: .*at "):
        settings.load(write(tmp_path, text))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "plugins.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="can't be read"):
        settings.load(path)
