"""Draws a photo with a pencil: where it is as bright as its surroundings the paper stays white ("colour dodge")."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from PIL import Image, ImageFilter, ImageMath, ImageOps
from pydantic import Field

from atelier_bot import Effect, Model, Report, Slot, Tweak


class PencilOptions(Model):
    """What a person may choose. ``softness`` is in thousandths of the photo's long side."""

    softness: int = Field(8, ge=2, le=40, json_schema_extra={"choices": [4, 8, 16]})
    pencil: Literal["grey", "sepia", "coloured"] = "grey"


class Pencil(Effect[PencilOptions]):
    """Makes a drawing out of a photo."""

    name = "pencil"
    slots = (Slot(name="photo"),)
    options = PencilOptions
    texts = Path(__file__).parent / "locales"

    def __init__(self, config: Model, folder: object) -> None:
        pass

    def tweaks(self, options: PencilOptions) -> list[Tweak]:
        """Softer lines, and another pencil."""
        softer = [Tweak(name="softer", changes={"softness": 16})] if options.softness < 16 else []
        pencil = "grey" if options.pencil == "coloured" else "coloured"
        return [*softer, Tweak(name=pencil, changes={"pencil": pencil})]

    def run(self, inputs: Mapping[str, Image.Image], options: PencilOptions, report: Report) -> Image.Image:
        """The drawing, as large as the photo."""
        photo = inputs["photo"].convert("RGB")
        grey = photo.convert("L")
        report(0.1, grey)
        around = ImageOps.invert(grey).filter(ImageFilter.GaussianBlur(max(photo.size) * options.softness / 1000))
        report(0.6)
        dodged = ImageMath.lambda_eval(lambda of: of["min"](of["a"] * 256 / (256 - of["b"]), 255), a=grey, b=around)
        drawing: Image.Image = dodged.convert("L")
        if options.pencil == "sepia":
            return ImageOps.colorize(drawing, "#2b1a0e", "#f6efe2")
        if options.pencil == "coloured":
            hue, saturation, _ = photo.convert("HSV").split()
            return Image.merge("HSV", (hue, saturation, drawing)).convert("RGB")
        return drawing
