"""Every text that a person sees, from Fluent catalogues, with plurals as each language has them."""

from collections.abc import Mapping
from importlib.resources import files
from typing import Self

from fluent.runtime import FluentBundle, FluentResource

DEFAULT = "en"
LANGUAGES = {"en": "English", "ru": "Русский"}
"""The languages that there are, each by its own name."""

Argument = str | int | float


class Texts:
    """The catalogues, by language."""

    def __init__(self, catalogues: Mapping[str, str]) -> None:
        self._bundles = {language: _bundle(language, source) for language, source in catalogues.items()}

    @classmethod
    def load(cls) -> Self:
        """The catalogues that come with Atelier."""
        folder = files("core.dialogue") / "locales"
        return cls({language: (folder / f"{language}.ftl").read_text(encoding="utf-8") for language in LANGUAGES})

    def say(self, language: str, key: str, **arguments: Argument) -> str:
        """The text of ``key``. A key or argument that is missing is a mistake in the program and raises."""
        bundle = self._bundles[language]
        pattern = bundle.get_message(key).value
        if pattern is None:
            raise KeyError(f"{key} has no text in {language}")
        text, errors = bundle.format_pattern(pattern, arguments)
        if errors:
            raise errors[0]
        return str(text)

    def knows(self, language: str, key: str) -> bool:
        """Whether there is a text of ``key``."""
        return bool(self._bundles[language].has_message(key))

    def name_of(self, language: str, kind: str, name: str) -> str | None:
        """What a plugin's ``name`` is called: the text ``KIND-NAME``, if there is one."""
        key = f"{kind}-{name}".replace("_", "-")
        return self.say(language, key) if self.knows(language, key) else None


def negotiate(*wishes: str) -> str:
    """The first of these locales (BCP 47, such as ``ru`` or ``ru-RU``) that there is a language for, else English."""
    for wish in wishes:
        language = wish.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return DEFAULT


def _bundle(language: str, source: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(source))
    return bundle
