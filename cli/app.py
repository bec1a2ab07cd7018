"""Puts the commands together and says in one line what went wrong."""

from typing import Annotated

import typer
from typer.exceptions import TyperException

from cli.backup import backup, restore
from cli.console import describe, say_error, stderr
from cli.copy_database import copy_database
from cli.ctrl_c import STOPPED
from cli.dev.command import dev
from cli.doctor import doctor
from cli.lifeline import Lifeline
from cli.new import new
from cli.parameters import UsageError
from cli.plugins import plugins
from cli.queue import queue
from cli.run import run
from cli.schema import export_schema
from cli.stylize import stylize
from cli.try_effect import try_effect
from cli.version import version
from cli.weights import get_weights
from cli.worker import worker
from config.checks import ConfigError
from core.model.errors import AtelierError
from core.plugins.errors import OptionsError

app = typer.Typer(no_args_is_help=True, add_completion=False, context_settings={"help_option_names": ["-h", "--help"]})
app.command()(run)
app.command()(worker)
app.command()(stylize)
app.command("try")(try_effect)
app.command("weights")(get_weights)
app.command()(dev)
app.command()(plugins)
app.command()(new)
app.command()(doctor)
app.command()(backup)
app.command()(restore)
app.add_typer(queue, name="queue")
app.command("copy-database")(copy_database)
app.command("export-schema")(export_schema)


def _say_version(wanted: bool) -> None:
    if wanted:
        print(f"Atelier {version()}")
        raise typer.Exit


@app.callback()
def _atelier(
    _wanted: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Atelier paints one picture in the style of another."""


def main(arguments: list[str], program: str = "python main.py", lifeline: Lifeline | None = None) -> int:
    """Runs a command; returns its exit code: 0, 1 for a failure, 2 for a wrong call, 130 for Ctrl-C.

    ``program`` is what a person types before the arguments, ``lifeline`` that of a process which has a keeper.
    """
    verbose = bool({"-v", "--verbose"} & set(arguments))
    try:
        code = app(arguments, prog_name=program, standalone_mode=False, obj=lifeline) or 0
        if code == STOPPED:  # what typer makes of Ctrl-C
            stderr.print("stopped", style="yellow")
        return int(code)
    except TyperException as error:
        say_error(error.format_message(), verbose)
        return int(error.exit_code)
    except (UsageError, ConfigError, OptionsError) as error:
        say_error(str(error), verbose)
        return 2
    except (AtelierError, OSError) as error:
        say_error(describe(error), verbose)
        return 1
