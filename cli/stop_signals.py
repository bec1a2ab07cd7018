"""Ctrl-C and SIGTERM, as the commands that run until then hear them."""

import asyncio
import os
import signal
import threading

SAME_SECONDS = 0.5
"""A second signal within these is the same one: what Ctrl-C sends to everybody, the parent passes on."""
STOP_SECONDS = 9.0
"""A process that was told to stop and hasn't by then ends at once: all that matters is in the database."""


def stop_on_signals() -> asyncio.Event:
    """An event that is set by Ctrl-C and SIGTERM; a second one, or too slow a stop, ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = signal.SIGINT, signal.SIGTERM

    def told() -> None:
        if stop.is_set():
            return
        stop.set()
        for number in signals:
            loop.call_later(SAME_SECONDS, loop.remove_signal_handler, number)
        overdue = threading.Timer(STOP_SECONDS, os._exit, (0,))
        overdue.daemon = True
        overdue.start()

    for number in signals:
        loop.add_signal_handler(number, told)
    return stop
