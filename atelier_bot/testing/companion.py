"""Another effect beside the one that is tested: it gives the picture back, turned upside down."""

from collections.abc import Mapping

from PIL import Image, ImageOps

from core.model.base import Model
from core.plugins.effect import Effect, Report, Slot

NAME = "companion"
TITLE = "companion"


class Companion(Effect[Model]):
    """One slot, no options and no words."""

    name = NAME
    slots = (Slot(name="picture"),)
    options = Model

    def run(self, inputs: Mapping[str, Image.Image], options: Model, report: Report) -> Image.Image:  # noqa: ARG002
        """The picture upside down."""
        report(0.5)
        return ImageOps.flip(inputs["picture"])
