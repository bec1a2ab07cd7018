"""An effect looked at where it works: in a child, confined as for a job. Its own checks, and a small picture made."""

import io
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PIL import Image

from core.jobs.effect_run import EffectRun, MakeEffect
from core.jobs.work import Died, Done, Failed, Work, WorkChannel, WorkOutcome
from core.jobs.worker_process import WorkerProcess
from core.model.base import Model
from core.plugins.checkup import findings_of_effect
from core.plugins.controls import options_schema, valid_options
from core.plugins.effect import Effect
from core.plugins.finding import Finding, Severity
from core.plugins.sizes import SIZE

SIDE = 64
SECONDS = 120.0


@dataclass(frozen=True)
class EffectCheck:
    """Work for a child: an effect's check; its findings as JSON."""

    make: MakeEffect

    def __call__(self, _files: Mapping[str, bytes], _line: WorkChannel) -> bytes:
        """Raises what making the effect does."""
        return json.dumps([found.model_dump(mode="json") for found in findings_of_effect(self.make())]).encode()


async def check_effect(
    effect: Effect[Any], make: MakeEffect, environment: Mapping[str, str], seconds: float = SECONDS
) -> list[Finding]:
    """What is to be said of an effect; ``environment`` are variables that its child gets, as for jobs."""
    worker = WorkerProcess("painter", environment=environment)
    network = bool(getattr(effect, "network", False))
    run = partial(worker.run, timeout=seconds)
    side = small_side(effect.options)
    options = valid_options(effect.options, {SIZE: side}).model_dump(mode="json")
    try:
        looked = await run(Work(EffectCheck(make), {}, network=network))
        if not isinstance(looked, Done):
            return [_failed("its check", looked, seconds)]
        begun = time.monotonic()
        pictures = {slot.name: _picture(number) for number, slot in enumerate(effect.slots) if not slot.optional}
        made = await run(Work(EffectRun(make, options), pictures, network=network))
        took = time.monotonic() - begun
    finally:
        await worker.close()
    found = [Finding.model_validate(one) for one in json.loads(looked.result)]
    if not isinstance(made, Done):
        return [*found, _failed(f"a picture of {side} px", made, seconds)]
    return [*found, Finding(what=f"made a picture of {side} px in {took:.1f} s")]


def small_side(options: type[Model]) -> int:
    """How many pixels a picture has that is quickly made: as few as the effect lets people choose."""
    return max(SIDE, int(options_schema(options).get(SIZE, {}).get("minimum", SIDE)))


def _picture(number: int) -> bytes:
    """Different ones, with something to be seen in each."""
    out = io.BytesIO()
    gradient = Image.linear_gradient("L").resize((SIDE, SIDE)).rotate(90 * number)
    Image.merge("RGB", (gradient, gradient.rotate(90), gradient.rotate(180))).save(out, "PNG")
    return out.getvalue()


def _failed(what: str, outcome: WorkOutcome, seconds: float) -> Finding:
    match outcome:
        case Failed(reason="timeout"):
            why = f"took longer than {seconds:g} s"
        case Failed(reason=reason, message=message):
            why = f"failed: {message or reason}"
        case Died(fate=fate):
            why = f"ended its process ({fate})"
        case _:
            why = "was stopped"
    return Finding(
        severity=Severity.ERROR, what=f"{what} {why}", remedy="see the lines before; is there memory enough?"
    )
