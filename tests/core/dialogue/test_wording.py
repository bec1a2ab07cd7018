"""How texts are written, whoever wrote them: typography, numbers that agree, a word for everything that is shown."""

import importlib
import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fluent.syntax import FluentParser, ast

from core.plugins.controls import control_of, options_schema
from core.plugins.effect import Effect
from core.plugins.texts import LANGUAGES

ROOT = Path(__file__).parents[3]
CATALOGUES = sorted(path for folder in ("core", "effects", "examples") for path in (ROOT / folder).rglob("*.ftl"))
PAGES = sorted((ROOT / "adapters").rglob("locales/*.json"))
EFFECTS = sorted(path for folder in ("effects", "examples") for path in (ROOT / folder).glob("*/effect.py"))
NUMBERS = {"all", "n", "hours", "photos", "jobs", "percent", "mb", "most", "ordered", "running", "waiting"}
WORDS = {
    "adapters",
    "asked",
    "command",
    "commands",
    "effects",
    "ends",
    "high",
    "history",
    "idle",
    "low",
    "made",
    "memory",
    "messages",
    "name",
    "option",
    "person",
    "size",
    "slot",
    "time",
    "uses",
    "value",
    "values",
    "version",
    "where",
    "which",
    "why",
    "work",
}
"""Arguments that are numbers, and those that are texts: a new one belongs to one of the two."""
GAP = "\N{NO-BREAK SPACE}"
SPACES = re.compile(r"[ \N{NO-BREAK SPACE}]{2}|[ \N{NO-BREAK SPACE}]$|^[ \N{NO-BREAK SPACE}]", re.MULTILINE)
UNITS = ("МБ", "%")
"""What numbers of any kind go with in one form."""


def entries(path: Path) -> dict[str, ast.Pattern]:
    """The messages of a catalogue by their keys."""
    body = FluentParser().parse(path.read_text(encoding="utf-8")).body
    return {one.id.name: one.value for one in body if isinstance(one, ast.Message) and one.value is not None}


def patterns(pattern: ast.Pattern) -> Iterator[ast.Pattern]:
    """A pattern and those of all variants in it."""
    yield pattern
    for select in selects(pattern):
        for variant in select.variants:
            yield from patterns(variant.value)


def selects(pattern: ast.Pattern) -> list[ast.SelectExpression]:
    placeables = [one.expression for one in pattern.elements if isinstance(one, ast.Placeable)]
    return [one for one in placeables if isinstance(one, ast.SelectExpression)]


def written(pattern: ast.Pattern) -> str:
    """A pattern as text, with ``{name}`` for arguments and ``{}`` for variants."""
    return "".join(
        str(one.value) if isinstance(one, ast.TextElement) else f"{{{argument(one) or ''}}}" for one in pattern.elements
    )


def argument(element: ast.TextElement | ast.Placeable) -> str | None:
    """The name of the argument that an element is."""
    inner = element.expression if isinstance(element, ast.Placeable) else None
    return inner.id.name if isinstance(inner, ast.VariableReference) else None


def texts(language: str) -> dict[str, str]:
    """All that is written in a language, by where it is."""
    found = {}
    for path in CATALOGUES:
        if path.stem == language:
            for key, value in entries(path).items():
                found |= {f"{path}: {key} {n}": written(one) for n, one in enumerate(patterns(value))}
    for path in PAGES:
        if path.stem == language:
            found |= {f"{path}: {key}": text for key, text in json.loads(path.read_text(encoding="utf-8")).items()}
    return found


def offenders(language: str, fault: str | re.Pattern[str]) -> dict[str, str]:
    return {where: text for where, text in texts(language).items() if re.search(fault, text)}


