"""Which pictures an effect is tried on."""

from pathlib import Path
from typing import Any

from cli.dev.samples import default_picture, load_samples, offered
from tests.conftest import picture


def slot(*gallery: str, optional: bool = False) -> dict[str, Any]:
    return {"name": "photo", "optional": optional, "gallery": list(gallery)}


def test_there_is_a_photo_first_and_paintings_after_it() -> None:
    samples = load_samples([])
    assert [one.title for one in samples][:2] == ["lake", "dots"]
    assert [default_picture(number, slot(), samples, 0) for number in (0, 1)] == ["sample:0", "sample:1"]


def test_those_that_were_given_fill_the_first_slots(tmp_path: Path) -> None:
    picture(64, 48, 0).save(tmp_path / "mine.png")
    samples = load_samples([str(tmp_path / "mine.png")])
    assert samples[0].title.endswith("mine.png")
    assert default_picture(0, slot(optional=True), samples, 1) == "sample:0"
    assert default_picture(1, slot(), samples, 1) == "sample:1"


def test_a_slots_own_gallery_comes_before_what_comes_along() -> None:
    samples = load_samples([])
    assert default_picture(0, slot("oil", "ink"), samples, 0) == "gallery:oil"
    assert offered(slot("oil"), samples)[-1] == ("gallery:oil", "oil (its gallery)")


def test_what_is_optional_is_left_empty_and_may_be_filled() -> None:
    samples = load_samples([])
    assert default_picture(0, slot("oil", optional=True), samples, 0) == ""
    assert offered(slot(optional=True), samples)[0] == ("", "nothing")
