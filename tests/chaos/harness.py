"""An effect that is as slow as a painting and needs no PyTorch, so that many of its jobs can be killed."""

import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from pydantic import Field

from core.model.base import Model
from core.model.event import Slot
from core.plugins.discovery import NoOptions
from core.plugins.effect import Report

STROKES = 20
SECONDS = 0.05


class Tint(Model):
    """How much of the style there is."""

    strength: float = Field(0.5, ge=0, le=1)


class SlowTint:
    """Mixes the two pictures in strokes, with a checkpoint after each."""

    name = "slow-tint"
    slots = (Slot.CONTENT, Slot.STYLE)
    options: type[Model] = Tint

    def __init__(self, settings: NoOptions, folder: Path) -> None:
        """Needs neither."""

    def tweaks(self, options: Model) -> Mapping[str, Mapping[str, Any]]:
        assert isinstance(options, Tint)
        return {"stronger": {"strength": 1.0}} if options.strength < 1 else {"softer": {"strength": 0.0}}

    def run(self, inputs: Mapping[Slot, Image.Image], options: Model, report: Report) -> Image.Image:
        assert isinstance(options, Tint)
        content = inputs[Slot.CONTENT]
        first = json.loads(report.resume) if report.resume else 0
        for stroke in range(first, STROKES):
            time.sleep(SECONDS)
            report((stroke + 1) / STROKES, content)
            report.checkpoint(json.dumps(stroke + 1).encode())
        return Image.blend(content, inputs[Slot.STYLE].resize(content.size), options.strength)
