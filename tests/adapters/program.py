"""The whole program as a process of its own, with a bot on an emulated platform, that can be killed."""

import asyncio
import os
import signal
import sys
from pathlib import Path

from tests.chaos.program import children

ROOT = Path(__file__).parents[2]
TIMEOUT = 60.0
CONFIG = """
data = "{folder}/data"
{more}

[monitoring]
port = 0

[adapters.{name}]
token = {{ env = "TOKEN" }}
api_url = "{url}"
{options}

[effects.slow-tint]
plugin = "tests.chaos.harness:SlowTint"
"""


class Program:
    """``python main.py run`` with this adapter and an effect that is no work; what it says goes to a file.

    ``more`` are further lines of plugins.toml's beginning, ``options`` of the adapter's table.
    """

    def __init__(self, folder: Path, name: str, url: str, token: str, more: str = "", options: str = "") -> None:
        folder.mkdir(exist_ok=True)
        self._config = folder / "plugins.toml"
        self._config.write_text(CONFIG.format(folder=folder, name=name, url=url, more=more, options=options))
        self._log = folder / "log"
        self._token = token

    async def __aenter__(self) -> "Program":
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TOKEN": self._token}
        command = [sys.executable, "main.py", "run", "--verbose", "--config", str(self._config)]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )
        return self

    async def __aexit__(self, *error: object) -> None:
        if self._process.returncode is None:
            await self.end(signal.SIGKILL)

    async def end(self, by: signal.Signals) -> int:
        self._process.send_signal(by)
        return await asyncio.wait_for(self._process.wait(), TIMEOUT)

    @property
    def bot(self) -> int:
        """The bot process, which its keeper has started."""
        (pid,) = children(self._process.pid)
        return pid

    def has(self, pid: int) -> bool:
        """Whether that is the bot process now."""
        return pid in children(self._process.pid)

    @property
    def log(self) -> str:
        return self._log.read_text()
