"""Adapters that end the bot's process, once somebody has said something at the page."""

import asyncio
import os
from pathlib import Path
from typing import Any

from core.model.address import Address
from core.plugins.adapter import Engine
from core.plugins.capabilities import Capabilities
from core.plugins.discovery import NoOptions
from core.plugins.message import Message


class Ends:
    """Ends the process when it finds a file ``now`` in its folder, which it takes away."""

    name = "ends"
    capabilities = Capabilities()
    trouble = ""

    def __init__(self, account: str, config: NoOptions, folder: Path) -> None:
        self.account, self._folder = account, folder

    async def run(self, engine: Engine) -> None:
        while True:
            await asyncio.sleep(0.05)
            if (self._folder / "now").exists():
                (self._folder / "now").unlink()
                await self.end()

    async def end(self) -> None:
        os._exit(3)

    async def fetch(self, photo: Any, limit: int) -> bytes:
        return b""

    async def send(self, address: Address, message: Message) -> str:
        return message.key

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        return reference


class Crashes(Ends):
    async def end(self) -> None:
        os.abort()


class GivesUpElsewhere(Ends):
    """In a task of its own, where nobody can catch what it raises before the loop does."""

    async def end(self) -> None:
        async def give_up() -> None:
            raise SystemExit("no licence")

        self._task = asyncio.create_task(give_up())
        await asyncio.Event().wait()


class IsInterruptedElsewhere(Ends):
    async def end(self) -> None:
        async def interrupt() -> None:
            raise KeyboardInterrupt

        self._task = asyncio.create_task(interrupt())
        await asyncio.Event().wait()
