"""The suite for one effect as a program of its own, for those who show its results while they come in.

``python -m atelier_bot.testing.effects MODULE:CLASS FOLDER``, with a new folder to work in, says what checks there are
and then what each found, a line of JSON each. It ends with its standard input.
"""

import importlib
import json
import os
import sys
import threading
from pathlib import Path
from typing import Any

from atelier_bot.testing.check import CheckResult, name_of, result_of
from atelier_bot.testing.effects.checks import EFFECT_CHECKS
from atelier_bot.testing.effects.subject import EffectUnderTest
from atelier_bot.testing.kit import Kit
from core.plugins.errors import reason


def main(arguments: list[str]) -> None:
    """Raises what importing the effect's module does."""
    threading.Thread(target=_end_with_input, daemon=True).start()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever the effect prints is no answer
    path, folder = arguments

    def say(**said: Any) -> None:
        print(json.dumps(said), file=answers, flush=True)

    say(checks=[name_of(check) for check in EFFECT_CHECKS])
    module, _, name = path.partition(":")
    kit = Kit()
    subject = EffectUnderTest(getattr(importlib.import_module(module), name), Path(folder), kit)
    for check in EFFECT_CHECKS:
        try:
            result = result_of(check, subject)
        except Exception as error:  # noqa: BLE001 - one check that breaks leaves the others
            result = CheckResult("failed", reason(error))
        say(check=name_of(check), **result._asdict())
    kit.close()


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])
