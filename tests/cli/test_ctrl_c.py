"""Ctrl-C, remembered."""

import signal
from collections.abc import Iterator

import pytest

from cli.ctrl_c import ctrl_c_remembered


@pytest.fixture(autouse=True)
def _as_in_a_terminal() -> Iterator[None]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_none_is_told_before_there_is_one() -> None:
    with ctrl_c_remembered() as was_stopped:
        assert not was_stopped()
    assert not was_stopped()


def test_it_is_told_though_a_library_made_another_error_of_it() -> None:
    with ctrl_c_remembered() as was_stopped:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        assert was_stopped()
    assert was_stopped()


def test_afterwards_it_means_what_it_meant_before() -> None:
    with ctrl_c_remembered():
        pass
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL])
def test_what_whoever_started_the_program_chose_stays(handler: signal.Handlers) -> None:
    signal.signal(signal.SIGINT, handler)
    with ctrl_c_remembered():
        assert signal.getsignal(signal.SIGINT) is handler
