"""How a line of the log looks: readable on a terminal, JSON elsewhere, and nothing in it that isn't what it says.

Whatever a plugin or a platform has in its words, a line stays a line: control characters are shown and not obeyed, and
what has several lines is indented, so that none can pass for another line of the log's.
"""

import logging
import re
import time
import traceback
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from core.model.clock import Clock
from core.model.log_context import log_fields
from core.plugins.repeated_log import Repeats, more

INDENT = "    "
NUMBERS = re.compile(r"\b(?:[0-9a-f]{8,}|\d+)\b")
"""What differs in lines that say the same: ids, times, counts; but not what is part of a plugin's name."""
OBEYED = {"Cc", "Zl", "Zp"}
"""Unicode's control characters and separators of lines."""
TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Those that have text run the other way."""
TIMES = "times"

Hide = Callable[[str], str]


class OnceAMinute(logging.Filter):
    """Passes over warnings and errors that say again what was said within a minute; the next one has the count.

    Lines say the same that differ in numbers and ids alone. ``clock`` gives seconds from any begin.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        super().__init__()
        self._repeats = Repeats(clock=clock)

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a line is to be written."""
        if record.levelno < logging.WARNING:
            return True
        error = record.exc_info[0] if record.exc_info else None
        times = self._repeats.since_said((record.name, record.levelno, NUMBERS.sub("#", record.getMessage()), error))
        setattr(record, TIMES, times)
        return times is not None


def as_text(hide: Hide = str, *, colours: bool = False) -> logging.Formatter:
    """Lines for people, with their own time; ``hide`` takes secrets out."""
    return _formatter(
        partial(_for_people, hide),
        structlog.dev.ConsoleRenderer(
            colors=colours, pad_event_to=0, pad_level=False, timestamp_key="time", sort_keys=False
        ),
    )


def as_json(hide: Hide = str) -> logging.Formatter:
    """An object a line, for programs, with the time at Greenwich; ``hide`` takes secrets out."""
    return _formatter(partial(_for_programs, hide), structlog.processors.JSONRenderer(ensure_ascii=False))


def _formatter(*processors: Processor) -> logging.Formatter:
    return structlog.stdlib.ProcessorFormatter(processors=processors)


def _for_people(hide: Hide, _logger: WrappedLogger, _name: str, said: EventDict) -> EventDict:
    record: logging.LogRecord = said["_record"]
    when = datetime.fromtimestamp(record.created).astimezone()
    clean = partial(_readable, hide)
    shown = {"time": when.strftime("%Y-%m-%d %H:%M:%S"), "level": record.levelname.lower()}
    event = clean(said["event"] + more(getattr(record, TIMES, 0)))
    return {**shown, "event": event, **_ids(clean), **_exception(said, lambda text: INDENT + clean(text))}


def _for_programs(hide: Hide, _logger: WrappedLogger, _name: str, said: EventDict) -> EventDict:
    record: logging.LogRecord = said["_record"]
    when = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    clean = partial(_shown, hide)
    times = {TIMES: times} if (times := getattr(record, TIMES, 0)) else {}
    shown = {"time": when, "level": record.levelname.lower(), "event": clean(said["event"])}
    return {**shown, "logger": record.name, **_ids(clean), **times, **_exception(said, clean)}


def _ids(clean: Callable[[str], str]) -> dict[str, str]:
    return {kind: clean(id) for kind, id in log_fields().items()}


def _exception(said: EventDict, clean: Callable[[str], str]) -> dict[str, str]:
    _, error, _ = said.get("exc_info") or (None, None, None)
    if error is None:
        return {}
    return {"exception": clean("".join(traceback.format_exception(error)).rstrip("\n"))}


def _readable(hide: Hide, text: str) -> str:
    """A text as one line, or as lines of which all but the first are indented; none is empty at the end."""
    return f"\n{INDENT}".join(_escaped(line) for line in hide(text).rstrip().split("\n"))


def _shown(hide: Hide, text: str) -> str:
    """A text whose lines JSON holds together."""
    return "\n".join(_escaped(line) for line in hide(text).split("\n"))


def _escaped(line: str) -> str:
    """A line with its control characters written out."""
    return "".join(_written_out(character) if _is_obeyed(character) else character for character in line)


def _is_obeyed(character: str) -> bool:
    return (unicodedata.category(character) in OBEYED and character != "\t") or character in TURNS


def _written_out(character: str) -> str:
    return character.encode("unicode_escape").decode()
