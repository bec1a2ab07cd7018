"""Hangs three photos side by side, on a wall of one colour or of a picture."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

from PIL import Image, ImageFilter, ImageOps
from pydantic import Field

from atelier_bot import Effect, Model, Report, Slot

PANELS = ("left", "middle", "right")
WALLS = {"white": "#f4f1ea", "grey": "#55585c", "black": "#101010"}


class TriptychOptions(Model):
    """What a person may choose. ``height`` is a panel's in pixels, ``gap`` the room between two in hundredths of it."""

    height: int = Field(512, ge=128, le=1024, json_schema_extra={"choices": [256, 512, 1024]})
    gap: float = Field(6, ge=0, le=25)
    wall: Literal["white", "grey", "black"] = "white"
    wide_middle: bool = True


class Triptych(Effect[TriptychOptions]):
    """Makes one picture out of three."""

    name = "triptych"
    slots = (*(Slot(name=panel) for panel in PANELS), Slot(name="wall", optional=True))
    options = TriptychOptions
    texts = files("examples.triptych") / "locales"

    def __init__(self, config: Model, folder: object) -> None:
        pass

    def run(self, inputs: Mapping[str, Image.Image], options: TriptychOptions, report: Report) -> Image.Image:
        """The three, cut to the same height."""
        height, gap = options.height, round(options.height * options.gap / 100)
        widths = [height * 2 // 3, height if options.wide_middle else height * 2 // 3, height * 2 // 3]
        size = sum(widths) + gap * (len(PANELS) + 1), height + 2 * gap
        picture = _wall(inputs.get("wall"), size, WALLS[options.wall])
        left = gap
        for number, (panel, width) in enumerate(zip(PANELS, widths, strict=True)):
            picture.paste(ImageOps.fit(inputs[panel].convert("RGB"), (width, height)), (left, gap))
            left += width + gap
            report((number + 1) / len(PANELS), picture)
        return picture


def _wall(given: Image.Image | None, size: tuple[int, int], colour: str) -> Image.Image:
    if given is None:
        return Image.new("RGB", size, colour)
    return ImageOps.fit(given.convert("RGB"), size).filter(ImageFilter.GaussianBlur(size[1] / 64))
