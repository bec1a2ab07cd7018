"""The conformance suite for an effect, in a process of its own: nothing of the product imports the test kit."""

import asyncio
import importlib.util
import json
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cli.dev.effect_file import EffectFile
from core.jobs.child_environment import child_environment

MODULE = "atelier_bot.testing.effects"
NEEDED = "pytest", "fluent.syntax"
MISSING = "for these results: pip install 'atelier-bot[testing]'"
MAX_LINE = 1 << 20


def lacks_kit() -> bool:
    """Whether the packages that the test kit needs aren't there."""
    return any(importlib.util.find_spec(name) is None for name in NEEDED)


async def suite_results(file: EffectFile, name: str) -> AsyncGenerator[dict[str, Any]]:
    """What the suite says of the class ``name`` in the file, as it comes: first which checks there are.

    Nothing is left of it when the iterator is closed: no process and no file.
    """
    with TemporaryDirectory(prefix="atelier-dev-") as folder:
        process = await _begun(file, name, Path(folder))
        assert process.stdout is not None
        try:
            async for line in process.stdout:
                yield json.loads(line)
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # its own children are in its group
            await process.wait()


async def _begun(file: EffectFile, name: str, folder: Path) -> Process:
    variables = {"TMPDIR": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment = child_environment(os.environ, variables)
    path = os.pathsep.join([str(file.root), environment["PYTHONPATH"]])
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", "-m", MODULE, f"{file.module}:{name}", str(folder)),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        limit=MAX_LINE,
        env={**environment, "PYTHONPATH": path},
        start_new_session=True,
    )
