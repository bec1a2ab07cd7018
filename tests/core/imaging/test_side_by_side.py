"""Several pictures as one."""

import pytest
from PIL import Image

from core.imaging.side_by_side import GAP, SHOWN_SIDE, side_by_side

WHITE, RED, BLUE = (255, 255, 255), (200, 20, 20), (20, 20, 200)


def test_they_are_in_a_row_in_their_order_with_a_gap_between() -> None:
    sheet = side_by_side([Image.new("RGB", (400, 300), RED), Image.new("RGB", (400, 300), BLUE)])
    assert sheet.size == (800 + GAP, 300)
    assert [sheet.getpixel((x, 150)) for x in (0, 399, 400, 400 + GAP - 1, 400 + GAP, 799 + GAP)] == [
        *(RED, RED, WHITE, WHITE, BLUE, BLUE)
    ]


@pytest.mark.parametrize("size", [(128, 96), (96, 128), (8, 8)])
def test_small_ones_are_enlarged_all_alike(size: tuple[int, int]) -> None:
    sheet = side_by_side([Image.new("RGB", size, RED)])
    assert max(sheet.size) == SHOWN_SIDE
    assert sheet.width * size[1] == sheet.height * size[0]


def test_one_that_is_lower_is_in_the_middle() -> None:
    sheet = side_by_side([Image.new("RGB", (400, 400), RED), Image.new("RGB", (400, 200), BLUE)])
    column = [sheet.getpixel((500, y)) for y in (0, 99, 100, 299, 300, 399)]
    assert column == [WHITE, WHITE, BLUE, BLUE, WHITE, WHITE]
