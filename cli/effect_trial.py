"""One run of an effect in this process, from files to a picture."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image

from cli.sources import Source
from core.dialogue.framework_texts import framework_texts
from core.imaging import images
from core.jobs.effect_run import EffectRun, MakeEffect
from core.jobs.photo_decoder import LONG_SIDE
from core.jobs.threads import openmp
from core.jobs.work import Failure
from core.model.base import Model
from core.model.errors import AtelierError
from core.plugins.effect import Effect, Slot
from core.plugins.errors import EffectError, Rejected, reason_and_place, refusal_key
from core.plugins.installed_effect import install
from core.plugins.texts import DEFAULT


@dataclass(frozen=True)
class _Bar:
    """The channel of work that is done here: see WorkChannel. Nobody stops it but with Ctrl-C."""

    shown: Callable[[float], None]
    resume = None

    def progress(self, fraction: float, preview: bytes | None = None) -> None:  # noqa: ARG002 - a bar has no room
        """Shows how far it is."""
        self.shown(fraction)

    def checkpoint(self, state: bytes) -> None:
        """Keeps nothing."""

    def check(self) -> None:
        """Says nothing."""


@dataclass(frozen=True)
class EffectTrial:
    """An effect to be run as a job runs it: on pictures as the bot keeps them, and with its checks of the result."""

    effect: Effect[Any]
    make: MakeEffect

    @property
    def slots(self) -> Sequence[Slot]:
        """The pictures that it takes."""
        return self.effect.slots

    @property
    def options(self) -> type[Model]:
        """The model of its options."""
        found: type[Model] = self.effect.options
        return found

    def run(self, inputs: Mapping[str, Source], options: Model, shown: Callable[[float], None]) -> Image.Image:
        """The picture, mode RGB; ``shown`` is told how far it is. Raises PictureError, OSError and EffectError."""
        files = {slot: images.save(source.load(LONG_SIDE), "PNG") for slot, source in inputs.items()}
        os.environ.update(openmp(os.environ))  # before PyTorch, if it has any use for it: that reads it once
        try:
            data = EffectRun(self.make, options.model_dump(mode="json"))(files, _Bar(shown))
        except Failure as failure:
            raise EffectError(self._told(failure, inputs)) from failure
        except AtelierError:
            raise
        except Exception as error:  # an effect's code may raise anything
            raise EffectError(f"{self.effect.name}: {reason_and_place(error)}") from error
        return images.open_own(data).convert("RGB")

    def _told(self, failure: Failure, inputs: Mapping[str, Source]) -> str:
        """What is wrong; of a picture at fault, which one and what people are told of it."""
        rejected = failure.__cause__
        if not isinstance(rejected, Rejected):
            return f"{self.effect.name}: {failure}"
        said = refusal_text(self.effect, rejected)
        return f"{self.effect.name}: {failure}" if said is None else f"{inputs[rejected.slot]}: {said}"


def refusal_text(effect: Effect[Any], rejected: Rejected) -> str | None:
    """What people are told of a picture at fault, in the effect's words; None where it has none for it."""
    (installed,) = install({effect.name: effect}, framework_texts()).values()
    key = refusal_key(rejected.text)
    if not installed.texts.knows(DEFAULT, key):
        return None
    return installed.texts.say(DEFAULT, key, **rejected.arguments)
