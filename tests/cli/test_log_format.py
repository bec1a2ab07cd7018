"""What a line of the log looks like, for people and for programs, whatever is in it."""

import json
import logging
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cli.log_format import OnceAMinute, as_json, as_text
from config.secrets import HIDDEN, Secrets
from core.model.log_context import about

TOKEN = "123456:AAF-Example_token's"
WHEN = 1_795_747_970.332


def record(message: str, *arguments: object, level: int = logging.WARNING, **values: Any) -> logging.LogRecord:
    made = logging.LogRecord("core.some", level, "", 1, message, arguments, values.pop("exc_info", None))
    made.created = WHEN
    for name, value in values.items():
        setattr(made, name, value)
    return made


def failed(words: str) -> logging.LogRecord:
    """A line with an exception that says these words."""
    try:
        raise ConnectionError(words)
    except ConnectionError:
        return record("it failed", exc_info=sys.exc_info())


def said(made: logging.LogRecord, **fields: str) -> dict[str, Any]:
    with about(**fields):
        line = as_json().format(made)
    assert len(line.splitlines()) == 1
    found: dict[str, Any] = json.loads(line)
    return found


class TestForPeople:
    def test_it_has_time_and_level(self, monkeypatch: pytest.MonkeyPatch) -> None:
        line = as_text().format(record("disk %s is %s", 3, "full"))
        day, time, level, words = line.split(" ", 3)
        assert (len(day), len(time), level, words) == (10, 8, "[warning]", "disk 3 is full")

    def test_it_has_the_ids_of_what_is_worked_on(self) -> None:
        with about(conversation="web:web:me"), about(job="a1"):
            assert as_text().format(record("hello")).endswith(" hello conversation=web:web:me job=a1")
        assert as_text().format(record("hello")).endswith(" hello")

    def test_it_says_how_often_it_was_passed_over(self) -> None:
        assert as_text().format(record("hello", times=3)).endswith(" hello (and 3 times more since it was last said)")

    def test_the_lines_of_an_exception_are_indented(self) -> None:
        first, *rest = as_text().format(failed("no\n2026-11-27 12:00:00 [error] forged")).split("\n")
        assert first.endswith("[warning] it failed")
        assert rest[0] == "    Traceback (most recent call last):"
        assert rest[-1] == "    2026-11-27 12:00:00 [error] forged"
        assert all(line.startswith("    ") for line in rest)

    @given(st.text())
    @example("\x1b[2J\x1b]0;title\x07")
    @example("one\ntwo\r\nthree\x85four\u2028five\u2029six\x0bseven")
    @example("ends with lines that are empty\n \n")
    @example("\u202egnorw\u202c \u2066and\u2069")
    def test_no_words_can_command_a_terminal_or_pass_for_a_line(self, words: str) -> None:
        first, *rest = as_text().format(record("it says: %s", words)).split("\n")
        assert "[warning] it says:" in first
        assert all(line.startswith("    ") for line in rest)
        for line in (first, *rest):
            assert not [character for character in line if character != "\t" and not_shown(character)]
            assert len(line.splitlines()) <= 1

    def test_other_languages_and_signs_are_as_they_are(self) -> None:
        words = "Привет, 世界 👩‍🎨 é"
        assert as_text().format(record(words)).endswith(words)

    def test_colours_are_for_terminals(self) -> None:
        assert "\x1b[" in as_text(colours=True).format(record("hello"))


def not_shown(character: str) -> bool:
    """Whether a terminal does something else with a character than to show it."""
    number = ord(character)
    return number < 32 or 127 <= number < 160 or 0x202A <= number <= 0x202E or 0x2066 <= number <= 0x2069


class TestForPrograms:
    def test_it_is_an_object_with_time_level_and_words(self) -> None:
        assert said(record("disk %s is %s", 3, "full", level=logging.ERROR)) == {
            "time": "2026-11-27T02:52:50.332Z",
            "level": "error",
            "event": "disk 3 is full",
            "logger": "core.some",
        }

    def test_it_has_the_ids_of_what_is_worked_on_and_how_often_it_was_passed_over(self) -> None:
        found = said(record("hello", times=3), job="a1", conversation="web:web:me")
        assert (found["job"], found["conversation"], found["times"]) == ("a1", "web:web:me", 3)

    def test_an_exception_is_a_field(self) -> None:
        found = said(failed("no"))
        assert found["event"] == "it failed"
        assert found["exception"].startswith("Traceback (most recent call last):\n")
        assert found["exception"].endswith("\nConnectionError: no")

    @given(st.text())
    @example("\x1b[2J\u2028\x85\x00")
    def test_no_words_can_end_it_or_reach_a_terminal(self, words: str) -> None:
        event = said(record("it says: %s", words))["event"]
        assert event.startswith("it says: ")
        assert not [character for character in event if character not in "\t\n" and not_shown(character)]


@pytest.mark.parametrize("form", [as_text, as_json])
class TestSecrets:
    def test_are_in_no_words_no_exception_and_no_id(self, form: Any) -> None:
        secrets = Secrets({"KEY": TOKEN})
        secrets.read({"env": "KEY"})
        try:
            raise ConnectionError(f"https://host/bot{TOKEN}/getMe")
        except ConnectionError:
            made = record("failed: %r and %s", TOKEN, TOKEN, exc_info=sys.exc_info())
        with about(conversation=f"web:{TOKEN}"):
            seen = form(secrets.hide).format(made)
        assert f"https://host/bot{HIDDEN}/getMe" in seen
        assert "Traceback" in seen
        assert "Example" not in seen


class TestRepeats:
    def seen(self, *records: tuple[float, logging.LogRecord]) -> list[tuple[str, int]]:
        """The words of those that are written at these times, each with how often it was passed over before."""
        now = [0.0]
        once, found = OnceAMinute(lambda: now[0]), []
        for now[0], made in records:
            if once.filter(made):
                found.append((made.getMessage(), getattr(made, "times", 0)))
        return found

    def test_what_differs_in_numbers_and_ids_alone_is_a_line_a_minute_with_a_count(self) -> None:
        assert self.seen(
            (0.0, record("chat:%d: waits for job %s", 1, "0a1b2c3d4e")),
            (1.0, record("chat:%d: waits for job %s", 2, "ffffffff00")),
            (59.0, record("chat:%d: waits for job %s", 3, "12345678aa")),
            (61.0, record("chat:%d: waits for job %s", 4, "0a1b2c3d4e")),
            (200.0, record("chat:%d: waits for job %s", 5, "0a1b2c3d4e")),
        ) == [
            ("chat:1: waits for job 0a1b2c3d4e", 0),
            ("chat:4: waits for job 0a1b2c3d4e", 2),
            ("chat:5: waits for job 0a1b2c3d4e", 0),
        ]

    def test_what_differs_in_words_is_said(self) -> None:
        lines = [(0.0, record("adapter %s: %s", who, why)) for who in ("bot1", "bot2") for why in ("down", "up")]
        assert len(self.seen(*lines)) == 4

    def test_what_is_no_failure_is_never_passed_over(self) -> None:
        assert len(self.seen(*[(0.0, record("hello", level=logging.INFO))] * 3)) == 3
