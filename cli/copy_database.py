"""``copy-database``: all that is in one database, into another."""

import os
from typing import Annotated

import typer

from cli.parameters import ConfigFile, UsageError
from config import operator_config
from config.secrets import Secrets

ENVIRONMENT = "env:"

Database = "sqlite+aiosqlite:///FILE, postgresql+psycopg://..., or env:NAME for what a variable has"


def copy_database(
    source: Annotated[str, typer.Argument(metavar="FROM", help=f"The database to copy: {Database}.")],
    target: Annotated[str, typer.Argument(metavar="TO", help="The one to copy it to, new or empty.")],
    config: ConfigFile = None,
) -> None:
    """Copy all that is in one database into another, such as SQLite's into PostgreSQL, while no bot runs.

    All is copied, or nothing. Then name the new one as database in plugins.toml. The old one stays as it is: delete it
    when you are content, as people's pictures are in it.
    """
    from storage.copying import copy_database as copy
    from storage.lock import only_one

    operator = operator_config.load(operator_config.find(config), Secrets(os.environ))
    urls = [_url(one) for one in (source, target)]
    with only_one(operator.data):  # so that the bot isn't started meanwhile
        counts = copy(*urls)
    told = ", ".join(f"{name} {number}" for name, number in counts.items())
    print(f"copied and counted: {told}; now name the new database in plugins.toml")


def _url(given: str) -> str:
    """The address of a database; one with a password needn't be shown to all who can see the machine's processes."""
    if not given.startswith(ENVIRONMENT):
        return given
    name = given.removeprefix(ENVIRONMENT)
    if not (url := os.environ.get(name)):
        raise UsageError(f"{given}: the variable {name} isn't set")
    return url
