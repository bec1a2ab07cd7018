"""The page's server, for the machine that it runs on alone."""

import json
import logging
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from pydantic import ValidationError

from adapters.web.guard import HEADERS
from adapters.web.options import name_in
from adapters.web.view import STATIC as WEB_STATIC
from cli.dev.page_state import PageState
from cli.dev.reloader import Reloader
from core.model.base import Model
from core.plugins.listener import ConnectionLimits

HOST = "127.0.0.1"
NAMES = frozenset([HOST, "localhost"])
LIMITS = ConnectionLimits(total=64, per_address=64)
STATIC = Path(__file__).with_name("static")
FILES = {
    "": STATIC / "index.html",
    "dev.css": STATIC / "dev.css",
    "dev.js": STATIC / "dev.js",
    "base.css": WEB_STATIC / "css" / "base.css",
    "panel.css": WEB_STATIC / "css" / "panel.css",
    "dom.js": WEB_STATIC / "js" / "dom.js",
    "icon.svg": WEB_STATIC / "icon.svg",
}
"""What the page is made of, by address: it looks as the bot's page does."""

log = logging.getLogger(__name__)


class Choice(Model):
    """What the page posts: the pictures by slot and the options that are to be others."""

    pictures: dict[str, str] = {}
    options: dict[str, Any] = {}


def application(page: PageState, reloader: Reloader) -> web.Application:
    """The page, its files, its pictures, what it shows as server-sent events, and where it posts a choice."""

    async def file(request: web.Request) -> web.StreamResponse:
        found = FILES.get(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.FileResponse(found)

    async def picture(request: web.Request) -> web.Response:
        data = page.picture(request.match_info["name"])
        if data is None:
            raise web.HTTPNotFound
        return web.Response(body=data, content_type="image/png")  # browsers go by what is in it

    async def events(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        version = 0
        with suppress(ConnectionResetError):  # the page was closed
            while not page.is_closed:
                version, shown = await page.after(version)
                await response.write(f"data: {json.dumps(shown)}\n\n".encode())
        return response

    async def choose(request: web.Request) -> web.Response:
        try:
            choice = Choice.model_validate_json(await request.read())
        except ValidationError as error:
            raise web.HTTPBadRequest(text="That is no choice.") from error
        await reloader.chosen(choice.pictures, choice.options)
        return web.Response(status=204)

    app = web.Application(middlewares=[_only_our_page])
    app.router.add_get("/events", events)
    app.router.add_post("/choice", choose)
    app.router.add_get("/pictures/{name}", picture)
    app.router.add_get("/{name:[a-z.]*}", file)
    app.on_response_prepare.append(_add_headers)
    return app


@web.middleware
async def _only_our_page(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses a name that a foreign name server may have led here, and what another page asks for."""
    if name_in(request.host) not in NAMES:
        raise web.HTTPMisdirectedRequest(text="This page isn't served under that name.")
    if request.method not in ("GET", "HEAD") and request.headers.get("Origin") != f"http://{request.host}":
        raise web.HTTPForbidden(text="This request comes from another page.")
    return await handler(request)


async def _add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    for name, value in {**HEADERS, "Cache-Control": "no-store"}.items():
        response.headers.setdefault(name, value)
