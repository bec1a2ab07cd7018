"""An effect that is checked, and how it is run: in a worker process of its own, as the bot has it."""

import pickle
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib.resources.abc import Traversable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PIL import Image
from pydantic import BaseModel

from atelier_bot.testing.check import ConformanceError, blamed, require
from atelier_bot.testing.effects.observation import Observation, ObservedRuns, Pictures, WantedRun
from atelier_bot.testing.kit import Kit
from atelier_bot.testing.pictures import picture
from core.dialogue.framework_texts import framework_texts
from core.jobs.effect_check import small_side
from core.jobs.effect_run import MakeEffect
from core.plugins.controls import control_of, valid_options
from core.plugins.discovery import config_model_of
from core.plugins.effect import Effect
from core.plugins.errors import refusal_key
from core.plugins.installed_effect import InstalledEffect, install
from core.plugins.sizes import SIZE
from core.plugins.texts import DEFAULT


@dataclass(frozen=True)
class EffectUnderTest:
    """``kind`` is the class, which may be anything, ``folder`` a new one for its weights.

    ``config`` are the operator's settings, None for the defaults, ``options`` those with which a picture is quickly
    made, and ``megabytes`` is what the process that makes it may take.
    """

    kind: Any
    folder: Path
    kit: Kit
    config: BaseModel | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    megabytes: int = 1000

    @cached_property
    def make(self) -> MakeEffect:
        """Makes it, here or in another process."""
        with blamed("its settings"):
            config = self.config if self.config is not None else config_model_of(self.kind)()
        return partial(self.kind, config, self.folder)

    @cached_property
    def effect(self) -> Effect[Any]:
        """It, as the bot process has it."""
        with blamed("it can't be made"):
            return self.make()

    @cached_property
    def installed(self) -> InstalledEffect:
        """It, with its texts and its galleries."""
        with blamed("it can't be installed"):
            return install({self.effect.name: self.effect}, framework_texts())[self.effect.name]

    @cached_property
    def values(self) -> dict[str, Any]:
        """The options with which a picture is quickly made, all of them."""
        wanted = {SIZE: small_side(self.kind.options), **self.options}
        with blamed("its options"):
            chosen: dict[str, Any] = valid_options(self.kind.options, wanted).model_dump(mode="json")
        return chosen

    @contextmanager
    def fresh_folder(self) -> Iterator[Path]:
        """A folder for a bot's database, as long as it is needed."""
        with TemporaryDirectory(dir=self.folder) as folder:
            yield Path(folder)

    @property
    def offered(self) -> list[tuple[str, Any]]:
        """Every value of every option that people are offered."""
        controls = {name: control_of(schema) for name, schema in self.installed.schema.items()}
        return [(name, value) for name, control in controls.items() if control for value in control.offered]

    @property
    def texts(self) -> Traversable | None:
        """The folder of its words; None where it has none."""
        return getattr(self.effect, "texts", None)

    @property
    def needed(self) -> list[str]:
        """The names of the slots that must be filled."""
        return [slot.name for slot in self.effect.slots if not slot.optional]

    def pictures(self, *images: Image.Image) -> dict[str, Image.Image]:
        """A picture for each slot that must be filled: those given, the last one for all that are left, or others."""
        found = {}
        for number, slot in enumerate(self.needed):
            found[slot] = images[min(number, len(images) - 1)] if images else picture(seed=number)
        return found

    def run(self, pictures: Pictures | None = None, **changes: Any) -> Observation:
        """One run, watched; ``changes`` are of a WantedRun."""
        return self.runs(self.wanted(pictures, **changes))[0]

    def wanted(self, pictures: Pictures | None = None, **changes: Any) -> WantedRun:
        """A run with the usual pictures and options, but for ``changes``."""
        usual = {"pictures": pictures or self.pictures(), "options": self.values}
        return WantedRun(**{**usual, **changes})

    def runs(self, *wanted: WantedRun, fresh: bool = False) -> Sequence[Observation]:
        """Runs in the worker process, or in a fresh one, one after another."""
        work = ObservedRuns(self.make, wanted)
        seen = self.kit.work(work, network=bool(getattr(self.kind, "network", False)), fresh=fresh)
        observed: Sequence[Observation] = pickle.loads(seen)  # noqa: S301 - made by ObservedRuns, just now
        return observed

    def made(self, pictures: Pictures | None = None, **changes: Any) -> Image.Image:
        """The picture that a run makes. Raises ConformanceError where it makes none."""
        return picture_of(self.run(pictures, **changes))


def picture_of(seen: Observation) -> Image.Image:
    """What a run made. Raises ConformanceError where that is no picture."""
    require(not seen.raised, f"its run raised {seen.raised}")
    if seen.picture is None:
        raise ConformanceError(f"its run returned {seen.returned} and no picture")
    require(
        min(seen.picture.size) > 0, f"its run returned a picture of {seen.picture.width} x {seen.picture.height} px"
    )
    return seen.picture


def require_answer(subject: EffectUnderTest, seen: Observation) -> None:
    """Raises ConformanceError unless a run made a picture, or refused one for a reason that people are told."""
    if not seen.refused:
        picture_of(seen)
        return
    key = refusal_key(seen.refused)
    require(subject.installed.texts.knows(DEFAULT, key), f"it refuses that, and there is no text {key} to say why")
