"""The server: the page and its files, what it asks for, what it posts, and the socket that brings it news."""

import asyncio
import logging
import time
from atelier_bot import framework_texts
from math import inf

from aiohttp import web

from adapters.web import file_responses, items
from adapters.web.access_form import AccessForm
from adapters.web.client_posts import to_event, to_photo_event
from adapters.web.cookies import COOKIE, fresh_cookie, person_id
from adapters.web.guard import PERSON, Guard, add_headers, locales
from adapters.web.hub import Hub, Tab, TooManyTabs
from adapters.web.options import WebOptions
from adapters.web.post_parsing import open_photo, read_post
from adapters.web.rate_limiter import RateLimiter
from adapters.web.upload_store import FolderFull, TooLarge, UploadStore
from adapters.web.view import STATIC, Labels, view
from atelier_bot import Address, Clock, Engine, Event, Person, PersonSettings, Photo, Texts

log = logging.getLogger(__name__)

PAGE = 60
"""So many lines of a conversation are sent at once."""
UPLOAD_SECONDS = 300.0
HEARTBEAT = 20.0


class Server:
    """One running server. ``clock`` gives seconds since 1970."""

    def __init__(
        self,
        account: str,
        options: WebOptions,
        guard: Guard,
        engine: Engine,
        hub: Hub,
        uploads: UploadStore,
        clock: Clock,
    ) -> None:
        self._account, self._options, self._guard, self._engine = account, options, guard, engine
        self._hub, self._uploads, self._clock = hub, uploads, clock
        self._texts, self._labels = framework_texts(), Labels.load()
        self._template = (STATIC / "index.html").read_text(encoding="utf-8")
        self._posts = RateLimiter(rate=2, burst=30, clock=time.monotonic)
        self._reads = RateLimiter(rate=20, burst=300, clock=time.monotonic)
        self._sockets: set[web.WebSocketResponse] = set()

    def application(self) -> web.Application:
        """The application with all its addresses."""
        app = web.Application(middlewares=[self._guard.middleware()])
        app.on_response_prepare.append(add_headers)
        app.on_shutdown.append(self._close_sockets)
        entrance = AccessForm(self._guard, self._labels)
        app.add_routes(
            [
                web.get("/", self._index),
                web.get("/healthz", self._healthz),
                web.get("/enter", entrance.show),
                web.post("/enter", entrance.enter),
                web.get("/api/state", self._state),
                web.get("/api/history", self._history),
                web.get("/api/live", self._live),
                web.post("/api/say", self._say),
                web.post("/api/photo", self._photo),
                web.get("/blob/{id}", self._blob),
                web.get("/sent/{reference}", self._sent),
                web.get("/job/{id}/before", self._before),
                web.static("/static", STATIC),
            ]
        )
        return app

    async def _index(self, request: web.Request) -> web.Response:
        """The page, in the person's language; those who are new get a cookie."""
        cookie = request.cookies.get(COOKIE)
        if person_id(cookie) is None:
            cookie = fresh_cookie()
        assert cookie is not None  # it is ours or a fresh one
        person = self._person(request, person_id(cookie))
        settings = await self._settings(person)
        response = web.Response(text=self._labels.fill(self._template, settings.language), content_type="text/html")
        self._guard.set_cookie(response, COOKIE, cookie)
        return response

    async def _healthz(self, request: web.Request) -> web.Response:
        """How each adapter is, for monitors: 200 if all are well, else 503. What is wrong only who may enter learns."""
        found = self._engine.health()
        well = all(health.good for health in found)
        told = None if self._guard.may_enter(request) else {"name", "condition"}
        adapters = [health.model_dump(mode="json", include=told) for health in found]
        return web.json_response({"well": well, "adapters": adapters}, status=200 if well else 503)

    async def _state(self, request: web.Request) -> web.Response:
        """All that the page shows: labels, slots and options, and the end of the conversation."""
        person = self._known(request, self._reads)
        settings = await self._settings(person)
        found, earlier = await self._lines(person, inf)  # last, as it is what changes most
        lines = self._hub.complete(person.id, found)
        return web.json_response(
            {
                "view": view(settings, self._texts, self._labels, self._options.upload_limit).model_dump(mode="json"),
                "items": [item.model_dump(mode="json") for item in lines],
                "earlier": earlier,
            }
        )

    async def _history(self, request: web.Request) -> web.Response:
        """The lines before those that the page has; ``before`` is what it was told with them."""
        person = self._known(request, self._reads)
        try:
            before = float(request.query.get("before", ""))
        except ValueError as error:
            raise web.HTTPBadRequest(text="before must be the number that came as earlier.") from error
        lines, earlier = await self._lines(person, before)
        return web.json_response({"items": [item.model_dump(mode="json") for item in lines], "earlier": earlier})

    async def _lines(self, person: Person, before: float) -> tuple[list[items.Item], float | None]:
        """A page of a conversation that ends at a time, and the time at which the one before it ends, if there is one.

        Of lines that came in one moment some may be on both.
        """
        most = 2 * PAGE  # pressed buttons are no lines, and a job has one line for several replies
        said = await self._engine.history(self._address(person), most + 1, before)
        lines = items.history(said[-most:])
        if len(lines) > PAGE:
            return lines[-PAGE:], lines[-PAGE - 1].when
        return lines, said[0].when if len(said) > most else None

    async def _settings(self, person: Person) -> PersonSettings:
        """What the person may change, in their language; who hasn't said anything yet is greeted in the browser's."""
        address = self._address(person)
        return await self._engine.settings(address, str(address), person.locale)

    async def _say(self, request: web.Request) -> web.Response:
        """A text, a command or a button."""
        person = self._known(request, self._posts)
        said = await read_post(request)
        return await self._receive(to_event(said, self._address(person), person))

    async def _photo(self, request: web.Request) -> web.Response:
        """A photo: it is on the disk before the engine hears of it."""
        person = self._known(request, self._posts)
        max_bytes = self._options.upload_limit
        try:
            async with asyncio.timeout(UPLOAD_SECONDS):
                about, chunks = await open_photo(request, max_bytes)
                reference, size = await self._uploads.keep(person.id, about.id, chunks, max_bytes)
        except TooLarge as error:
            raise web.HTTPRequestEntityTooLarge(max_size=max_bytes, actual_size=max_bytes + 1) from error
        except TimeoutError as error:
            raise web.HTTPRequestTimeout(text="The upload took too long.") from error
        except FolderFull as error:
            raise web.HTTPServiceUnavailable(
                text="Too many photos are waiting.", headers={"Retry-After": "10"}
            ) from error
        except ConnectionError:
            raise
        except OSError as error:
            log.error("an uploaded photo can't be written: %s", error)
            raise web.HTTPInsufficientStorage(text="The photo can't be kept just now.") from error
        photo = Photo(reference=reference, size=size)
        return await self._receive(to_photo_event(about, photo, self._address(person), person))

    async def _receive(self, event: Event) -> web.Response:
        new = await self._engine.submit(event)
        item = items.from_event(event, self._clock())
        if new and item is not None:
            self._hub.push(event.address.chat, item)
        return web.json_response({"new": new}, status=202)

    async def _live(self, request: web.Request) -> web.WebSocketResponse:
        """News, as long as the tab is open."""
        person = self._known(request, self._reads)
        try:
            tab = self._hub.open(person.id)
        except TooManyTabs as error:
            raise web.HTTPTooManyRequests(text="Too many tabs are open.", headers={"Retry-After": "10"}) from error
        try:
            return await self._serve(request, tab)
        finally:
            self._hub.close(person.id, tab)

    async def _serve(self, request: web.Request, tab: Tab) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, max_msg_size=1024)
        await socket.prepare(request)
        self._sockets.add(socket)
        sending = asyncio.create_task(_send(socket, tab))
        try:
            async for _ in socket:
                pass  # the page says nothing here; this ends when it goes
        finally:
            sending.cancel()
            self._sockets.discard(socket)
        return socket

    async def _close_sockets(self, _: web.Application) -> None:
        for socket in list(self._sockets):
            await socket.close(code=1001)

    async def _blob(self, request: web.Request) -> web.Response:
        """A picture or document, for its owner alone."""
        person = self._known(request, self._reads)
        return await self._kept(request.match_info["id"], person)

    async def _before(self, request: web.Request) -> web.Response:
        """The picture that a job began with."""
        person = self._known(request, self._reads)
        job = await self._engine.job(request.match_info["id"], str(self._address(person)))
        if job is None or not job.order.inputs:
            raise web.HTTPNotFound
        inputs = job.order.inputs
        return await self._kept(inputs.get("content", next(iter(inputs.values()))), person)

    async def _kept(self, id: str, person: Person) -> web.Response:
        blob = await self._engine.blob(id, str(self._address(person)))
        if blob is None:
            raise web.HTTPNotFound
        return file_responses.answer(blob.data)

    async def _sent(self, request: web.Request) -> web.Response:
        """A photo that was uploaded just now, for its owner alone."""
        person = self._known(request, self._reads)
        reference = request.match_info["reference"]
        if not reference.startswith(f"{person.id}."):
            raise web.HTTPNotFound
        try:
            return file_responses.answer(await self._uploads.read(reference), cached=False)
        except FileNotFoundError as error:
            raise web.HTTPNotFound from error

    def _known(self, request: web.Request, limiter: RateLimiter) -> Person:
        """Who asks. Raises HTTPUnauthorized without a cookie and HTTPTooManyRequests for the impatient."""
        id = request.get(PERSON)
        if id is None:
            raise web.HTTPUnauthorized(text="Open the page first.")
        limiter.admit(id)
        return self._person(request, id)

    def _person(self, request: web.Request, id: str | None) -> Person:
        assert id is not None
        return Person(id=id, locale=next(iter(locales(request)), ""))

    def _address(self, person: Person) -> Address:
        return Address("web", self._account, person.id)


async def _send(socket: web.WebSocketResponse, tab: Tab) -> None:
    while True:
        lines = [item.model_dump(mode="json") for item in await tab.take()]
        try:
            await socket.send_json({"items": lines})
        except ConnectionError:
            return
