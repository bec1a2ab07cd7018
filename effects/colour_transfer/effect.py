"""Colour transfer as an effect. NumPy is imported when it runs, not before: the bot's process has no use for it."""

from collections.abc import Mapping
from importlib.resources import files

from PIL import Image
from pydantic import Field

from atelier_bot import Effect, Model, Report, Slot, Tweak

STRENGTH_STEP = 0.25


class ColourTransferOptions(Model):
    """What a person may choose: how far the photo's colours go, and whether its light and shade stay."""

    strength: float = Field(1.0, ge=0, le=1, json_schema_extra={"choices": [0.25, 0.5, 0.75, 1.0]})
    keep_light: bool = False


class ColourTransfer(Effect[ColourTransferOptions]):
    """Gives a photo the colours of another picture."""

    name = "colour-transfer"
    command = "colours"
    slots = (Slot(name="photo"), Slot(name="colours"))
    options = ColourTransferOptions
    texts = files("effects.colour_transfer") / "locales"

    def __init__(self, config: Model, folder: object) -> None:
        pass

    def tweaks(self, options: ColourTransferOptions) -> list[Tweak]:
        """Less and more of it as far as they go, and whose light."""
        softer = round(max(STRENGTH_STEP, options.strength - STRENGTH_STEP), 2)
        stronger = round(min(1.0, options.strength + STRENGTH_STEP), 2)
        found = [
            Tweak(
                name="all-light" if options.keep_light else "keep-light", changes={"keep_light": not options.keep_light}
            )
        ]
        if softer < options.strength:
            found.append(Tweak(name="softer", changes={"strength": softer}))
        if stronger > options.strength:
            found.append(Tweak(name="stronger", changes={"strength": stronger}))
        return found

    def run(self, inputs: Mapping[str, Image.Image], options: ColourTransferOptions, report: Report) -> Image.Image:
        """The photo in other colours, as large as it was."""
        from effects.colour_transfer.recolour import recolour

        photo, colours = inputs["photo"].convert("RGB"), inputs["colours"].convert("RGB")
        return recolour(photo, colours, options.strength, report, keep_light=options.keep_light)
