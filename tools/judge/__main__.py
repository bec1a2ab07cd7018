"""The command: ``python -m tools.judge``, or ``make judge``."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image
from rich.console import Console
from rich.progress import track

from core.plugins.errors import EffectError
from effects.style_transfer.options import FineOptions
from tools.bounds import bounds_table
from tools.judge import SHARED, artefacts, figures, ladder, sheet, strokes, tables
from tools.judge.figures import BOLD, OURS, REFERENCE, Judged, JudgedPair
from tools.judge.paintings import PEERS, Painter, Pair, find_pairs, peer_painting
from tools.judge.verdict import Judge, PairJudge, open_judge, open_teller

ROOT = Path(__file__).parents[2]
TELLER = SHARED / "weights/vgg19-conv1_1-conv3_1.safetensors"


class PairPainter:
    """Has pairs painted by ours and by VGG19, finds the peers' paintings and judges them all."""

    def __init__(self, ours: Painter, reference: Painter, peers: Path, size: int, bold: bool) -> None:
        self._ours, self._reference, self._peers, self._bold = ours, reference, peers, bold
        self._options = FineOptions(size=size)

    def judge(self, pair: Pair, judge: Judge, teller: Judge | None) -> JudgedPair:
        """All paintings of a pair with what the two judges say of them."""
        photo, style = pair.open(self._options.size)
        verdicts, told = judge.of(photo, style), None if teller is None else teller.of(photo, style)
        return JudgedPair(
            pair.name,
            photo,
            style,
            photo_faults=artefacts.find(photo, photo, style),
            style_faults=artefacts.find(style, style, style),
            paintings={
                painter: _judged(image, photo, style, verdicts, told)
                for painter, image in self._paintings(pair, photo, style).items()
            },
        )

    def _paintings(self, pair: Pair, photo: Image.Image, style: Image.Image) -> dict[str, Image.Image]:
        found = {
            OURS: self._ours.paint(photo, style, self._options),
            REFERENCE: self._reference.paint(photo, style, self._options),
        }
        peers = {peer: peer_painting(peer, pair, self._peers, photo.size) for peer in PEERS}
        found |= {peer: painting for peer, painting in peers.items() if painting is not None}
        if self._bold and "pastiche" in found:
            found[BOLD] = self._ours.paint(photo, style, self._options.model_copy(update={"strength": 1.0}))
        return found


def _judged(
    image: Image.Image, photo: Image.Image, style: Image.Image, verdicts: PairJudge, told: PairJudge | None
) -> Judged:
    return Judged(
        image,
        verdicts.assess(image),
        None if told is None else told.assess(image),
        artefacts.find(image, photo, style),
    )


def main(
    encoder: Annotated[str, typer.Argument(help="The encoder to judge: compact, vgg19 or a file.")] = "compact",
    vgg19: Annotated[str, typer.Option(help="Oxford's VGG19, which judges and paints the reference.")] = "vgg19",
    pictures: Annotated[Path, typer.Option(help="A folder with content/ and style/.")] = SHARED / "pictures",
    pairs: Annotated[str | None, typer.Option(help="So many pairs, or names such as lion-shipwreck,...")] = None,
    size: Annotated[int, typer.Option(help="Long side of all pictures.")] = 256,
    data: Annotated[Path, typer.Option(help="Keeps weights and paintings.")] = ROOT / "data",
    peers: Annotated[Path, typer.Option(help="What make peers painted.")] = ROOT / "data/peers",
    strength_1: Annotated[bool, typer.Option(help="Paint at strength 1 too what pastiche painted.")] = False,
    ladder_too: Annotated[bool, typer.Option("--ladder", help="Climb through strength on five pairs.")] = False,
    scale_too: Annotated[bool, typer.Option("--scale", help="Measure strokes at style scale 1 and 2.")] = False,
    sheet_path: Annotated[
        Path | None,
        typer.Option("--sheet", show_default="docs/images/judge.jpg; with --pairs data/judge.jpg", help="The sheet."),
    ] = None,
    report: Annotated[Path | None, typer.Option(help="Where to put the figures as JSON.")] = None,
) -> None:
    """Judge an encoder: the style its paintings close, the faults they have, and a sheet to look at."""
    folder = data / "weights"
    try:
        chosen = find_pairs(pictures, pairs)
        judge, teller = open_judge(vgg19, folder), open_teller(TELLER) if TELLER.is_file() else None
        ours, reference = (Painter(name, folder, data / "judge") for name in (encoder, vgg19))
    except (EffectError, ValueError, OSError) as error:
        sys.exit(f"error: {error}")
    painter = PairPainter(ours, reference, peers, size, strength_1)
    judged = [painter.judge(pair, judge, teller) for pair in track(chosen, "judging", transient=True)]

    needed = figures.bounds(judged)
    console = Console(width=None if sys.stdout.isatty() else 160)
    console.print(*tables.closed_tables(judged, ours.name), tables.faults_table(judged))
    few = find_pairs(pictures, "5")
    if ladder_too:
        climbed = [ladder.climb(pair, ours, judge, size) for pair in track(few, "climbing", transient=True)]
        console.print(ladder.table(climbed))
        needed += ladder.bounds(climbed)
    if scale_too:
        scaled = [strokes.measure(pair, ours, judge, size) for pair in track(few, "scaling", transient=True)]
        console.print(strokes.table(scaled))
        needed += strokes.bounds(scaled)
    console.print(bounds_table(needed))
    sheet_path = sheet_path or (ROOT / "docs/images/judge.jpg" if pairs is None else data / "judge.jpg")
    sheet.draw(judged, ours.name).save(sheet_path, quality=84)
    print(f"{sheet_path}: photo, style, by {ours.name}, by {reference.name}, by a peer; the share closed beside each")
    if report is not None:
        report.write_text(json.dumps(figures.as_json(judged, needed), indent=2) + "\n")


if __name__ == "__main__":
    typer.run(main)
