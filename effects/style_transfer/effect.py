"""Style transfer as an effect: the plugin that Atelier comes with. PyTorch is imported when it runs, not before."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from PIL import Image

from atelier_bot import Effect, Finding, Report, Slot, Tweak, Variant
from effects.style_transfer.options import MAX_CPU_SIZE, StyleTransferConfig, StyleTransferOptions
from effects.style_transfer.variants import variants

FOLDER = files("effects.style_transfer")
STRENGTH_STEP = 0.2
PREVIEW_SECONDS = 1.0


class StyleTransfer(Effect[StyleTransferOptions]):
    """Paints the content in the manner of one style, or of two; the operator's settings choose encoder and device."""

    name = "style-transfer"
    command = "style"
    slots = (
        Slot(name="content", gallery=FOLDER / "examples"),
        Slot(name="style", gallery=FOLDER / "gallery"),
        Slot(name="second", optional=True, gallery=FOLDER / "gallery"),
    )
    options = StyleTransferOptions
    config_model = StyleTransferConfig
    texts = FOLDER / "locales"
    checkpoint_seconds = 5.0

    def __init__(self, effect_config: StyleTransferConfig, folder: Path) -> None:
        self._effect_config, self._folder = effect_config, folder

    def tweaks(self, options: StyleTransferOptions) -> list[Tweak]:
        """Stronger and softer as far as they go, larger as far as every machine goes, and whose colours."""
        stronger = round(min(1.0, options.strength + STRENGTH_STEP), 2)
        softer = round(max(0.0, options.strength - STRENGTH_STEP), 2)
        found = []
        if stronger > options.strength:
            found.append(Tweak(name="stronger", changes={"strength": stronger}))
        if softer < options.strength:
            found.append(Tweak(name="softer", changes={"strength": softer}))
        larger = min(MAX_CPU_SIZE, 2 * options.size)
        if larger > options.size:
            found.append(Tweak(name="larger", changes={"size": larger}))
        colours = "style-colours" if options.keep_colours else "keep-colours"
        return [*found, Tweak(name=colours, changes={"keep_colours": not options.keep_colours})]

    def variants(self, options: StyleTransferOptions) -> list[Variant]:
        """Lighter, bolder and with other strokes."""
        return variants(options)

    def check(self) -> list[Finding]:
        """Weights, PyTorch and its devices, and whether there is memory enough. Raises WeightsError."""
        from effects.style_transfer.checkup import findings

        return findings(self._effect_config, self._folder)

    def run(self, inputs: Mapping[str, Image.Image], options: StyleTransferOptions, report: Report) -> Image.Image:
        """Paints; resumes from the report's checkpoint where there is one."""
        from effects.style_transfer.recipe import WeightedStyle
        from effects.style_transfer.stylize import open_encoder, stylize

        # Only where it has to be: a copy of a photo takes 11 MB, for as long as it is painted.
        pictures = {slot: one if one.mode == "RGB" else one.convert("RGB") for slot, one in inputs.items()}
        second = options.second_share if "second" in pictures else 0.0
        shares = {"style": 1 - second, "second": second}
        return stylize(
            pictures["content"],
            [WeightedStyle(pictures[slot], share) for slot, share in shares.items() if share > 0],
            options,
            report,
            encoder=open_encoder(self._effect_config, options, self._folder, report.resume),
            preview_every=PREVIEW_SECONDS,
            checkpoint=report.checkpoint,
            checkpoint_every=self.checkpoint_seconds,
            resume=report.resume,
        )
