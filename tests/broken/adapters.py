"""Adapters that are broken when they are loaded."""

import asyncio
import os
from pathlib import Path
from typing import Any

from core.model.address import Address
from core.plugins.adapter import Engine
from core.plugins.capabilities import Capabilities
from core.plugins.discovery import NoOptions
from core.plugins.message import Message


class Working:
    """The adapter that the others would be if they weren't broken: nothing is wrong with it."""

    name: Any = "working"
    capabilities: Any = Capabilities()
    trouble = ""

    def __init__(self, account: str, config: NoOptions, folder: Path) -> None:
        self.account = account

    async def run(self, engine: Engine) -> None:
        await asyncio.Event().wait()

    async def fetch(self, photo: Any, limit: int) -> bytes:
        return b""

    async def send(self, address: Address, message: Message) -> str:
        return message.key

    async def edit(self, address: Address, reference: str, message: Message) -> str:
        return reference


class ExitsWhenMade(Working):
    def __init__(self, account: str, config: NoOptions, folder: Path) -> None:
        os._exit(3)


class FailsWhenMade(Working):
    def __init__(self, account: str, config: NoOptions, folder: Path) -> None:
        super().__init__(account, config, folder)
        raise RuntimeError("two\nlines")


class Nameless(Working):
    name = None


class Accountless(Working):
    def __init__(self, account: str, config: NoOptions, folder: Path) -> None: ...


class OfAnotherAccount(Working):
    def __init__(self, account: str, config: NoOptions, folder: Path) -> None:
        super().__init__(account, config, folder)
        self.account = "telegram"


class Incapable(Working):
    capabilities = None


class CapableOfText(Working):
    capabilities = {"buttons": True}


class CapableOfNothing(Working):
    capabilities = Capabilities(caption_limit=0)


class CapableAtNoTime(Working):
    capabilities = Capabilities(edit_interval=float("nan"))


class SendsToNobody(Working):
    async def send(self, message: Message) -> str:  # type: ignore[override]
        return message.key


class SendsAtOnce(Working):
    def send(self, address: Address, message: Message) -> str:  # type: ignore[override]
        return message.key


class OfYesterday(Working):
    contract = 0
