"""``export-schema``: what plugins.toml may say, for editors."""

import json
import logging
from pathlib import Path
from typing import Annotated

import typer

from cli.files import write
from config.schema import schema

log = logging.getLogger(__name__)


def export_schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to put it; else it is printed.")] = None,
) -> None:
    """Write the JSON Schema of plugins.toml, for editors to complete and check by."""
    from cli.loading import option_models

    (adapters, broken), (effects, more_broken) = option_models()
    for name, reason in {**broken, **more_broken}.items():
        log.warning("%s is left out: %s", name, reason)
    text = json.dumps(schema(adapters, effects), indent=2) + "\n"
    if output is None:
        print(text, end="")
    else:
        write(output, text.encode())
