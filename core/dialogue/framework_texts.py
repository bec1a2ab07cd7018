"""The texts that come with Atelier: whatever an effect has no words of its own for."""

from functools import cache
from importlib.resources import files

from core.plugins.texts import Texts

FOLDER = files("core.dialogue") / "locales"


@cache  # they never change, and take a tenth of a second to read
def framework_texts() -> Texts:
    """The framework's texts, in every language."""
    return Texts.load(FOLDER)
