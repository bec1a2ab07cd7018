"""Style transfer as an effect: the plugin that Atelier comes with. PyTorch is imported when it runs, not before."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image

from atelier_bot import Model, Report, Slot
from effects.style_transfer.options import FineOptions, StyleTransferConfig

STRENGTH_STEP = 0.2
PREVIEW_SECONDS = 1.0
CHECKPOINT_SECONDS = 5.0


class StyleTransfer:
    """Paints the content in the manner of the style; the operator's settings choose encoder and device."""

    name = "style-transfer"
    slots = (Slot.CONTENT, Slot.STYLE)
    options: type[Model] = FineOptions
    config_model = StyleTransferConfig

    def __init__(self, effect_config: StyleTransferConfig, folder: Path) -> None:
        self._effect_config, self._folder = effect_config, folder

    def tweaks(self, options: Model) -> Mapping[str, Mapping[str, Any]]:
        """Stronger and softer as far as they go, and whose colours."""
        assert isinstance(options, FineOptions)
        stronger = round(min(1.0, options.strength + STRENGTH_STEP), 2)
        softer = round(max(0.0, options.strength - STRENGTH_STEP), 2)
        colours = "style-colours" if options.keep_colours else "keep-colours"
        found: dict[str, Mapping[str, Any]] = {}
        if stronger > options.strength:
            found["stronger"] = {"strength": stronger}
        if softer < options.strength:
            found["softer"] = {"strength": softer}
        return {**found, colours: {"keep_colours": not options.keep_colours}}

    def run(self, inputs: Mapping[Slot, Image.Image], options: Model, report: Report) -> Image.Image:
        """Paints; resumes from the report's checkpoint where there is one."""
        from effects.features.memory import give_back_freed_blocks
        from effects.style_transfer.recipe import WeightedStyle
        from effects.style_transfer.stylize import open_encoder, stylize

        assert isinstance(options, FineOptions)
        give_back_freed_blocks()
        return stylize(
            inputs[Slot.CONTENT],
            [WeightedStyle(inputs[Slot.STYLE])],
            options,
            report,
            encoder=open_encoder(self._effect_config, options, self._folder, report.resume),
            preview_every=PREVIEW_SECONDS,
            checkpoint=report.checkpoint,
            checkpoint_every=CHECKPOINT_SECONDS,
            resume=report.resume,
        )
