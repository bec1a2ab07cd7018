"""The open tabs: what is said goes to all of a person's, and one that falls behind gets the newest of each line."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import web

from adapters.web.items import Item
from atelier_bot import Model, Recent

MAX_TABS = 16
MAX_PROGRESS_LINES = 8
MAX_LATEST = 1000


class TabUpdate(Model):
    """Lines that are new or have changed, in order, and whether something else has: settings, or what is gone."""

    items: tuple[Item, ...] = ()
    changed: bool = False


class Tab:
    """One open page: lines wait here until they are sent; a newer version of a line takes an older one's place."""

    def __init__(self) -> None:
        self._pending: dict[str, Item] = {}
        self._changed = False
        self._filled = asyncio.Event()

    def put(self, item: Item) -> None:
        """Has a line sent."""
        self._pending[item.id] = item
        self._filled.set()

    def tell(self) -> None:
        """Has it told that something else than a line has changed."""
        self._changed = True
        self._filled.set()

    async def take(self) -> TabUpdate:
        """Waits until there is something to send, and takes all that there is."""
        await self._filled.wait()
        update = TabUpdate(items=tuple(self._pending.values()), changed=self._changed)
        self._pending.clear()
        self._changed = False
        self._filled.clear()
        return update


class Hub:
    """Tabs by chat, and what history doesn't know yet: each chat's latest line and the newest progress of jobs."""

    def __init__(self) -> None:
        self._tabs: dict[str, set[Tab]] = {}
        self._latest: Recent[str, Item] = Recent(MAX_LATEST)
        self._painting: Recent[tuple[str, str], Item] = Recent(MAX_PROGRESS_LINES)

    @contextmanager
    def tab(self, chat: str) -> Iterator[Tab]:
        """A tab while it is open. Raises HTTPTooManyRequests where a person has more than anybody needs."""
        tabs = self._tabs.setdefault(chat, set())
        if len(tabs) >= MAX_TABS:
            raise web.HTTPTooManyRequests(text="Too many tabs are open.", headers={"Retry-After": "10"})
        tab = Tab()
        tabs.add(tab)
        try:
            yield tab
        finally:
            tabs.remove(tab)
            if not tabs:
                del self._tabs[chat]

    def push(self, chat: str, item: Item) -> None:
        """Shows a line in all of a chat's tabs."""
        if item.progress is not None:
            self._painting.put((chat, item.id), item)
        else:
            self._painting.drop((chat, item.id))
            if not item.mine:
                self._latest.put(chat, item)
        for tab in self._tabs.get(chat, ()):
            tab.put(item)

    def tell(self, chat: str) -> None:
        """Has a chat's tabs ask for what there is now: something was answered that is no line."""
        self._latest.drop(chat)  # it was noted as sent before, or is deleted
        for tab in self._tabs.get(chat, ()):
            tab.tell()

    def complete(self, chat: str, items: list[Item]) -> list[Item]:
        """A chat's history with what it doesn't know yet.

        Each reply is noted as sent before the next one goes out, so only the latest can be missing.
        """
        lines = {item.id: item for item in items}
        latest = self._latest.get(chat)
        if latest is not None:
            known = lines.get(latest.id, latest)
            lines[latest.id] = latest.model_copy(update={"when": known.when})
        return [self._painting.get((chat, item.id)) or item for item in lines.values()]
