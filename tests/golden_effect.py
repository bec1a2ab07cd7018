"""The effect of the golden conversation: a mixture that is there at once, but of a black photo never."""

import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from PIL import Image
from pydantic import Field

from core.model.base import Model
from core.plugins.effect import Effect, Report, Slot, Tweak, Variant


class Mix(Model):
    """How much of the style there is, and whether it is warmed up."""

    strength: float = Field(0.5, ge=0, le=1)
    warm: bool = False


class Mixture(Effect[Mix]):
    """Mixes two pictures, and a third if there is one. It needs no PyTorch."""

    name = "mixture"
    command = "style"
    texts = files("effects.style_transfer") / "locales"
    slots = (Slot(name="content"), Slot(name="style"), Slot(name="second", optional=True))
    options = Mix

    def tweaks(self, options: Mix) -> list[Tweak]:
        if options.strength < 1:
            return [Tweak(name="stronger", changes={"strength": 1.0})]
        return [Tweak(name="softer", changes={"strength": 0.0})]

    def run(self, inputs: Mapping[str, Image.Image], options: Mix, report: Report) -> Image.Image:
        content = inputs["content"]
        while content.getpixel((0, 0)) == (0, 0, 0):
            report(0.0)
            time.sleep(0.02)
        styles = [inputs[slot].resize(content.size) for slot in ("style", "second") if slot in inputs]
        return Image.blend(content, Image.blend(styles[0], styles[-1], 0.5), options.strength)


class VariedMixture(Mixture):
    """A mixture of which there are two variants, tried a little warmer than they are made."""

    def variants(self, options: Mix) -> list[Variant]:
        return [
            Variant(name="lighter", changes={"strength": options.strength / 2}, draft={"warm": True}),
            Variant(name="bolder", changes={"strength": 1.0}, draft={"warm": True}),
        ]


class OfferingMixture(Mixture):
    """The same with a photo for who has none, and styles of which one goes by its file's name."""

    slots = (
        Slot(name="content", gallery=files("effects.style_transfer") / "examples"),
        Slot(name="style", gallery=Path(__file__).parents[1] / "samples"),
        Slot(name="second", optional=True, gallery=Path(__file__).parents[1] / "samples"),
    )
