"""The server: the page and its files, what it asks for, what it posts, and the socket that brings what is said."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from math import inf, isfinite
from typing import Any
from weakref import WeakSet

from aiohttp import StreamReader, web
from pydantic import ValidationError

from adapters.web import items
from adapters.web.client_posts import CLIENT_POST, ID, QUIET, event_id, to_event
from adapters.web.cookies import COOKIE, person_id, unsigned_secret
from adapters.web.guard import ADDRESS, PERSON, Guard, add_headers, language_of, read_post
from adapters.web.hub import Hub, Tab
from adapters.web.limits import MEGABYTE, Limits, Meter
from adapters.web.making import inputs, making
from adapters.web.own_pictures import shown
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
    RepeatedLog,
    declared_commands,
    health_report,
    media_type,
)

log = logging.getLogger(__name__)

PAGE = 60
"""So many lines of a conversation are sent at once."""
LATER_SECONDS, MAX_LATER_LINES = 3600.0, 1200
"""How far after an earlier page the ends of its jobs are looked for."""
MAX_POST_BYTES = 16_000
NAME = "[A-Za-z0-9_-]{1,64}"
"""The ids of blobs and jobs; others needn't be looked for."""
HEARTBEAT = 20.0


class Server:
    """One running server."""

    def __init__(
        self, account: str, engine: Engine, hub: Hub, uploads: UploadStore, guard: Guard, limits: Limits
    ) -> None:
        self._account, self._max_bytes = account, engine.max_photo_bytes
        self._engine, self._hub, self._uploads, self._guard = engine, hub, uploads, guard
        self._limits, self._megabytes = limits, Meter(limits.megabytes)
        self._commands, self._log = declared_commands(engine.effects), RepeatedLog(log)
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
        routes.add_get(f"/api/blob/{{id:{NAME}}}", self._blob)
        routes.add_get("/api/pictures", self._pictures)
        routes.add_get(f"/api/small/{{id:{NAME}}}", self._small)
        routes.add_get(f"/api/gallery/{{effect:{NAME}}}/{{slot:{NAME}}}/{{name:{NAME}}}", self._gallery_picture)
        routes.add_get(f"/api/job/{{id:{NAME}}}", self._making)
        routes.add_get(f"/api/job/{{id:{NAME}}}/before", self._before)
        routes.add_static("/static", STATIC)
        return app

    async def _index(self, request: web.Request) -> web.Response:
        """The page, in the person's language; those who are new get a cookie."""
        person, cookie = await self._visitor(request)
        settings = await self._settings(person) if person else None
        language = settings.language if settings else language_of(request)
        effect = settings.effect if settings else next(iter(self._engine.effects.values()))
        response = page("index.html", language, **welcome(effect, language))
        self._guard.set_cookie(response, COOKIE, cookie)
        return response

    async def _visitor(self, request: web.Request) -> tuple[Person | None, str]:
        """Who opens the page, None if somebody new, and the cookie that they are to have.

        One that isn't signed counts where somebody is known by it: it was given before cookies were signed.
        """
        if PERSON in request:
            return request[PERSON], request.cookies[COOKIE]
        secret = unsigned_secret(request.cookies.get(COOKIE))
        if secret is not None:
            person = Person(id=person_id(secret), locale=language_of(request))
            if await self._engine.history(self._address(person), 1):
                return person, self._guard.signer.sign(secret)
        return None, self._guard.newcomer(request)

    async def _healthz(self, request: web.Request) -> web.Response:
        """How each part, adapter and broken effect is, for monitors: 200 if all are well, else 503.

        What is wrong only who may enter learns.
        """
        fields = None if self._guard.may_enter(request) else ("name", "condition")
        report = health_report(self._engine.health(), fields)
        return web.json_response(report, status=200 if report["well"] else 503)

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
        if not isfinite(before):
            raise web.HTTPBadRequest(text="before must be a time.")
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
            said = CLIENT_POST.validate_json(await read_post(request, self._limits.post_seconds))
        except ValidationError as error:
            raise web.HTTPBadRequest(text=error.json(include_input=False, include_url=False)) from error
        person = request[PERSON]
        event = to_event(said, self._address(person), person, self._commands)
        if isinstance(event, CommandGiven) and await self._forgets(event, person):
            event = event.model_copy(update={"answer_by": QUIET})
        receipt = await self._engine.submit(event)
        if receipt.refused:
            await self._uploads.delete(event.id)
        item = items.from_event(event, time.time())
        if receipt.new and item is not None:
            self._hub.push(person.id, item)
        return web.json_response({"new": receipt.new}, status=202)

    async def _forgets(self, command: CommandGiven, person: Person) -> bool:
        """Whether a command deletes everything: the page is as at the first visit then, with no word on it."""
        if command.name != "forget" or not command.argument:
            return False
        settings = await self._settings(person)
        return command.argument.strip().casefold() == settings.effect.texts.say(settings.language, "yes").casefold()

    async def _upload(self, request: web.Request) -> web.Response:
        """A photo's bytes: they are on the disk before the page posts what goes with them to the engine."""
        size = request.content_length
        if size is None:
            raise web.HTTPLengthRequired(text="The photo's length has to be said first.")
        if size > self._max_bytes:
            raise web.HTTPRequestEntityTooLarge(max_size=self._max_bytes, actual_size=size)
        person, address = request[PERSON].id, request.get(ADDRESS)
        reference = event_id(request[PERSON], request.match_info["id"])
        with self._uploads.room(reference, size, address):
            self._megabytes.admit(size / MEGABYTE, person=person, address=address)
            await self._keep(reference, _in_time(request.content, self._limits.post_seconds), size)
        return web.Response(status=204)

    async def _keep(self, reference: str, chunks: AsyncIterator[bytes], size: int) -> None:
        try:
            async with asyncio.timeout(self._limits.upload_seconds):
                await self._uploads.keep(reference, chunks, size)
        except TimeoutError as error:
            raise web.HTTPRequestTimeout(text="The upload took too long.") from error
        except ConnectionError:
            raise
        except OSError as error:
            self._log.error("an uploaded photo can't be written: %s", error)
            raise web.HTTPInsufficientStorage(text="The photo can't be kept just now.") from error

    async def _uploaded(self, request: web.Request) -> web.Response:
        """A photo that was uploaded just now, for its owner alone."""
        return file_response(await self._uploads.read(event_id(request[PERSON], request.match_info["id"])))

    async def _blob(self, request: web.Request) -> web.Response:
        """A picture or document, for its owner alone."""
        return await self._kept(request, request.match_info["id"])

    async def _pictures(self, request: web.Request) -> web.Response:
        """What the person can use again."""
        person = request[PERSON]
        pictures = await self._engine.pictures(self._person_id(person))
        settings = await self._settings(person)
        return web.json_response(shown(pictures, self._engine.effects, settings, time.time()))

    async def _small(self, request: web.Request) -> web.Response:
        """A picture of the person's own, small, for its owner alone."""
        data = await self._engine.small_picture(request.match_info["id"], self._person_id(request[PERSON]))
        return file_response(data, cache="private, max-age=600")

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
        """What is said, as long as the tab is open."""
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


async def _in_time(body: StreamReader, seconds: float) -> AsyncIterator[bytes]:
    """What comes of a body; no pause is longer. Raises TimeoutError, and ConnectionError where it breaks off."""
    while True:
        async with asyncio.timeout(seconds):
            chunk = await body.readany()
        if not chunk:
            return
        yield chunk


async def _send(socket: web.WebSocketResponse, tab: Tab) -> None:
    with suppress(ConnectionError):  # the tab is gone, and whoever waits for what it says hears so
        while True:
            update = await tab.take()
            await socket.send_json(update.model_dump(mode="json"))


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
