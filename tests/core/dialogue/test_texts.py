"""Every text is there in every language, takes the same arguments and is used; plurals are each language's own."""

import re
from core.dialogue.framework_texts import framework_texts
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from core.dialogue.commands import COMMANDS
from core.plugins.texts import LANGUAGES, Texts, negotiate
from core.model.errors import Refusal

ROOT = Path(__file__).parents[3]


def messages(language: str) -> dict[str, ast.Message]:
    source = (files("core.dialogue") / "locales" / f"{language}.ftl").read_text(encoding="utf-8")
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_texts_with_the_same_arguments(language: str) -> None:
    english = {key: variables(message) for key, message in messages("en").items()}
    assert {key: variables(message) for key, message in messages(language).items()} == english


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
    words = set(re.findall(r'"([a-z-]+)"', code))
    assert literal <= present
    unused = {key for key in present if key not in words and not any(key.startswith(family) for family in families)}
    assert not unused


def test_every_refusal_and_every_command_has_its_text() -> None:
    present = set(messages("en"))
    assert {f"refused-{refusal.value.replace('_', '-')}" for refusal in Refusal} <= present
    assert {f"command-{command.name}" for command in COMMANDS} <= present


@pytest.mark.parametrize(
    ("n", "english", "russian"),
    [
        (1, "One painting comes before yours", "Перед вами 1 рисунок"),
        (2, "2 paintings come before yours", "Перед вами 2 рисунка"),
        (5, "5 paintings come before yours", "Перед вами 5 рисунков"),
        (11, "11 paintings come before yours", "Перед вами 11 рисунков"),
        (21, "21 paintings come before yours", "Перед вами 21 рисунок"),
    ],
)
def test_plurals_are_right(n: int, english: str, russian: str) -> None:
    texts = framework_texts()
    assert texts.say("en", "status-queued", n=n, time="").startswith(english)
    assert texts.say("ru", "status-queued", n=n, time="").startswith(russian)


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
        framework_texts().say("en", "job-started")
