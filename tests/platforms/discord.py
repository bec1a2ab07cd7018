"""A Discord that tests can have to themselves: REST, gateway and CDN on real sockets for the unmodified client library.

Every request, every answer and every event is checked against the published specification; what is wrong with one is in
``problems``, and a wrong request is refused. What the bot asked for is in ``requests``, ``troubles`` are what shall go
wrong. What people do is in ``people``, what there is to see in ``state``, the connection to the bot in ``gateway``.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import BodyPartReader, web
from aiohttp.typedefs import Handler

from tests.platforms.discord_commands import Commands
from tests.platforms.discord_errors import ApiError, invalid_form
from tests.platforms.discord_events import EVENTS, INTERACTION_DATA
from tests.platforms.discord_gateway import Gateway
from tests.platforms.discord_interactions import Interactions
from tests.platforms.discord_messages import Messages
from tests.platforms.discord_people import People
from tests.platforms.discord_rates import Rates
from tests.platforms.discord_rest import Rest
from tests.platforms.discord_spec import Request, Spec, Upload, pattern
from tests.platforms.discord_state import DiscordState, Object

API = "/api/v10"
MOST_REQUEST_BYTES = 200_000_000
VIA = {"Via": "1.1 google"}
"""An answer without it is the firewall's, as far as the libraries care."""


@dataclass(frozen=True)
class Trouble:
    """What comes of the next request for an operation instead of what should.

    An answer of this status and body; no answer but a connection that breaks; ``after`` doing what was asked.
    ``path`` is the specification's, or ``cdn``.
    """

    method: str
    path: str
    status: int = 0
    body: Object = field(default_factory=dict)
    after: bool = False

    @classmethod
    def answer(cls, method: str, path: str, status: int, code: int, message: str, **more: Any) -> "Trouble":
        """An answer in Discord's own form."""
        return cls(method, path, status, {"message": message, "code": code, **more})

    @classmethod
    def too_many(cls, method: str, path: str, seconds: float, *, everywhere: bool = False) -> "Trouble":
        """A rate limit: of the operation, or of the bot's whole."""
        body = {"retry_after": seconds, "global": everywhere}
        return cls.answer(method, path, 429, 0, "You are being rate limited.", **body)


