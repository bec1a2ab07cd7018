"""A job's last word waits for progress that is on its way, so that nothing older takes its place."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from discord import File
from discord.http import Route

from adapters.discord.channels import ChannelCache
from adapters.discord.interactions import PendingInteractions, Reference
from adapters.discord.message_sender import MessageSender
from core.model.address import Address
from core.plugins.message import Kept, Message
from tests.adapters.discord.harness import ScriptedApi, names_of
from tests.adapters.telegram.harness import StillClock

HERE = Address("discord", "discord", "5")
STATUS = str(Reference(channel="5", message="102", application="42", token="t", until=2000.0))


class SlowApi(ScriptedApi):
    """An API that takes its time for an edit with a bar in it."""

    def __init__(self) -> None:
        super().__init__()
        self.editing, self.gate = asyncio.Event(), asyncio.Event()

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        if "▰" in json["content"]:
            self.editing.set()
            await self.gate.wait()
        return await super().ask(route, json, files, **options)


def test_it_is_the_last_that_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(function: Callable[..., Any], *arguments: Any) -> Any:
        return function(*arguments)

    monkeypatch.setattr(asyncio, "to_thread", at_once)  # so that only the other edit holds it up

    async def scenario() -> None:
        api, clock = SlowApi(), StillClock()
        sender = MessageSender(api, PendingInteractions(clock), ChannelCache(api, clock), names_of(), clock)
        painting = Message(key="p", text="Painting", progress=0.5, kept=Kept(job="j"))
        progress = asyncio.create_task(sender.edit(HERE, STATUS, painting))
        await api.editing.wait()
        last = asyncio.create_task(sender.edit(HERE, STATUS, Message(key="9", text="Here it is", kept=Kept(job="j"))))
        for _ in range(10):
            await asyncio.sleep(0)
        assert api.asked == []
        api.gate.set()
        await asyncio.gather(progress, last)
        assert [asked.json["content"].partition("\n")[0] for asked in api.asked] == ["Painting", "Here it is"]

    asyncio.run(asyncio.wait_for(scenario(), 60))
