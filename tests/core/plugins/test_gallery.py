"""Galleries: what a folder of pictures offers, what is left out of it, and what the operator's adds to an effect's."""

import io
import logging
import pickle
from pathlib import Path

import pytest
from PIL import Image
from pydantic import ValidationError

from core.dialogue.framework_texts import framework_texts
from core.plugins.effect import Slot
from core.plugins.gallery import MAX_BYTES, pictures_in
from core.plugins.installed_effect import InstalledEffect, install
from tests.core.dialogue.harness import Blend


def picture(format: str = "JPEG") -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), "teal").save(buffer, format)
    return buffer.getvalue()


def folder(place: Path, **files: bytes) -> Path:
    """A folder of files; ``__`` in a name is the dot before its suffix."""
    place.mkdir(exist_ok=True)
    for name, data in files.items():
        (place / name.replace("__", ".").replace("_", "-")).write_bytes(data)
    return place


class TestAFolder:
    def test_offers_pictures_by_their_files_names(self, tmp_path: Path) -> None:
        files = {"waves__jpg": picture(), "ink_wash__png": picture("PNG"), "oil__webp": picture("WEBP")}
        pictures, problems = pictures_in(folder(tmp_path, **files))
        assert [one.name for one in pictures] == ["ink-wash", "oil", "waves"]
        assert [one.read() for one in pictures] == [files[name] for name in sorted(files)]
        assert not problems

    def test_may_hold_other_things(self, tmp_path: Path) -> None:
        (tmp_path / "old.jpg").mkdir()
        files = {"README__txt": b"mine", "__DS-Store": b"", "__hidden__jpg": picture()}
        assert pictures_in(folder(tmp_path, **files)) == ((), ())

    @pytest.mark.parametrize("name", ["Waves", "2waves", "w" * 21, "wäves", "big waves", "-waves"])
    def test_leaves_out_what_no_button_has_room_for(self, tmp_path: Path, name: str) -> None:
        (tmp_path / f"{name}.jpg").write_bytes(picture())
        pictures, (problem,) = pictures_in(tmp_path)
        assert pictures == ()
        rule = "a picture's name is a small letter, then small letters, digits and -, 20 at most"
        assert problem == f"{name}.jpg: {rule}"

    @pytest.mark.parametrize(("name", "data"), [("a.jpg", b"no picture"), ("a.gif", picture("GIF")), ("a.heic", b"")])
    def test_leaves_out_what_not_everybody_shows(self, tmp_path: Path, name: str, data: bytes) -> None:
        (tmp_path / name).write_bytes(data)
        pictures, (problem,) = pictures_in(tmp_path)
        assert pictures == ()
        assert problem.endswith(": it is no JPEG, PNG or WebP")

    def test_leaves_out_what_is_too_large(self, tmp_path: Path) -> None:
        with (tmp_path / "huge.jpg").open("wb") as file:
            file.write(picture())
            file.truncate(MAX_BYTES + 1)
        assert pictures_in(tmp_path) == ((), ("huge.jpg: it has more than 20 MB",))

    def test_has_one_picture_of_a_name(self, tmp_path: Path) -> None:
        pictures, problems = pictures_in(folder(tmp_path, oil__jpg=picture(), oil__png=picture("PNG")))
        assert [one.file.name for one in pictures] == ["oil.jpg"]
        assert problems == ("oil.png: another picture has the same name",)


class TestASlot:
    def test_with_a_gallery_is_pickled_and_equal_to_its_like(self, tmp_path: Path) -> None:
        slot = Slot(name="style", gallery=tmp_path)
        assert pickle.loads(pickle.dumps(slot)) == slot == Slot(name="style", gallery=tmp_path)
        assert slot != Slot(name="style")

    def test_takes_no_text_for_a_folder(self) -> None:
        with pytest.raises(ValidationError, match="gallery"):
            Slot.model_validate({"name": "style", "gallery": "styles"})


class TestTheOperatorsFolder:
    def installed(self, own: Path, added: Path) -> InstalledEffect:
        class Offering(Blend):
            slots = (Slot(name="content"), Slot(name="style", gallery=own))

        return install({"blend": Offering()}, framework_texts(), {"blend": {"style": added}})["blend"]

    def test_joins_the_effects_and_wins_where_names_are_the_same(self, tmp_path: Path) -> None:
        own = folder(tmp_path / "own", oil__jpg=picture(), waves__jpg=picture())
        added = folder(tmp_path / "added", oil__png=picture("PNG"), map__png=picture("PNG"))
        pictures = self.installed(own, added).gallery("style")
        assert [one.file.name for one in pictures] == ["oil.png", "waves.jpg", "map.png"]

    def test_is_told_of_what_is_wrong_in_it_a_line_each(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        own = folder(tmp_path / "own", oil__jpg=picture())
        added = folder(tmp_path / "added", Map__jpg=picture(), text__jpg=b"text")
        with caplog.at_level(logging.WARNING):
            assert [one.name for one in self.installed(own, added).gallery("style")] == ["oil"]
        assert [line.split(": ")[:3] for line in caplog.messages] == [
            ["effects.blend.gallery.style", "a picture is left out", "Map.jpg"],
            ["effects.blend.gallery.style", "a picture is left out", "text.jpg"],
        ]

    def test_may_be_missing(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        own = folder(tmp_path / "own", oil__jpg=picture())
        assert [one.name for one in self.installed(own, tmp_path / "none").gallery("style")] == ["oil"]
        (line,) = caplog.messages
        assert line.startswith(f"effects.blend.gallery.style: {tmp_path / 'none'} can't be read: ")

    def test_is_enough_for_a_slot_without_a_gallery(self, tmp_path: Path) -> None:
        added = folder(tmp_path / "added", map__jpg=picture())
        effect = install({"blend": Blend()}, framework_texts(), {"blend": {"content": added}})["blend"]
        assert [one.name for one in effect.gallery("content")] == ["map"]
        assert effect.gallery("style") == ()


def test_a_picture_goes_by_the_effects_words_or_else_by_its_name() -> None:
    effect = install({"blend": Blend()}, framework_texts())["blend"]
    assert effect.picture_title("ru", "ink-wash") == "Размытая тушь"
    assert effect.picture_title("ru", "old-map") == "Old map"
