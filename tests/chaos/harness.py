"""An effect that is as slow as a painting and needs no PyTorch, so that its jobs can be killed."""

import json
import time
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from PIL import Image
from pydantic import Field

from core.model.base import Model
from core.plugins.discovery import NoOptions
from core.plugins.effect import Effect, Report, Slot, Tweak

STROKES = 20
SECONDS = 0.05


class Tint(Model):
    """How much of the style there is."""

    strength: float = Field(0.5, ge=0, le=1)


class SlowTint(Effect[Tint]):
    """Mixes the two pictures in strokes, with a checkpoint after each."""

    name = "slow-tint"
    command = "style"
    texts = files("effects.style_transfer") / "locales"
    slots = (Slot(name="content"), Slot(name="style"))
    options = Tint

    def __init__(self, settings: NoOptions, folder: Path) -> None:
        """Needs neither."""

    def tweaks(self, options: Tint) -> list[Tweak]:
        if options.strength < 1:
            return [Tweak(name="stronger", changes={"strength": 1.0})]
        return [Tweak(name="softer", changes={"strength": 0.0})]

    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        content = inputs["content"]
        first = json.loads(report.resume) if report.resume else 0
        for stroke in range(first, STROKES):
            time.sleep(SECONDS)
            report((stroke + 1) / STROKES, content)
            report.checkpoint(json.dumps(stroke + 1).encode())
        return Image.blend(content, inputs["style"].resize(content.size), options.strength)
