"""The golden conversation on the web page."""

import asyncio
import io
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar
from PIL import Image

from adapters.web.adapter import WebPage
from adapters.web.options import WebOptions
from core.jobs.effect_run import MakeEffect
from tests import golden
from tests.adapters.web.harness import TIMEOUT, SocketClient, Visitor
from tests.golden import Sent, Shown

LOOK_SECONDS = 0.2


class Guest:
    """A visitor with an open tab; see tests.golden.Guest."""

    def __init__(self, visitor: Visitor, client: SocketClient) -> None:
        self._visitor, self._client = visitor, client

    async def text(self, text: str) -> None:
        await self._say("text", text=text)

    async def command(self, name: str) -> None:
        await self._say("text", text=f"/{name}")

    async def photos(self, *photos: Sent) -> None:
        album = {"album": self._visitor.fresh_id()} if len(photos) > 1 else {}
        for photo in photos:
            answer = await self._visitor.photo(photo.data, caption=photo.caption, **album)
            assert answer.status == 202, await answer.text()

    async def file(self, data: bytes, name: str) -> None:
        assert (await self._visitor.photo(data)).status == 202

    async def press(self, label: str) -> None:
        shown = [(item["id"], button) for item in await self._items() for row in item["buttons"] for button in row]
        line, id = [(line, button["id"]) for line, button in shown if button["label"] == label][-1]
        await self._say("button", button=id, line=line)

    async def seen(self) -> list[Shown]:
        return [await self._shown(item) for item in await self._items()]

    async def changed(self) -> None:
        """News, or a moment: what is deleted isn't told."""
        try:
            async with asyncio.timeout(LOOK_SECONDS):
                await self._client.hear()
        except TimeoutError:
            return

    async def _say(self, kind: str, **said: Any) -> None:
        answer = await self._visitor.say(kind, **said)
        assert answer.status == 202, await answer.text()

    async def _items(self) -> list[dict[str, Any]]:
        return [item for item in (await self._visitor.state())["items"] if not item["mine"]]

    async def _shown(self, item: dict[str, Any]) -> Shown:
        size = None
        if item["picture"] and not item["file"] and item["progress"] is None:
            answer = await self._visitor.get(item["picture"])
            size = Image.open(io.BytesIO(await answer.read())).size if answer.status == 200 else None
        rows = tuple(tuple(button["label"] for button in row) for row in item["buttons"])
        return Shown(text=item["text"], buttons=rows, picture=size, file=item["file"] is not None)


@golden.CONVERSATIONS
def test_it_reads_as_everywhere(tmp_path: Path, file: Path, makes: tuple[MakeEffect, ...]) -> None:
    async def scenario() -> None:
        page = WebPage("web", WebOptions(port=0), tmp_path / "uploads")
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(golden.bot(tmp_path, {"web": page}, *makes))
            await asyncio.wait_for(page.ready.wait(), TIMEOUT)
            jar = CookieJar(unsafe=True)
            session = await stack.enter_async_context(ClientSession(headers={"Accept-Language": "en"}, cookie_jar=jar))
            visitor = Visitor(session, page.url)
            assert (await visitor.get("")).status == 200
            client = await stack.enter_async_context(visitor.listening())
            await golden.converse(Guest(visitor, client), file)

    asyncio.run(scenario())
