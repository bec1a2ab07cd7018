"""Which Atelier this is."""

import tomllib
from importlib import metadata
from pathlib import Path

DISTRIBUTION = "atelier-bot"
"""The wheel, and the console command that comes with it."""
PROJECT = Path(__file__).parents[1] / "pyproject.toml"


def version() -> str:
    """The installed wheel's version; that of the checkout where none is installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return str(tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]["version"])
