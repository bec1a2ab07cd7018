"""Every text is there in every language, takes the same arguments and is used; plurals are each language's own."""

import re
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from core.dialogue.commands import FRAMEWORK
from core.dialogue.framework_texts import framework_texts
from core.model.errors import Refusal
from core.plugins.texts import LANGUAGES, Texts, negotiate

ROOT = Path(__file__).parents[3]


FOLDERS = ("core.dialogue", "effects.style_transfer")


def messages(language: str, folder: str = "core.dialogue") -> dict[str, ast.Message]:
    source = (files(folder) / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
    entries = FluentParser().parse(source).body
    assert not [entry for entry in entries if isinstance(entry, ast.Junk)]
    return {entry.id.name: entry for entry in entries if isinstance(entry, ast.Message)}


class Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


def variables(message: ast.Message) -> set[str]:
    visitor = Variables()
    visitor.visit(message)
    return visitor.names


@pytest.mark.parametrize("folder", FOLDERS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_arguments(language: str, folder: str) -> None:
    english = {key: variables(message) for key, message in messages("en", folder).items()}
    assert {key: variables(message) for key, message in messages(language, folder).items()} == english


def test_what_an_effect_says_in_the_frameworks_place_needs_no_other_arguments() -> None:
    framework, own = messages("en"), messages("en", "effects.style_transfer")
    assert {key for key in own.keys() & framework.keys() if variables(own[key]) - variables(framework[key])} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_can_be_said(language: str) -> None:
    texts = framework_texts()
    for key, message in messages(language).items():
        arguments = dict.fromkeys(variables(message), 3)
        assert texts.say(language, key, **arguments)


def test_every_text_is_used_and_every_text_that_is_used_is_there() -> None:
    """Keys stand in the code as literals, or as f-strings whose beginning says which family is meant."""
    sources = [path for folder in ("core", "adapters") for path in (ROOT / folder).rglob("*.py")]
    code = "\n".join(path.read_text() for path in sources)
    present = set(messages("en"))
    families = set(re.findall(r"""f["']([a-z]+(?:-[a-z]+)*-)\{""", code))
    families |= {f"{kind}-" for kind in re.findall(r'name_of\("([a-z]+)"', code)} | {"detail-is-"}
    literal = set(re.findall(r'(?:say|reply)\(\s*"([a-z-]+)"', code))
    literal |= {f"button-{name}" for name in re.findall(r'button\("([a-z-]+)"', code)}
    words = set(re.findall(r"""[\"']([a-z-]+)[\"']""", code))
    assert literal <= present
    unused = {key for key in present if key not in words and not any(key.startswith(family) for family in families)}
    assert not unused


def test_every_refusal_and_every_command_has_its_text() -> None:
    present = set(messages("en"))
    assert {f"refused-{refusal.value.replace('_', '-')}" for refusal in Refusal} <= present
    assert {f"{kind}-{name}" for kind in ("command", "name") for name in (*FRAMEWORK, "effects")} <= present


@pytest.mark.parametrize(
    ("n", "english", "russian"),
    [
        (1, "One picture comes before yours", "До вас в очереди 1 картинка"),
        (2, "2 pictures come before yours", "До вас в очереди 2 картинки"),
        (5, "5 pictures come before yours", "До вас в очереди 5 картинок"),
        (11, "11 pictures come before yours", "До вас в очереди 11 картинок"),
        (21, "21 pictures come before yours", "До вас в очереди 21 картинка"),
    ],
)
def test_plurals_are_right(n: int, english: str, russian: str) -> None:
    texts = framework_texts()
    assert texts.say("en", "job-queued", n=n).startswith(english)
    assert texts.say("ru", "job-queued", n=n).startswith(russian)


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("ru",), "ru"),
        (("ru-RU",), "ru"),
        (("ru_UA",), "ru"),
        (("de", "ru"), "ru"),
        (("de",), "en"),
        ((), "en"),
        (("", "ru"), "ru"),
    ],
)
def test_the_first_language_there_is_is_spoken(wishes: tuple[str, ...], language: str) -> None:
    assert negotiate(*wishes) == language


def test_a_missing_argument_is_an_error() -> None:
    with pytest.raises(Exception, match="time"):
        framework_texts().say("en", "takes")


class TestAnEffectsOwnTexts:
    """What an effect says comes before what the framework says."""

    FRAMEWORK = Texts({"en": "a = framework a\nb = framework b", "ru": "a = фреймворк а\nb = фреймворк б"})

    def test_its_words_win_and_what_it_lacks_the_framework_says(self) -> None:
        own = Texts({"en": "a = own a", "ru": "a = своё а"}, self.FRAMEWORK)
        assert [own.say(language, key) for language in ("en", "ru") for key in "ab"] == [
            *("own a", "framework b"),
            *("своё а", "фреймворк б"),
        ]

    def test_a_language_that_it_lacks_is_the_frameworks_first_and_its_own_english_last(self) -> None:
        own = Texts({"en": "a = own a\nc = own c"}, self.FRAMEWORK)
        assert own.say("ru", "a") == "фреймворк а"
        assert own.say("ru", "c") == "own c"
        assert own.knows("ru", "c")
        assert not own.knows("ru", "d")

    def test_one_that_asks_for_what_nobody_gives_is_said_by_the_framework(self) -> None:
        assert Texts({"en": "a = { $nothing }"}, self.FRAMEWORK).say("en", "a") == "framework a"

    def test_what_is_no_fluent_is_refused_with_its_line(self) -> None:
        with pytest.raises(ValueError, match=r"en\.ftl: this is no Fluent: broken = \{ \$"):
            Texts({"en": "good = good\nbroken = { $\n"})
