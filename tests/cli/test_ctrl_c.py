"""Ctrl-C in the middle of what libraries do."""

import signal
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from cli.ctrl_c import ending_at_ctrl_c


@pytest.fixture(autouse=True)
def _as_in_a_terminal() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupted() -> None:
    signal.raise_signal(signal.SIGINT)


def made_another_error() -> None:
    try:
        interrupted()
    except KeyboardInterrupt as error:
        raise ImportError("initialization failed") from error


def swallowed() -> None:
    with suppress(KeyboardInterrupt):
        interrupted()


@pytest.mark.parametrize("library", [interrupted, made_another_error, swallowed])
def test_it_ends_what_it_interrupts(library: Callable[[], None]) -> None:
    with pytest.raises(KeyboardInterrupt), ending_at_ctrl_c():
        library()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_one_errors_are_what_they_are() -> None:
    with pytest.raises(ImportError), ending_at_ctrl_c():
        raise ImportError
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_what_whoever_started_the_program_chose_stays(handler: signal.Handlers) -> None:
    signal.signal(signal.SIGINT, handler)
    with ending_at_ctrl_c():
        assert signal.getsignal(signal.SIGINT) is handler
    assert signal.getsignal(signal.SIGINT) is handler
