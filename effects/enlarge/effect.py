"""Enlargement as an effect. NumPy is imported when it runs, not before: the bot's process has no use for it."""

from collections.abc import Mapping
from importlib.resources import files

from PIL import Image
from pydantic import Field

from atelier_bot import Effect, Model, Rejected, Report, Slot, Tweak

SHARPNESS_STEP = 0.25


class EnlargeOptions(Model):
    """What a person may choose: ``size`` is the long side in pixels, ``sharpness`` how hard strokes' edges are."""

    size: int = Field(2048, ge=128, le=2048, json_schema_extra={"choices": [1024, 1536, 2048]})
    sharpness: float = Field(0.75, ge=0, le=1, json_schema_extra={"choices": [0.25, 0.5, 0.75, 1.0]})


class Enlarge(Effect[EnlargeOptions]):
    """Makes a large picture out of a small one."""

    name = "enlarge"
    slots = (Slot(name="picture"),)
    options = EnlargeOptions
    texts = files("effects.enlarge") / "locales"

    def __init__(self, config: Model, folder: object) -> None:
        pass

    def tweaks(self, options: EnlargeOptions) -> list[Tweak]:
        """Harder and softer edges, as far as they go."""
        crisper = round(min(1.0, options.sharpness + SHARPNESS_STEP), 2)
        softer = round(max(0.0, options.sharpness - SHARPNESS_STEP), 2)
        found = {"crisper": crisper, "softer": softer}
        return [
            Tweak(name=name, changes={"sharpness": value})
            for name, value in found.items()
            if value != options.sharpness
        ]

    def run(self, inputs: Mapping[str, Image.Image], options: EnlargeOptions, report: Report) -> Image.Image:
        """The picture at the size that was chosen. It takes seconds, so a try that ends too soon is begun anew.

        Raises Rejected for one that is no smaller than that.
        """
        from effects.enlarge.enlarge import enlarge

        picture = inputs["picture"].convert("RGB")
        if max(picture.size) >= options.size:
            raise Rejected("picture", "large-already")
        return enlarge(picture, options.size, options.sharpness, report)
