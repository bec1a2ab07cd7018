"""Ctrl-C in the middle of what libraries do, which may make another error of it, or none."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

STOPPED = 130
"""The exit code of a program that Ctrl-C has ended."""


@contextmanager
def ending_at_ctrl_c() -> Iterator[None]:
    """Has a Ctrl-C end this block as KeyboardInterrupt, whatever what it interrupted made of it.

    An extension module makes an ImportError of it when it is just being imported. Where Ctrl-C is ignored, it stays so.
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
        yield
    except Exception as error:
        if heard:
            raise KeyboardInterrupt from error
        raise
    finally:
        if before is signal.default_int_handler:
            signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt
