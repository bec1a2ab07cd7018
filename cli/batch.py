"""One photo after another: loaded, painted and written, under one progress bar."""

import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PIL import Image
from rich.progress import Progress, TaskID

from cli.console import describe, progress_bar, say_error
from cli.ctrl_c import ending_at_ctrl_c
from cli.film import Film
from cli.painter import Painter
from cli.sources import Source
from cli.targets import Target
from core.imaging import images
from core.imaging.errors import PictureError


@dataclass(frozen=True)
class Order:
    """A photo, where its painting goes, and what is kept of it on its way."""

    photo: Source
    target: Target
    film: Film | None


def paint_all(orders: Sequence[Order], painter: Painter, *, quiet: bool, verbose: bool) -> int:
    """Paints all photos; one that fails costs a line and itself. Returns how many failed.

    Raises OptionsError and WeightsError, with which none can be painted.
    """
    failed = 0
    with progress_bar(quiet) as bar:
        task = bar.add_task("", total=len(orders))
        for done, order in enumerate(orders):
            name = "painting" if len(orders) == 1 else f"painting {done + 1} of {len(orders)}"
            bar.update(task, completed=done, description=name)
            try:
                with ending_at_ctrl_c():
                    said = _paint(order, painter, partial(_fill, bar, task, done))
            except (PictureError, OSError) as error:
                say_error(describe(error), verbose)
                failed += 1
            else:
                if not quiet:
                    print(said, file=sys.stderr if order.target.path is None else sys.stdout, flush=True)
    return failed


def _fill(bar: Progress, task: TaskID, done: int, share: float) -> None:
    bar.update(task, completed=done + share)


def _paint(order: Order, painter: Painter, progress: Callable[[float], None]) -> str:
    """Paints one photo; returns what there is to say of it. The time is the painting's: loading happens once."""
    long_side = painter.options.size
    photo = order.photo.load(long_side)
    size = images.shrink(photo, long_side).size
    means = painter.means

    def report(fraction: float, picture: Image.Image | None) -> None:
        if order.film is not None and picture is not None:
            order.film.add(picture, size)
        progress(fraction)

    begin = time.monotonic()
    painting = painter.paint(photo, report, every_step=order.film is not None)
    seconds = time.monotonic() - begin
    order.target.write(painting)
    return f"{order.target}: {painting.width} x {painting.height}, painted in {seconds:.1f} s with {means}"