class Server:
    """The server, from ``start`` to ``stop``. ``clock`` gives seconds since 1970; with ``strict`` rates are kept.

    While ``flow`` isn't set, downloads stand still, and while ``acknowledging`` isn't, so do acknowledgements.
    """

    def __init__(self, token: str, spec: Spec | None, clock: Callable[[], float], *, strict: bool = False) -> None:
        self.token, self._spec = token, spec
        self._valid = True
        self.state = DiscordState(clock)
        self.messages = Messages(self.state)
        self.interactions = Interactions(self.state, self.messages)
        self.commands = Commands(self.state)
        self.people = People(self.state, self.interactions, self.commands)
        self.gateway = Gateway(self.state, lambda: self.token if self._valid else "", self._check_event)
        self.gateway.revoke = self.revoke
        self._rest = Rest(self.state, self.messages, self.interactions, self.commands, self.gateway)
        self._rates = Rates(clock, strict=strict)
        paths = sorted({path for _, path in self._rest.operations}, key=lambda path: path.count("{"))
        self._patterns = [(pattern(path), path) for path in paths]
        self.problems: list[str] = []
        self.requests: list[tuple[str, Request]] = []
        self.troubles: deque[Trouble] = deque()
        self.too_many = self.downloads = 0
        self.flow, self.acknowledging = asyncio.Event(), asyncio.Event()
        self.flow.set()
        self.acknowledging.set()
        self.port = 0
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        """The address of the API."""
        return self.state.base + API

    async def start(self) -> None:
        """Listens; after a stop on the same port again, with everything still there."""
        application = web.Application(client_max_size=MOST_REQUEST_BYTES, middlewares=[self._notice])
        application.router.add_route("*", API + "/{path:.+}", self._answer)
        application.router.add_get("/gateway/", self.gateway.serve)
        application.router.add_get("/attachments/{path:.+}", self._download)
        application.router.add_get("/ephemeral-attachments/{path:.+}", self._download)
        self._runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]
        self.state.base = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """Cuts all connections."""
        self.gateway.cut()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()
        assert kind is not None or not self.problems, self.problems

    def revoke(self) -> None:
        """The bot's token is no good any more."""
        self._valid = False

    def asked(self, method: str, path: str) -> list[Request]:
        """The requests for an operation, by the specification's path."""
        return [request for template, request in self.requests if (request.method, template) == (method, path)]

    def _operation(self, path: str) -> tuple[str, dict[str, str]]:
        for found, template in self._patterns:
            match = found.fullmatch(path)
            if match:
                return template, match.groupdict()
        return path, {}

    @web.middleware
    async def _notice(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """An emulator that fails is a problem too, not just a 500."""
        try:
            return await handler(request)
        except Exception as error:
            self.problems.append(f"{request.method} {request.path} made the emulator fail: {error!r}")
            raise

    async def _answer(self, came: web.Request) -> web.StreamResponse:
        request = await _read(came)
        template, places = self._operation(request.path)
        self.requests.append((template, request))
        self.state.wake()
        if template.startswith("/interactions/"):
            await self.acknowledging.wait()
        trouble = self._trouble(request.method, template)
        if trouble is not None and not trouble.after:
            return _suffer(trouble, came)
        ticket = self._rates.take(request.method, template, places)
        try:
            if ticket.wait:
                self.too_many += 1
                raise _limited(ticket.wait, everywhere=ticket.is_global)
            self._complain(self._spec.request(request) if self._spec else [])
            is_bot = self._valid and came.headers.get("Authorization") == f"Bot {self.token}"
            status, body = self._rest.answer(request, template, places, is_bot=is_bot)
        except ApiError as error:
            status, body = error.status, error.body
        found = self._spec.answer(request.method, request.path, status, body) if self._spec else []
        self.problems += found
        self.state.wake()
        return _reply(status, body, ticket.headers) if trouble is None else _suffer(trouble, came)

    def _complain(self, problems: list[str]) -> None:
        if problems:
            self.problems += problems
            raise invalid_form(problems[0])

    def _check_event(self, name: str, data: Object) -> None:
        """What is sent over the gateway is as documented; an emulator's own fault is an assertion's."""
        assert name in EVENTS, f"{name} isn't described"
        if self._spec is None:
            return
        problems = self._spec.problems(EVENTS[name], data, name)
        if name == "INTERACTION_CREATE":
            problems += self._spec.problems(INTERACTION_DATA[data["type"]], data["data"], f"{name}.data")
            problems += [] if ("user" in data) != ("member" in data) else [f"{name}: either a user or a member"]
        self.problems += problems
        assert not problems, problems

    def _trouble(self, method: str, path: str) -> Trouble | None:
        for trouble in self.troubles:
            if (trouble.method, trouble.path) == (method, path):
                self.troubles.remove(trouble)
                self.state.wake()
                return trouble
        return None

    async def _download(self, came: web.Request) -> web.StreamResponse:
        self.downloads += 1
        self.state.wake()
        await self.flow.wait()
        trouble = self._trouble("GET", "cdn")
        if trouble is not None:
            return _suffer(trouble, came)
        data = self.state.linked(came.path_qs)
        if data is None:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=data)


async def _read(came: web.Request) -> Request:
    """A request's JSON and files, however they were sent."""
    path = "/" + came.match_info["path"]
    files: dict[str, Upload] = {}
    body: Any = None
    if came.content_type == "multipart/form-data":
        async for part in await came.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            if part.name == "payload_json":
                body = json.loads(data)
            else:
                files[part.name or ""] = Upload(part.filename or "", data)
    elif came.can_read_body:
        body = json.loads(await came.text())
    return Request(came.method, path, dict(came.query), body, files)


def _limited(seconds: float, *, everywhere: bool) -> ApiError:
    body = {"retry_after": round(seconds, 3), "global": everywhere}
    return ApiError(429, 0, "You are being rate limited.", **body)


def _reply(status: int, body: Any, headers: Any) -> web.Response:
    """An answer; the libraries take it for JSON only if its type has no charset."""
    more = {**VIA, **headers}
    if status == 429 and body["global"]:
        more["X-RateLimit-Global"] = "true"
    if status == 429:
        more["Retry-After"] = str(body["retry_after"])
    if body is None:
        return web.Response(status=status, headers=more)
    return web.Response(status=status, body=json.dumps(body).encode(), content_type="application/json", headers=more)


def _suffer(trouble: Trouble, came: web.Request) -> web.Response:
    if trouble.status:
        return _reply(trouble.status, trouble.body or None, {})
    if came.transport is not None:
        came.transport.abort()
    return web.Response(status=500)
