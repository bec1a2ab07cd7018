"""The sheet that eyes judge by: each pair's pictures in a row, named."""

from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont, ImageOps

from tools.judge.figures import BOLD, OURS, REFERENCE, JudgedPair
from tools.judge.paintings import PEERS

CAPTION, GAP = 14, 6
PAIRS_A_ROW = 2


def draw(pairs: Sequence[JudgedPair], ours: str, cell: int = 192) -> Image.Image:
    """Photo, style, ours, VGG19's and a peer's painting of every pair, each in a cell so many pixels wide."""
    rows = [_pictures(pair, ours) for pair in pairs]
    columns = max(len(row) for row in rows)
    width, height = cell + GAP, cell * 4 // 5 + CAPTION + GAP
    block = columns * width + 2 * GAP
    lines = -(-len(rows) // PAIRS_A_ROW)
    sheet = Image.new("RGB", (min(PAIRS_A_ROW, len(rows)) * block - 2 * GAP, lines * height), "white")
    pen, font = ImageDraw.Draw(sheet), ImageFont.load_default(CAPTION - 3)
    for index, row in enumerate(rows):
        left, top = index % PAIRS_A_ROW * block, index // PAIRS_A_ROW * height
        for column, (caption, image) in enumerate(row):
            corner = left + column * width, top
            pen.text(corner, caption, "black", font)
            sheet.paste(ImageOps.contain(image, (cell, cell * 4 // 5)), (corner[0], top + CAPTION))
    return sheet


def _pictures(pair: JudgedPair, ours: str) -> list[tuple[str, Image.Image]]:
    photo, _, style = pair.name.partition("-")
    row = [(photo, pair.photo), (style, pair.style)]
    names = {OURS: ours, BOLD: f"{ours}, strength 1"}
    peer = next((peer for peer in PEERS if peer in pair.paintings), None)
    for painter in (OURS, BOLD, REFERENCE, peer):
        if painter is not None and painter in pair.paintings:
            judged = pair.paintings[painter]
            row.append((f"{names.get(painter, painter)}: {judged.verdict.mean_closed:.2f}", judged.image))
    return row
