"""A trial tells what doesn't come back from what does, and leaves nothing behind."""

import asyncio
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from core.plugins.errors import PluginError
from core.plugins.trial import survive


def fail() -> None:
    raise KeyError("x")


def give_up() -> None:
    raise SystemExit(3)


def interrupt() -> None:
    raise KeyboardInterrupt


def ask_for_the_loop() -> None:
    asyncio.get_running_loop()


@pytest.mark.parametrize("call", [dict, fail, give_up, interrupt, ask_for_the_loop])
def test_what_comes_back_may_be_called(call: Callable[[], object]) -> None:
    survive(call)


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: os._exit(0), "it ends the process that loads it (exit code 0)"),
        (lambda: os._exit(7), "it ends the process that loads it (exit code 7)"),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), "it ends the process that loads it (signal 9)"),
    ],
)
def test_what_ends_the_process_is_told_by_how_it_does(call: Callable[[], object], says: str) -> None:
    with pytest.raises(PluginError) as refused:
        survive(call)
    assert str(refused.value) == says


def test_what_hangs_is_killed() -> None:
    with pytest.raises(PluginError, match=r"it hangs: it didn't come back within 0\.2 s"):
        survive(threading.Event().wait, 0.2)
    with pytest.raises(ChildProcessError):  # nobody is left to be waited for
        os.waitpid(-1, os.WNOHANG)


def test_nothing_that_it_does_or_prints_is_left(capfd: pytest.CaptureFixture[str]) -> None:
    done: list[str] = []

    def act() -> None:
        done.append("x")
        os.write(1, b"noise")
        os.write(2, b"noise")

    survive(act)
    assert done == []
    assert capfd.readouterr() == ("", "")


def test_where_there_is_no_process_to_be_had(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    with pytest.raises(PluginError, match="it can't be tried: Resource temporarily unavailable"):
        survive(dict)


def test_one_that_is_killed_from_outside_is_tried_again(tmp_path: Path) -> None:
    tried = tmp_path / "tried"

    def killed_once() -> None:
        if not tried.exists():
            tried.touch()
            os.kill(os.getpid(), signal.SIGKILL)

    survive(killed_once)
    with pytest.raises(PluginError, match="signal 9"):
        survive(lambda: os.kill(os.getpid(), signal.SIGKILL))
