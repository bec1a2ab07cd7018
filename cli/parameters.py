"""What several commands take, and the error of those that were called wrongly."""

from pathlib import Path
from typing import Annotated

import typer

from core.model.errors import AtelierError

DASH = "-"
"""Standard input or output, where a file could be named; a file of this name is ./-."""


class UsageError(AtelierError):
    """A command that can't work as it was called."""

    code = "usage"


ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", dir_okay=False, show_default="plugins.toml", help="The operator's settings."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, and where an error came from.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]
