"""What commands say on standard error: the log and errors of one line each."""

import logging
import sys

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from cli.log_format import OnceAMinute, as_json, as_text
from config.secrets import Secrets
from core.plugins.adapter import OPERATOR_LOG

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


class _StandardError(logging.Handler):
    """Writes to what is standard error at the time: a progress bar takes its place, and has lines come above it."""

    def emit(self, record: logging.LogRecord) -> None:
        """Writes a line."""
        try:
            sys.stderr.write(f"{self.format(record)}\n")
            sys.stderr.flush()
        except Exception:  # noqa: BLE001 - as logging's own handlers do
            self.handleError(record)


def start_log(verbose: bool, secrets: Secrets | None = None, *, for_programs: bool = False) -> None:
    """Has the log written to standard error, without ``secrets``; warnings only, unless ``verbose``.

    Lines are for people, unless standard error is no terminal and they are ``for_programs`` there.
    """
    handler = _StandardError()
    handler.addFilter(OnceAMinute())
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    logging.getLogger(OPERATOR_LOG).setLevel(logging.INFO)
    hide = (secrets or Secrets({})).hide
    shown = stderr.is_terminal
    handler.setFormatter(as_json(hide) if for_programs and not shown else as_text(hide, colours=shown))


def log_for_programs(secrets: Secrets) -> None:
    """Has the log be JSON from now on, on a terminal too."""
    for handler in logging.getLogger().handlers:
        handler.setFormatter(as_json(secrets.hide))


def say_error(message: str, verbose: bool) -> None:
    """Says what went wrong, a line for each of the message's; ``verbose``, also where the current exception arose."""
    if verbose:
        stderr.print_exception()
    for line in message.splitlines():
        stderr.print(f"error: {line}", style="red", markup=False)


def progress_bar(quiet: bool) -> Progress:
    """A progress bar on standard error, gone at the end; none where that is no terminal."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    unseen = quiet or not stderr.is_terminal
    # What is printed on the same terminal has to come above the bar; into a file or a pipe it goes as it is.
    return Progress(*columns, console=stderr, transient=True, disable=unseen, redirect_stdout=sys.stdout.isatty())


def describe(error: Exception) -> str:
    """An error in one line: what the system refused, and of which file; of others, what they say."""
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or error}"
    return str(error)
