"""``run``: the bot itself."""

import asyncio
import faulthandler
import os
from typing import Annotated

import typer

from cli.console import start_log
from cli.lifeline import Lifeline
from cli.parameters import ConfigFile, Verbose
from config import operator_config
from config.secrets import Secrets
from core.jobs.allocator import give_back_freed_blocks, stay_small

TIDY_SECONDS = 30.0


def run(
    context: typer.Context,
    open_page: Annotated[bool, typer.Option("--open", help="Show the web page in a browser.")] = False,
    config: ConfigFile = None,
    verbose: Verbose = False,
) -> None:
    """Run the bot: its web page, or what plugins.toml says, until Ctrl-C or SIGTERM."""
    give_back_freed_blocks()  # a bot runs for months, and photos come and go in it
    stay_small(TIDY_SECONDS)
    secrets = Secrets(os.environ)
    start_log(verbose, secrets, for_programs=True)
    faulthandler.enable()  # tells of what no exception does
    lifeline: Lifeline = context.obj
    lifeline.hide = secrets.hide
    from cli.serve import serve  # what painting needn't wait for

    with asyncio.Runner() as runner:
        try:
            runner.run(serve(operator_config.find(config), secrets, open_page and lifeline.first, lifeline))
        except (KeyboardInterrupt, SystemExit) as error:
            # In here: the runner would wait, for as long as it takes, for every task that a plugin has left behind.
            if lifeline.is_a_plugins(error):
                lifeline.fall(error)
            raise
