"""An effect that sleeps, for as long as it is told to: a stand-in for painting where cores are missing."""

import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from PIL import Image
from pydantic import Field

from core.model.base import Model
from core.plugins.discovery import NoOptions
from core.plugins.effect import Effect, Report, Slot


class Pace(Model):
    """So many strokes, each of so many seconds, and a checkpoint after each."""

    strokes: int = Field(20, ge=1)
    seconds: float = Field(0.05, ge=0)


class Sleeper(Effect[Pace]):
    """Gives back the photo in the end, and as its top left pixel's red the stroke with which this attempt began."""

    name = "sleeper"
    command = "style"
    texts = files("effects.style_transfer") / "locales"
    slots = (Slot(name="content"), Slot(name="style"))
    options = Pace

    def __init__(self, settings: NoOptions, folder: Path) -> None:
        """Needs neither."""

    def run(self, inputs: Mapping[str, Image.Image], options: Pace, report: Report) -> Image.Image:
        """Sleeps, and says so."""
        begun = int(report.resume or 0)
        for stroke in range(begun, options.strokes):
            time.sleep(options.seconds)
            report((stroke + 1) / options.strokes, inputs["content"])
            report.checkpoint(str(stroke + 1).encode())
        picture = inputs["content"].copy()
        picture.putpixel((0, 0), (min(begun, 255), 0, 0))
        return picture
