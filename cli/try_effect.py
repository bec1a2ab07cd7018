"""``try``: any effect from the command line, on pictures in files."""

import asyncio
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import progress_bar, start_log
from cli.ctrl_c import ending_at_ctrl_c
from cli.option_values import option_values
from cli.parameters import ConfigFile, Quiet, UsageError, Verbose
from cli.sources import sources
from cli.targets import Format, targets
from config import operator_config
from config.secrets import Secrets
from core.plugins.effect import Slot
from core.plugins.errors import PluginError

if TYPE_CHECKING:  # what other commands needn't wait for
    from cli.effect_trial import EffectTrial


def try_effect(
    effect: Annotated[str, typer.Argument(help="Its name, as the command plugins lists it, or module:Class.")],
    pictures: Annotated[list[str], typer.Argument(metavar="PICTURE", help="Its pictures, in the order it takes them.")],
    output: Annotated[str, typer.Option("--output", "-o", help="A .jpg, .png or .webp file, or a folder.")],
    option: Annotated[
        list[str] | None, typer.Option(metavar="NAME=VALUE", help="An option of the effect's, as often as you like.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(show_default="by the name, else png", help="How the picture is saved.")
    ] = None,
    config: ConfigFile = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> int:
    """Try an effect on pictures: try EFFECT PICTURE... -o OUT --option size=512

    For a picture, - is standard input; for OUT it is standard output.
    """
    secrets = Secrets(os.environ)
    start_log(verbose, secrets)
    trial = asyncio.run(_load(effect, config, secrets))
    given = sources(pictures)
    inputs = dict(zip(_names(effect, trial.slots, len(given)), given, strict=True))
    options = option_values(trial.options, option or [])
    (target,) = targets(given[:1], output, format, clobber=True)
    target.check(given)
    with progress_bar(quiet) as bar:
        task = bar.add_task(effect, total=1.0)
        begin = time.monotonic()
        with ending_at_ctrl_c():
            result = trial.run(inputs, options, lambda share: bar.update(task, completed=share))
        seconds = time.monotonic() - begin
    target.write(result)
    if not quiet:
        said = f"{target}: {result.width} x {result.height}, made in {seconds:.1f} s"
        print(said, file=sys.stderr if target.path is None else sys.stdout, flush=True)
    return 0


async def _load(name: str, config: Path | None, secrets: Secrets) -> "EffectTrial":
    """The effect as plugins.toml has it, else by its defaults. Raises ConfigError, UsageError and PluginError."""
    from cli.effect_trial import EffectTrial
    from cli.loading import EFFECTS, load, switched_on

    file = operator_config.find(config)
    operator = operator_config.load(file, secrets)
    table = operator.effects.get(name)
    if table is None:
        if ":" not in name and name not in EFFECTS.names():
            raise UsageError(f"there is no effect called {name!r}; there are {', '.join(EFFECTS.names())}")
        table = {"plugin": name}
    alone, off = switched_on(operator.model_copy(update={"adapters": {}, "effects": {name: table}}), file, secrets)
    loaded = load(alone, file, secrets)
    for why in (*off.values(), *loaded.broken_effects.values()):
        raise PluginError(why)
    effect, make = loaded.effects[name]
    return EffectTrial(effect, make)


def _names(effect: str, slots: Sequence[Slot], number: int) -> list[str]:
    """The slots that so many pictures are for; optional ones as far as there are more than it needs."""
    needed = sum(not slot.optional for slot in slots)
    if not needed <= number <= len(slots):
        many = str(needed) if needed == len(slots) else f"{needed} to {len(slots)}"
        called = ", ".join(f"perhaps {slot.name}" if slot.optional else slot.name for slot in slots)
        raise UsageError(f"{effect} takes {many} picture{'s' if len(slots) > 1 else ''}, not {number}: {called}")
    spare, names = number - needed, []
    for slot in slots:
        if slot.optional and not spare:
            continue
        spare -= slot.optional
        names.append(slot.name)
    return names
