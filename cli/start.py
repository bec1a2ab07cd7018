"""Where the program begins: ``run`` has a keeper, which is there before anything large is imported."""

import os
import sys
from collections.abc import Sequence
from functools import partial

from cli.keeper import Keeper, Kept
from core.jobs.concealment import conceal

COMMAND = "atelier-bot"
PRIVATE = 0o077
"""What the bot writes is for its user alone."""


def main(arguments: Sequence[str], program: str = "python main.py") -> int:
    """Runs a command; returns its exit code. ``program`` is what a person types before the arguments."""
    if arguments[:1] == ["run"]:
        os.umask(PRIVATE)
        conceal()  # the tokens in the environment, from the children as from others
        return Keeper(partial(_kept, arguments, program)).run()
    from cli import app

    return app.main(list(arguments), program)


def command() -> int:
    """What the console command ``atelier-bot`` runs."""
    return main(sys.argv[1:], COMMAND)


def _kept(arguments: Sequence[str], program: str, kept: Kept) -> int:
    """Runs a command in a child; how it ends is told to the keeper."""
    from cli import app
    from cli.lifeline import Lifeline

    lifeline = Lifeline(kept)
    try:
        code = app.main(list(arguments), program, lifeline)
    except BaseException as error:  # noqa: BLE001 - what no command expects is a reason to begin anew
        lifeline.fall(error)
    lifeline.part()
    return code