class TestTypography:
    def test_there_is_something_to_look_at(self) -> None:
        assert all(len(texts(language)) > 200 for language in LANGUAGES)

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_no_space_is_doubled_or_stands_at_an_end(self, language: str) -> None:
        assert offenders(language, SPACES) == {}

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_an_ellipsis_is_one_sign_and_quotes_are_curly(self, language: str) -> None:
        assert offenders(language, r"\.\.|\"") == {}

    def test_english_apostrophes_are_straight(self) -> None:
        assert offenders("en", "[‘’`]") == {}

    def test_russian_quotes_are_guillemets(self) -> None:
        assert offenders("ru", "['‘’“”„`]") == {}

    def test_a_percent_sign_follows_at_once_in_english_and_after_a_gap_in_russian(self) -> None:
        assert offenders("en", r"\s%") == {}
        assert offenders("ru", f"[^{GAP}]%") == {}

    def test_russian_addresses_nobody_with_a_capital(self) -> None:
        assert offenders("ru", r"[а-яё,:»] (Вы|Вас|Вам|Вами|Ваш\w*)\b") == {}


class TestNumbers:
    def test_every_argument_is_known_as_a_number_or_as_a_text(self) -> None:
        arguments = {
            name
            for path in CATALOGUES
            for value in entries(path).values()
            for one in patterns(value)
            for name in map(argument, one.elements)
            if name is not None
        }
        assert arguments == NUMBERS | WORDS

    def test_a_russian_number_is_followed_by_words_in_variants_only(self) -> None:
        loose = {
            f"{path}: {key}": written(value)
            for path in CATALOGUES
            if path.stem == "ru"
            for key, value in entries(path).items()
            if counts_something(value)
        }
        assert loose == {}

    def test_where_it_is_there_are_forms_for_one_for_few_and_for_many(self) -> None:
        lacking = {
            f"{path}: {key}"
            for path in CATALOGUES
            if path.stem == "ru"
            for key, value in entries(path).items()
            for one in patterns(value)
            for select in selects(one)
            if any(counts_something(variant.value) for variant in select.variants)
            and not {"one", "few", "many"} <= {str(getattr(v.key, "name", "")) for v in select.variants}
        }
        assert lacking == set()


def counts_something(pattern: ast.Pattern) -> bool:
    """Whether a word follows a number, which has to agree with it."""
    names = "|".join(NUMBERS)
    return re.search(rf"{{({names})}}\s+(?!{'|'.join(UNITS)})\w", written(pattern)) is not None


def effect_of(path: Path) -> type[Effect[Any]]:
    """The effect that a module defines."""
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    own = [one for _, one in inspect.getmembers(module, inspect.isclass) if one.__module__ == module.__name__]
    (found,) = (one for one in own if Effect in one.__mro__)
    return found


def shown(effect: type[Effect[Any]]) -> set[str]:
    """The keys of what is shown of an effect everywhere."""
    keys = {"effect-name", "effect-about"}
    keys |= {f"{kind}-{slot.name}" for slot in effect.slots for kind in ("slot", "slot-about", "words")}
    for name, schema in options_schema(effect.options).items():
        control = control_of(schema)
        assert control is not None
        keys |= {f"option-{name}", f"about-{name}"}
        keys |= {f"{name}-is-{value}" for value in control.choices if control.kind == "choice"}
    return {key.replace("_", "-") for key in keys}


@pytest.mark.parametrize("path", EFFECTS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("language", LANGUAGES)
class TestEffects:
    def test_all_that_is_shown_of_one_has_a_text_of_its_own(self, path: Path, language: str) -> None:
        there = entries(path.parent / "locales" / f"{language}.ftl")
        assert shown(effect_of(path)) - set(there) == set()

    def test_what_an_option_and_a_slot_are_about_fits_where_there_is_least_room(
        self, path: Path, language: str
    ) -> None:
        there = entries(path.parent / "locales" / f"{language}.ftl")
        about = {key: written(value) for key, value in there.items() if key.startswith(("about-", "slot-about-"))}
        assert {key for key, text in about.items() if len(text) > 100} == set()
