"""Softens a photo: what shines in it begins to glow."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from PIL import Image, ImageChops, ImageFilter
from pydantic import Field

from atelier_bot import Effect, Model, Report, Slot, Tweak


class MyEffectOptions(Model):
    """What a person may choose. ``glow`` is how much of it there is."""

    glow: float = Field(0.5, ge=0, le=1, json_schema_extra={"choices": [0.25, 0.5, 0.75, 1.0]})


class MyEffect(Effect[MyEffectOptions]):
    """Makes a photo out of a photo."""

    name = "my-effect"
    slots = (Slot(name="photo"),)
    options = MyEffectOptions
    texts = files("my_effect") / "locales"

    def __init__(self, config: Model, folder: Path) -> None:
        """Takes the operator's settings, and a folder for weights; it needs neither."""

    def tweaks(self, options: MyEffectOptions) -> list[Tweak]:
        """More of it, as far as there is more."""
        return [Tweak(name="stronger", changes={"glow": 1.0})] if options.glow < 1 else []

    def run(self, inputs: Mapping[str, Image.Image], options: MyEffectOptions, report: Report) -> Image.Image:
        """The photo under its own light, blurred."""
        photo = inputs["photo"].convert("RGB")
        report(0.1, photo)
        light = photo.filter(ImageFilter.GaussianBlur(max(photo.size) / 50))
        report(0.8)
        return Image.blend(photo, ImageChops.screen(photo, light), options.glow)
