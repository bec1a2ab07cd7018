"""Every text that a person sees, from Fluent catalogues (projectfluent.org), with plurals as each language has them.

The framework has its catalogues, and an effect may bring its own, which are asked first.
"""

from collections.abc import Iterator, Mapping
from importlib.resources.abc import Traversable
from typing import Self

from fluent.runtime import FluentBundle, FluentResource
from fluent.syntax.ast import Junk

DEFAULT = "en"
"""The language of those whose own there is none of."""
LANGUAGES = {"en": "English", "ru": "Русский"}
"""The languages that there are, each by its own name."""

Argument = str | int | float


class Texts:
    """Catalogues by language. ``fallback`` has what they lack; the languages that they lack are theirs in English.

    Raises ValueError for a catalogue that is no Fluent.
    """

    def __init__(self, catalogues: Mapping[str, str], fallback: "Texts | None" = None) -> None:
        self._bundles = {language: _bundle(language, source) for language, source in catalogues.items()}
        self._fallback = fallback

    @classmethod
    def load(cls, folder: Traversable, fallback: "Texts | None" = None) -> Self:
        """The catalogues in a folder: ``en.ftl``, ``ru.ftl``, as far as they are there. Raises ValueError, OSError."""
        files = {language: folder / f"{language}.ftl" for language in LANGUAGES}
        found = {language: file.read_text(encoding="utf-8") for language, file in files.items() if file.is_file()}
        return cls(found, fallback)

    def say(self, language: str, key: str, **arguments: Argument) -> str:
        """The text of ``key``. One that is nowhere, or lacks an argument, is a mistake in the program and raises."""
        trouble: Exception = KeyError(f"{key} has no text in {language}")
        for bundle in self._knowing(language, key):
            pattern = bundle.get_message(key).value
            assert pattern is not None  # a bundle that knows a key has a pattern for it
            text, errors = bundle.format_pattern(pattern, arguments)
            if not errors:
                return str(text)
            trouble = errors[0]
        raise trouble

    def knows(self, language: str, key: str) -> bool:
        """Whether there is a text of ``key``."""
        return next(self._knowing(language, key), None) is not None

    def name_of(self, language: str, kind: str, name: str) -> str | None:
        """What a plugin's ``name`` is called: the text ``KIND-NAME``, if there is one."""
        key = f"{kind}-{name}".replace("_", "-")
        return self.say(language, key) if self.knows(language, key) else None

    def _knowing(self, language: str, key: str) -> Iterator[FluentBundle]:
        """The bundles with a text of ``key``, those in another language last."""
        own = self._bundles.get(language)
        if own is not None and _has(own, key):
            yield own
        if self._fallback is not None:
            yield from self._fallback._knowing(language, key)
        other = self._bundles.get(DEFAULT)
        if language != DEFAULT and other is not None and _has(other, key):
            yield other


def negotiate(*wishes: str) -> str:
    """The first of these locales (BCP 47, such as ``ru`` or ``ru-RU``) that there is a language for, else English."""
    for wish in wishes:
        language = wish.replace("_", "-").partition("-")[0].lower()
        if language in LANGUAGES:
            return language
    return DEFAULT


def _has(bundle: FluentBundle, key: str) -> bool:
    return bool(bundle.has_message(key)) and bundle.get_message(key).value is not None


def _bundle(language: str, source: str) -> FluentBundle:
    resource = FluentResource(source)
    junk = next((entry for entry in resource.body if isinstance(entry, Junk)), None)
    if junk is not None:
        raise ValueError(f"{language}.ftl: this is no Fluent: {str(junk.content).strip().partition(chr(10))[0]}")
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(resource)
    return bundle
