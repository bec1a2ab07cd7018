"""Several pictures as one: side by side, for platforms that show one picture above a row of buttons."""

from collections.abc import Sequence

from PIL import Image

from core.imaging.images import shrink

SHOWN_SIDE = 384
"""The long side that each has at least, in pixels: some platforms show a small picture small."""
GAP = 12


def side_by_side(pictures: Sequence[Image.Image]) -> Image.Image:
    """RGB pictures in a row from left to right, small ones enlarged, with white between them; one or more."""
    shown = [shrink(picture, max(SHOWN_SIDE, *picture.size)) for picture in pictures]
    width = sum(picture.width for picture in shown) + GAP * (len(shown) - 1)
    sheet = Image.new("RGB", (width, max(picture.height for picture in shown)), "white")
    left = 0
    for picture in shown:
        sheet.paste(picture, (left, (sheet.height - picture.height) // 2))
        left += picture.width + GAP
    return sheet
