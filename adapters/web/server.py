"""The server: the page and its files, what it asks for, what it posts, and the socket that brings it news."""

import asyncio
import logging
import time
from contextlib import suppress
from math import inf
from typing import Any
from weakref import WeakSet

from aiohttp import web
from pydantic import ValidationError

from adapters.web import items
from adapters.web.client_posts import CLIENT_POST, ID, QUIET, event_id, to_event
from adapters.web.cookies import COOKIE, fresh_cookie
from adapters.web.guard import PERSON, Guard, add_headers, language_of
from adapters.web.hub import Hub, Tab
from adapters.web.making import inputs, making
from adapters.web.options import WebOptions
from adapters.web.upload_store import UploadStore
from adapters.web.view import STATIC, page, view, welcome
from atelier_bot import (
    BINARY,
    Address,
    CommandGiven,
    Engine,
    GalleryChoice,
    HistoryEntry,
    InstalledEffect,
    Job,
    Person,
    PersonId,
    PersonSettings,
    declared_commands,
    media_type,
)

log = logging.getLogger(__name__)

PAGE = 60
"""So many lines of a conversation are sent at once."""
LATER_SECONDS, MAX_LATER_LINES = 3600.0, 1200
"""How far after an earlier page the ends of its jobs are looked for."""
MAX_POST_BYTES = 16_000
CHUNK = 1 << 16
UPLOAD_SECONDS = 300.0
HEARTBEAT = 20.0


