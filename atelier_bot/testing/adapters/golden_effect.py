"""The effect of the golden conversation: a blend that is there at once, but of a black photo never."""

import time
from collections.abc import Mapping

from PIL import Image
from pydantic import Field

from core.model.base import Model
from core.plugins.effect import Effect, Report, Slot, Tweak


class BlendOptions(Model):
    """A number and a switch."""

    strength: float = Field(0.5, ge=0, le=1)
    warm: bool = False


class Blend(Effect[BlendOptions]):
    """Two pictures, without a word of its own."""

    name = "blend"
    slots = (Slot(name="photo"), Slot(name="tone"))
    options = BlendOptions

    def tweaks(self, options: BlendOptions) -> list[Tweak]:
        """The other end of the strength."""
        if options.strength < 1:
            return [Tweak(name="stronger", changes={"strength": 1.0})]
        return [Tweak(name="softer", changes={"strength": 0.0})]

    def run(self, inputs: Mapping[str, Image.Image], options: BlendOptions, report: Report) -> Image.Image:
        """The one blended with the other."""
        photo = inputs["photo"].convert("RGB")
        while photo.getpixel((0, 0)) == (0, 0, 0):
            report(0.0)
            time.sleep(0.02)
        return Image.blend(photo, inputs["tone"].convert("RGB").resize(photo.size), options.strength)
