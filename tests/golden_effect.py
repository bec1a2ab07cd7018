"""The effect of the golden conversation: a mixture that is there at once, but of a black photo never."""

import time
from collections.abc import Mapping
from typing import Any

from PIL import Image
from pydantic import Field

from core.model.base import Model
from core.model.event import Slot
from core.plugins.effect import Report


class Mix(Model):
    """How much of the style there is, and whether it is warmed up."""

    strength: float = Field(0.5, ge=0, le=1)
    warm: bool = False


class Mixture:
    """Mixes the two pictures. It needs no PyTorch."""

    name = "mixture"
    slots = (Slot.CONTENT, Slot.STYLE)
    options: type[Model] = Mix

    def tweaks(self, options: Model) -> Mapping[str, Mapping[str, Any]]:
        assert isinstance(options, Mix)
        return {"stronger": {"strength": 1.0}} if options.strength < 1 else {"softer": {"strength": 0.0}}

    def run(self, inputs: Mapping[Slot, Image.Image], options: Model, report: Report) -> Image.Image:
        assert isinstance(options, Mix)
        content = inputs[Slot.CONTENT]
        while content.getpixel((0, 0)) == (0, 0, 0):
            report(0.0)
            time.sleep(0.02)
        return Image.blend(content, inputs[Slot.STYLE].resize(content.size), options.strength)
