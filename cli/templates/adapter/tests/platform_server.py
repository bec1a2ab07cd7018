"""A server that plays the platform, over real sockets: updates, chats, and what is wrong with messages."""

import asyncio
import io
import json
from typing import Any

from aiohttp import web
from PIL import Image

from atelier_bot.testing import Failure, Shown

Json = dict[str, Any]
REFUSALS = {
    Failure.LIMIT: (429, {"Retry-After": "7"}),
    Failure.BLOCK: (403, {}),
    Failure.OUTAGE: (503, {}),
    Failure.UNKNOWN: (418, {}),
}


class PlatformServer:
    """From ``start`` to ``stop``; ``failing`` is what comes of the next messages."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._updates: list[Json] = []
        self._chats: dict[str, dict[str, Json]] = {}
        self._keys: dict[str, str] = {}
        self._files: dict[str, bytes] = {}
        self.failing: Failure | None = None
        self.heard = asyncio.Event()
        self.changed = asyncio.Condition()
        self.url = ""

    async def start(self) -> None:
        application = web.Application(client_max_size=100_000_000)
        application.router.add_get("/updates", self._get_updates)
        application.router.add_get("/files/{id}", self._get_file)
        application.router.add_post("/chats/{chat}/messages", self._write)
        application.router.add_put("/chats/{chat}/messages/{id}", self._write)
        self._runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        await self._runner.cleanup()

    async def happen(self, **update: Any) -> None:
        """Somebody does something."""
        self._updates.append({"id": len(self._updates) + 1, "locale": "en", **update})
        await self._wake()

    def keep(self, data: bytes) -> str:
        """Keeps a file that somebody sends; its id."""
        id = f"file{len(self._files)}"
        self._files[id] = data
        return id

    def messages(self, *chats: str) -> dict[str, Json]:
        """The bot's messages in these chats, oldest first."""
        found = {id: message for chat in chats for id, message in self._chats.get(chat, {}).items()}
        return dict(sorted(found.items(), key=lambda item: int(item[0])))

    async def _get_updates(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == f"Bearer {self._token}"
        self.heard.set()
        after = int(request.query["after"])
        async with self.changed:
            await self.changed.wait_for(lambda: len(self._updates) > after)
        return web.json_response(self._updates[after:])

    async def _get_file(self, request: web.Request) -> web.Response:
        data = self._files.get(request.match_info["id"])
        return web.Response(status=404) if data is None else web.Response(body=data)

    async def _write(self, request: web.Request) -> web.Response:
        if self.failing is not None:
            status, headers = REFUSALS[self.failing]
            return web.Response(status=status, headers=headers)
        form = await request.post()
        message = json.loads(str(form["message"]))
        if isinstance(picture := form.get("picture"), web.FileField):
            message["picture"] = picture.file.read()
        new = self._keys.setdefault(message["key"], str(len(self._keys) + 1))
        chat, id = self._chats.setdefault(request.match_info["chat"], {}), request.match_info.get("id", new)
        chat[id] = {**chat.get(id, {}), **message}
        await self._wake()
        return web.json_response({"id": id})

    async def _wake(self) -> None:
        async with self.changed:
            self.changed.notify_all()


def shown(message: Json) -> Shown:
    """A message as a person sees it."""
    rows = tuple(tuple(button["label"] for button in row) for row in message["buttons"])
    picture = message.get("picture")
    size = Image.open(io.BytesIO(picture)).size if picture and not message["as_file"] else None
    return Shown(message["text"], rows, size, file=message["as_file"])
