"""An effect that takes more memory the larger its pictures are, so that it can be made to run out of that."""

from collections.abc import Mapping
from importlib.resources import files

from PIL import Image
from pydantic import Field

from atelier_bot import Effect, Model, Report, Slot

BYTES_A_PIXEL = 176_000
"""A picture of 64 px takes 720 MB, one of 32 px 180 MB."""


class HungryOptions(Model):
    """``size`` is the long side in pixels."""

    size: int = Field(64, ge=32, le=64, json_schema_extra={"choices": [32, 64]})


class Hungry(Effect[HungryOptions]):
    """Gives a photo back when it has filled the memory that its size takes."""

    name = "hungry"
    slots = (Slot(name="photo"),)
    options = HungryOptions
    texts = files("examples.pencil.pencil") / "locales"

    def __init__(self, config: Model, folder: object) -> None:
        """Needs neither."""

    def run(self, inputs: Mapping[str, Image.Image], options: HungryOptions, report: Report) -> Image.Image:
        """The photo."""
        report(0.5)
        held = bytearray(BYTES_A_PIXEL * options.size**2)
        held[::4096] = b"x" * len(held[::4096])  # until then the system has given it only an address
        return inputs["photo"]
