"""Whether an effect can be had at all, and costs the bot nothing when it is broken."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

from atelier_bot.testing.check import ConformanceError, blamed, require
from atelier_bot.testing.effects.subject import EffectUnderTest
from core.plugins.conformance import check_class
from core.plugins.contract import check_contract
from core.plugins.discovery import config_model_of
from core.plugins.effect import Effect
from core.plugins.trial import survive

HEAVY = ("torch", "tensorflow", "jax", "onnxruntime")
"""What takes so much memory that the bot process has none of it."""
PROGRAM = """
import json, pickle, sys
sys.path[:] = json.loads(sys.argv[1])
effect = pickle.loads(sys.stdin.buffer.read())()
effect.tweaks(effect.options())
print(json.dumps(sorted(sys.modules)))
"""
START_TIMEOUT = 100.0


def it_is_made_for_this_contract(subject: EffectUnderTest) -> None:
    """The class says no other ``contract`` than the one that this Atelier keeps."""
    with blamed("its contract"):
        check_contract(subject.kind)


def it_has_an_effects_members(subject: EffectUnderTest) -> None:
    """Name, slots, options and methods are there, and the methods take what they are called with."""
    with blamed("its class"):
        check_class(subject.kind, Effect)


def it_has_a_model_for_its_settings(subject: EffectUnderTest) -> None:
    """``config_model``, if there is one, is a pydantic model."""
    with blamed("its settings"):
        config_model_of(subject.kind)


def making_it_ends_no_process(subject: EffectUnderTest) -> None:
    """Its constructor, ``tweaks`` and ``variants`` come back within 30 s: they are called where the bot is."""
    make = subject.make
    with blamed("making it"):
        survive(lambda: _made(make))


def _made(make: object) -> None:
    effect = make()  # type: ignore[operator]
    effect.tweaks(effect.options())


def it_can_be_handed_to_the_worker_process(subject: EffectUnderTest) -> None:
    """The class is found by its name in its module, and the settings can be pickled."""
    try:
        found = pickle.loads(pickle.dumps(subject.make))  # noqa: S301 - ours, just made
        require(found.func is subject.kind, "another class is found by its name in the worker process")
    except Exception as error:
        raise ConformanceError(f"it can't be handed to the worker process: {error}") from error


def it_brings_no_deep_learning_into_the_bot(subject: EffectUnderTest) -> None:
    """PyTorch and its like are imported by ``run`` and not before: the bot process has no room for them."""
    path = json.dumps([str(Path(entry).absolute()) for entry in sys.path])
    made = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", PROGRAM, path],
        input=pickle.dumps(subject.make),
        capture_output=True,
        timeout=START_TIMEOUT,
        check=False,
    )
    lines = made.stdout.decode(errors="replace").splitlines()
    if made.returncode or not lines:
        last = (made.stderr.decode(errors="replace").splitlines() or ["it ended the process"])[-1]
        raise ConformanceError(f"it can't be made in a process of its own: {last}")
    brought = [name for name in HEAVY if name in json.loads(lines[-1])]
    require(not brought, f"it brings {', '.join(brought)} into the bot process: import that in run")
