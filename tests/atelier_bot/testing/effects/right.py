"""An effect with which nothing is wrong and that has everything an effect may have; the broken ones are made of it."""

import json
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from pydantic import Field

from atelier_bot import CheckpointError, Effect, Model, Report, Slot, Tweak, Variant

SAMPLES = Path(__file__).parents[4] / "samples"
STEPS = 4
WORDS = {
    "effect-name": "tint",
    "effect-about": "tint a photo",
    "slot-photo": "photo",
    "slot-tone": "tone",
    "slot-frame": "frame",
    "option-size": "Size",
    "option-strength": "Strength",
    "option-mood": "Mood",
    "option-warm": "Warm",
    "mood-is-calm": "calm",
    "mood-is-wild": "wild",
    "tweak-stronger": "Stronger",
    "tweak-softer": "Softer",
    "variant-lighter": "Lighter",
    "variant-bolder": "Bolder",
}


class Written(Traversable):
    """A folder of texts that are written in a test: ``en.ftl`` and ``ru.ftl``."""

    name = ""

    def __init__(self, name: str = "", **texts: str) -> None:
        self.name, self._texts = name, texts

    def __truediv__(self, child: Any) -> "Written":
        return Written(child, **self._texts)

    joinpath = __truediv__

    def is_file(self) -> bool:
        return self.name.removesuffix(".ftl") in self._texts

    def is_dir(self) -> bool:
        return not self.name

    def iterdir(self) -> Any:
        return (Written(f"{language}.ftl", **self._texts) for language in self._texts)

    def read_text(self, encoding: str | None = None) -> str:
        return self._texts[self.name.removesuffix(".ftl")]

    def read_bytes(self) -> bytes:
        return self.read_text().encode()

    def open(self, mode: str = "r", *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError


def written(without: str = "", **changes: str) -> Written:
    """The words in both languages, with changes to them (``_`` for ``-``) and without one of them."""
    words = {**WORDS, **{key.replace("_", "-"): text for key, text in changes.items()}}
    text = "\n".join(f"{key} = {word}" for key, word in words.items() if key != without)
    return Written(en=text, ru=text)


class Tint(Model):
    """Options of each kind."""

    size: int = Field(128, ge=32, le=512, json_schema_extra={"choices": [64, 128]})
    strength: float = Field(0.5, ge=0, le=1, json_schema_extra={"choices": [0.0, 0.5, 1.0]})
    mood: Literal["calm", "wild"] = "calm"
    warm: bool = False


class Right(Effect[Tint]):
    """Mixes a photo with the colours of another picture, in four steps."""

    name = "tint"
    slots = (Slot(name="photo"), Slot(name="tone", gallery=SAMPLES), Slot(name="frame", optional=True))
    options: Any = Tint
    texts: Any = written()

    def __init__(self, config: Model, folder: Path) -> None:
        """Needs neither."""

    def tweaks(self, options: Tint) -> list[Tweak]:
        if options.strength < 1:
            return [Tweak(name="stronger", changes={"strength": 1.0})]
        return [Tweak(name="softer", changes={"strength": 0.0})]

    def variants(self, options: Tint) -> list[Variant]:
        return [
            Variant(name="lighter", changes={"strength": 0.25}, draft={"size": 64}),
            Variant(name="bolder", changes={"strength": 0.75}, draft={"size": 64}),
        ]

    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        photo = inputs["photo"].convert("RGB").resize((options.size, options.size))
        tone = inputs["tone"].convert("RGB").resize(photo.size)
        for step in range(_step(report.resume), STEPS):
            report(step / STEPS, photo)
            report.checkpoint(json.dumps({"step": step}).encode())
        return Image.blend(photo, tone, options.strength)


def _step(state: bytes | None) -> int:
    """The step that a checkpoint is of. Raises CheckpointError."""
    try:
        return int(json.loads(state)["step"]) if state is not None else 0
    except (ValueError, KeyError, TypeError) as error:
        raise CheckpointError("it is damaged") from error
