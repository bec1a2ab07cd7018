"""Ctrl-C, as the commands that end by themselves hear it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

STOPPED = 130
"""The exit code of a program that Ctrl-C has ended."""


@contextmanager
def ctrl_c_remembered() -> Iterator[Callable[[], bool]]:
    """Tells whether there was a Ctrl-C in this block: a library that is interrupted may make another error of it.

    An extension module does when it is just being imported. Where Ctrl-C is ignored, it stays so.
    """
    heard = False

    def hear(_number: int, _frame: FrameType | None) -> None:
        nonlocal heard
        heard = True
        raise KeyboardInterrupt

    before = signal.getsignal(signal.SIGINT)
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, hear)
    try:
        yield lambda: heard
    finally:
        if signal.getsignal(signal.SIGINT) is hear:
            signal.signal(signal.SIGINT, before)
