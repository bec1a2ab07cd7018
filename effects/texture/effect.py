"""Texture as an effect. NumPy is imported when it runs, not before: the bot's process has no use for it."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Literal

from PIL import Image
from pydantic import Field

from atelier_bot import Effect, Model, Report, Slot, Tweak, Variant, shrink

PARTS = {"small": 8, "medium": 5, "large": 3}
"""A patch's side is one part of so many of the picture's short side, ..."""
LEAST_PATCH = 10
"""... and at least so many pixels; ..."""
LEAST_SIDE = 32
"""... that side has at least these."""
MAX_SIDE = 512
DRAFT_SIZE = 256
LAST_SEED = 999

Patch = Literal["small", "medium", "large"]


class TextureOptions(Model):
    """What a person may choose. ``size`` is that of the square in pixels, ``patch`` of how large pieces it is made."""

    size: int = Field(768, ge=128, le=2048, json_schema_extra={"choices": [256, 512, 768, 1024, 2048]})
    tileable: bool = True
    patch: Patch = "medium"
    seed: int = Field(0, ge=0, le=LAST_SEED, json_schema_extra={"choices": [0, 1, 2, 3]})


class Texture(Effect[TextureOptions]):
    """Makes a square of what is in a picture, in new places."""

    name = "texture"
    slots = (Slot(name="picture"),)
    options = TextureOptions
    texts = files("effects.texture") / "locales"

    def __init__(self, config: Model, folder: object) -> None:
        pass

    def tweaks(self, options: TextureOptions) -> list[Tweak]:
        """Another one, larger and smaller pieces, and whether it has a border."""
        sizes = list(PARTS)
        at = sizes.index(options.patch)
        found = [Tweak(name="another", changes={"seed": (options.seed + 1) % (LAST_SEED + 1)})]
        if at + 1 < len(sizes):
            found.append(Tweak(name="larger-pieces", changes={"patch": sizes[at + 1]}))
        if at > 0:
            found.append(Tweak(name="smaller-pieces", changes={"patch": sizes[at - 1]}))
        name = "with-border" if options.tileable else "without-border"
        return [*found, Tweak(name=name, changes={"tileable": not options.tileable})]

    def variants(self, options: TextureOptions) -> list[Variant]:
        """Pieces of all sizes."""
        draft = {"size": min(DRAFT_SIZE, options.size)}
        return [Variant(name=f"{patch}-pieces", changes={"patch": patch}, draft=draft) for patch in PARTS]

    def run(self, inputs: Mapping[str, Image.Image], options: TextureOptions, report: Report) -> Image.Image:
        """The square; resumes from the report's checkpoint where there is one. Raises CheckpointError."""
        from effects.texture.quilt import Layout, quilt

        picture = inputs["picture"].convert("RGB")
        source = shrink(picture, source_side(picture, options.size))
        side = max(LEAST_PATCH, min(source.size) // PARTS[options.patch])
        return quilt(source, Layout(options.size, side, options.tileable), options.seed, report)


def source_side(picture: Image.Image, size: int) -> int:
    """The long side at which a picture is looked at for a square of ``size``: half of it, which shows it four times."""
    long, short = max(picture.size), min(picture.size)
    return max(min(long, size // 2, MAX_SIDE), round(long * LEAST_SIDE / short))
