"""What commands say on standard error: the log and errors of one line each."""

import logging

from rich.console import Console
from rich.logging import RichHandler

from atelier_bot import OPERATOR_LOG
from config.secrets import HidingFormatter, Secrets

stderr = Console(stderr=True, highlight=False, soft_wrap=True)


def start_log(verbose: bool, secrets: Secrets | None = None) -> None:
    """Has the log written to standard error, without ``secrets``; warnings only, unless ``verbose``."""
    shown = stderr.is_terminal  # elsewhere nothing is coloured, and a line stays a line
    handler = RichHandler(console=stderr, show_time=False, show_path=False) if shown else logging.StreamHandler()
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    handler.setFormatter(
        HidingFormatter(secrets or Secrets({}), "%(message)s" if shown else "%(levelname)s %(message)s")
    )
    logging.getLogger(OPERATOR_LOG).setLevel(logging.INFO)


def say_error(message: str, verbose: bool) -> None:
    """Says what went wrong, a line for each of the message's; ``verbose``, also where the current exception arose."""
    if verbose:
        stderr.print_exception()
    for line in message.splitlines():
        stderr.print(f"error: {line}", style="red", markup=False)


def describe(error: Exception) -> str:
    """An error in one line: what the system refused, and of which file; of others, what they say."""
    if isinstance(error, OSError):
        return f"{error.filename or 'the system'}: {error.strerror or error}"
    return str(error)
