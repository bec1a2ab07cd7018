"""Many pictures seen at a glance: small squares of them, and a sheet of squares with their numbers."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

SQUARE = 240
"""Pixels on a side of a square."""
GAP = 12
BADGE = 44
FONT_SIZE = 28
PAPER, INK = "#f6f1e8", "#221d18"
COLUMNS = 4


def square(image: Image.Image) -> Image.Image:
    """The middle of a picture, ``SQUARE`` pixels on a side."""
    return ImageOps.fit(image, (SQUARE, SQUARE))


def contact_sheet(squares: Sequence[Image.Image | None]) -> Image.Image:
    """Squares in rows, numbered from 1 in their corners; for None there is an empty place."""
    columns = min(COLUMNS, len(squares))
    rows = -(-len(squares) // columns)
    step = SQUARE + GAP
    sheet = Image.new("RGB", (columns * step + GAP, rows * step + GAP), PAPER)
    for index, one in enumerate(squares):
        corner = GAP + index % columns * step, GAP + index // columns * step
        if one is not None:
            sheet.paste(one, corner)
        _number(sheet, corner, index + 1)
    return sheet


def _number(sheet: Image.Image, corner: tuple[int, int], number: int) -> None:
    left, top = corner
    draw = ImageDraw.Draw(sheet)
    draw.rectangle((left, top, left + BADGE, top + BADGE), PAPER)
    middle = left + BADGE // 2, top + BADGE // 2
    draw.text(middle, str(number), INK, ImageFont.load_default(FONT_SIZE), anchor="mm")
