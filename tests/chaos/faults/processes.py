"""Processes that are killed, stopped, or told to end."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from tests.chaos.fault import Fault
from tests.chaos.fault_context import DISCORD, PLATFORMS, TELEGRAM, FaultContext

SOON = 4.0
"""An errand takes about so many seconds, so it is hit anywhere."""
STOP_SECONDS = 10.0
CONNECTIONS = frozenset([TELEGRAM, DISCORD])
"""What isn't there yet when the bot has just begun."""
KEYLESS = frozenset([TELEGRAM])
"""Discord drops a message that it has, and the page knows its lines by their numbers; Telegram knows no keys."""


@asynccontextmanager
async def bot_killed(context: FaultContext) -> AsyncIterator[None]:
    """kill -9 of the bot's process, at any time."""
    await asyncio.sleep(context.luck.uniform(0, SOON))
    bot = context.program.bot
    if bot is not None:
        os.kill(bot, signal.SIGKILL)
    yield


@asynccontextmanager
async def program_killed(context: FaultContext) -> AsyncIterator[None]:
    """kill -9 of the parent that starts the bot again, which ends with it; somebody starts the program again."""
    await asyncio.sleep(context.luck.uniform(0, SOON))
    await context.program.stop(signal.SIGKILL)
    await context.program.start()
    yield


@asynccontextmanager
async def painter_killed(context: FaultContext) -> AsyncIterator[None]:
    """kill -9 of the worker, at any time."""
    await asyncio.sleep(context.luck.uniform(0, SOON))
    with suppress(ProcessLookupError):  # it went by itself
        os.kill(await context.program.painter(), signal.SIGKILL)
    yield


@asynccontextmanager
async def painter_stopped(context: FaultContext) -> AsyncIterator[None]:
    """SIGSTOP of the worker, which goes on afterwards."""
    painter = await context.program.painter()
    os.kill(painter, signal.SIGSTOP)
    yield
    with suppress(ProcessLookupError):  # the bot has lost patience with it
        os.kill(painter, signal.SIGCONT)


@asynccontextmanager
async def told_to_stop(context: FaultContext) -> AsyncIterator[None]:
    """SIGTERM of the whole program, which ends in time and is started again."""
    await asyncio.sleep(context.luck.uniform(0, SOON))
    begin = time.monotonic()
    code = await context.program.stop()
    took = time.monotonic() - begin
    assert (code, took < STOP_SECONDS) == (0, True), f"it ended with exit code {code} after {took:.1f} s"
    await context.program.start()
    yield


PROCESSES = (
    Fault(
        "kill -9 of the bot",
        bot_killed,
        lasts=False,
        often=True,
        paints=True,
        may=CONNECTIONS,
        gone=True,
        may_repeat=KEYLESS,
    ),
    Fault(
        "kill -9 of it all",
        program_killed,
        lasts=False,
        often=True,
        paints=True,
        may=CONNECTIONS,
        gone=True,
        may_repeat=KEYLESS,
    ),
    Fault("kill -9 of the worker", painter_killed, lasts=False, often=True, paints=True, may=frozenset(["worker"])),
    Fault("SIGSTOP of the worker", painter_stopped, paints=True, named=frozenset(["worker"])),
    Fault(
        "SIGTERM under load", told_to_stop, lasts=False, often=True, paints=True, may=frozenset(PLATFORMS), gone=True
    ),
)