class Server:
    """One running server."""

    def __init__(self, account: str, options: WebOptions, engine: Engine, hub: Hub, uploads: UploadStore) -> None:
        self._account, self._max_bytes = account, engine.max_photo_bytes
        self._engine, self._hub, self._uploads = engine, hub, uploads
        self._guard, self._commands = Guard(options), declared_commands(engine.effects)
        self._sockets: WeakSet[web.WebSocketResponse] = WeakSet()

    def application(self) -> web.Application:
        """The application with all its addresses; what is below /api/ is for people with a cookie."""
        app = web.Application(middlewares=[self._guard.middleware], client_max_size=MAX_POST_BYTES)
        app.on_response_prepare.append(add_headers)
        app.on_shutdown.append(self._close_sockets)
        upload = f"/api/photo/{{id:{ID}}}"
        routes = app.router
        routes.add_get("/", self._index)
        routes.add_get("/healthz", self._healthz)
        routes.add_get("/enter", self._guard.enter)
        routes.add_post("/enter", self._guard.enter)
        routes.add_get("/api/state", self._state)
        routes.add_get("/api/history", self._history)
        routes.add_get("/api/live", self._live)
        routes.add_post("/api/say", self._say)
        routes.add_put(upload, self._upload)
        routes.add_get(upload, self._uploaded)
        routes.add_get("/api/blob/{id}", self._blob)
        routes.add_get("/api/gallery/{effect}/{slot}/{name}", self._gallery_picture)
        routes.add_get("/api/job/{id}", self._making)
        routes.add_get("/api/job/{id}/before", self._before)
        routes.add_static("/static", STATIC)
        return app

    async def _index(self, request: web.Request) -> web.Response:
        """The page, in the person's language; those who are new get a cookie."""
        person = request.get(PERSON)
        settings = await self._settings(person) if person else None
        language = settings.language if settings else language_of(request)
        effect = settings.effect if settings else next(iter(self._engine.effects.values()))
        response = page("index.html", language, **welcome(effect, language))
        self._guard.set_cookie(response, COOKIE, request.cookies[COOKIE] if person else fresh_cookie())
        return response

    async def _healthz(self, request: web.Request) -> web.Response:
        """How each adapter is and which effects are broken, for monitors: 200 if all are well, else 503.

        What is wrong only who may enter learns.
        """
        found = self._engine.health()
        well = all(health.good for health in found)
        told = None if self._guard.may_enter(request) else {"name", "condition"}
        kinds = {
            f"{kind}s": [health.model_dump(mode="json", include=told) for health in found if health.kind == kind]
            for kind in ("adapter", "effect")
        }
        return web.json_response({"well": well, **kinds}, status=200 if well else 503)

    async def _state(self, request: web.Request) -> web.Response:
        """All that the page shows: labels, slots and options, and the end of the conversation."""
        person = request[PERSON]
        shown = view(await self._settings(person), self._engine.effects, self._commands, self._max_bytes)
        lines = await self._lines(person)  # last, as it is what changes most
        return web.json_response({"view": shown, **lines})

    async def _history(self, request: web.Request) -> web.Response:
        """The lines before those that the page has; ``before`` is what it was told with them."""
        try:
            before = float(request.query.get("before", ""))
        except ValueError as error:
            raise web.HTTPBadRequest(text="before must be the number that came as earlier.") from error
        return web.json_response(await self._lines(request[PERSON], before))

    async def _lines(self, person: Person, before: float = inf) -> dict[str, Any]:
        """A page of a conversation that ends at a time, and the time at which the one before it ends, if there is one.

        Of lines that came in one moment some may be on both.
        """
        most = 2 * PAGE  # pressed buttons are no lines, and a job has one line for several replies
        said = await self._engine.history(self._address(person), most + 1, before)
        lines = items.history([*said[-most:], *await self._last_words(person, before)])
        lines = [line for line in lines if line.when is None or line.when <= before]
        earlier = said[0].when if len(said) > most else None
        if len(lines) > PAGE:
            earlier = lines[-PAGE - 1].when
        shown = lines[-PAGE:] if before < inf else self._hub.complete(person.id, lines[-PAGE:])
        return {"items": [item.model_dump(mode="json") for item in shown], "earlier": earlier}

    async def _last_words(self, person: Person, before: float) -> list[HistoryEntry]:
        """What came of jobs after the end of a page: it takes the place of lines that are on it."""
        if before == inf:
            return []
        later = await self._engine.history(self._address(person), MAX_LATER_LINES, before + LATER_SECONDS)
        return [line for line in later if line.when > before and line.reply is not None and line.reply.reply.job]

    async def _settings(self, person: Person) -> PersonSettings:
        """What the person may change, in their language; who hasn't said anything yet is greeted in the browser's."""
        return await self._engine.settings(self._address(person), self._person_id(person), person.locale)

    async def _say(self, request: web.Request) -> web.Response:
        """A text, a command, a button, or what goes with a photo that has been uploaded."""
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType(text="JSON is wanted here.")
        try:
            said = CLIENT_POST.validate_json(await request.read())
        except ValidationError as error:
            raise web.HTTPBadRequest(text=error.json(include_input=False, include_url=False)) from error
        person = request[PERSON]
        event = to_event(said, self._address(person), person, self._commands)
        if isinstance(event, CommandGiven) and await self._forgets(event, person):
            event = event.model_copy(update={"answer_by": QUIET})
        new = (await self._engine.submit(event)).new
        item = items.from_event(event, time.time())
        if new and item is not None:
            self._hub.push(person.id, item)
        return web.json_response({"new": new}, status=202)

    async def _forgets(self, command: CommandGiven, person: Person) -> bool:
        """Whether a command deletes everything: the page is as at the first visit then, with no word on it."""
        if command.name != "forget" or not command.argument:
            return False
        settings = await self._settings(person)
        return command.argument.strip().casefold() == settings.effect.texts.say(settings.language, "yes").casefold()

    async def _upload(self, request: web.Request) -> web.Response:
        """A photo's bytes: they are on the disk before the page posts what goes with them to the engine."""
        if request.content_length is not None and request.content_length > self._max_bytes:
            raise web.HTTPRequestEntityTooLarge(max_size=self._max_bytes, actual_size=request.content_length)
        reference = event_id(request[PERSON], request.match_info["id"])
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                await self._uploads.keep(reference, request.content.iter_chunked(CHUNK), self._max_bytes)
        except TimeoutError as error:
            raise web.HTTPRequestTimeout(text="The upload took too long.") from error
        except ConnectionError:
            raise
        except OSError as error:
            log.error("an uploaded photo can't be written: %s", error)
            raise web.HTTPInsufficientStorage(text="The photo can't be kept just now.") from error
        return web.Response(status=204)

    async def _uploaded(self, request: web.Request) -> web.Response:
        """A photo that was uploaded just now, for its owner alone."""
        return file_response(await self._uploads.read(event_id(request[PERSON], request.match_info["id"])))

    async def _blob(self, request: web.Request) -> web.Response:
        """A picture or document, for its owner alone."""
        return await self._kept(request, request.match_info["id"])

    async def _gallery_picture(self, request: web.Request) -> web.Response:
        """A picture that is offered for a slot, small."""
        data = await self._engine.gallery_picture(GalleryChoice.model_validate(dict(request.match_info)))
        return file_response(data, cache="private, max-age=86400")

    async def _making(self, request: web.Request) -> web.Response:
        """How a job's picture was made, in the person's language."""
        job, effect = await self._job(request)
        settings = await self._settings(request[PERSON])
        return web.json_response(making(job, effect, settings.language))

    async def _before(self, request: web.Request) -> web.Response:
        """The picture that a job began with."""
        job, effect = await self._job(request)
        return await self._kept(request, job.order.inputs[inputs(job, effect)[0].name])

    async def _job(self, request: web.Request) -> tuple[Job, InstalledEffect]:
        """The person's job of the address, and its effect. Raises HTTPNotFound where one of them is gone."""
        job = await self._engine.job(request.match_info["id"], self._person_id(request[PERSON]))
        effect = self._engine.effects.get(job.order.effect) if job is not None else None
        if job is None or effect is None or not inputs(job, effect):
            raise web.HTTPNotFound
        return job, effect

    async def _kept(self, request: web.Request, id: str) -> web.Response:
        blob = await self._engine.blob(id, self._person_id(request[PERSON]))
        return file_response(blob.data if blob is not None else None, cache="private, max-age=600")

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        """News, as long as the tab is open."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=1024)
        with self._hub.tab(request[PERSON].id) as tab:
            await socket.prepare(request)
            self._sockets.add(socket)
            sending = asyncio.create_task(_send(socket, tab))
            try:
                async for _ in socket:
                    pass  # the page says nothing here; this ends when it goes
            finally:
                sending.cancel()
        return socket

    async def _close_sockets(self, _: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=1001)

    def _address(self, person: Person) -> Address:
        return Address("web", self._account, person.id)

    def _person_id(self, person: Person) -> PersonId:
        return PersonId.of("web", self._account, person.id)


async def _send(socket: web.WebSocketResponse, tab: Tab) -> None:
    with suppress(ConnectionError):  # the tab is gone, and whoever waits for what it says hears so
        while True:
            news = await tab.take()
            await socket.send_json(news.model_dump(mode="json"))


def file_response(data: bytes | None, cache: str = "no-store") -> web.Response:
    """A picture, or a file to download where it is none that browsers show; they do nothing else with it.

    Raises HTTPNotFound where there is no data.
    """
    if data is None:
        raise web.HTTPNotFound
    kind = media_type(data)
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": cache}
    if kind == BINARY:
        headers["Content-Disposition"] = "attachment"
    return web.Response(body=data, content_type=kind, headers=headers)
