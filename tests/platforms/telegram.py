"""A Bot API server that tests can have to themselves: real sockets for the unmodified client library.

Every request, every answer and every update is checked against the published description; what is wrong with one is in
``problems``, and the request is refused. What the bot asked for is in ``requests``, ``troubles`` are what shall go
wrong. Updates before ``confirmed`` have arrived; while ``flow`` isn't set, downloads stand still. What people do there
is in telegram_state.py.
"""

import asyncio
import json
import math
import ssl
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

from aiohttp import BodyPartReader, ClientError, ClientSession, web

from tests.platforms.telegram_methods import ApiError, Methods
from tests.platforms.telegram_spec import Spec, Upload
from tests.platforms.telegram_state import TelegramState

MESSAGES = (
    "sendMessage",
    "sendPhoto",
    "sendDocument",
    "editMessageText",
    "editMessageCaption",
    "editMessageMedia",
    "editMessageReplyMarkup",
)
"""What the rates are of."""
RATES = {"all": (30, 1.0), "chat": (1, 1.0), "group": (20, 60.0)}
ANOTHER_POLLER = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_IS_SET = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete it first"
HERE = ("127.0.0.1", "localhost")
"""The hosts that it calls itself; calls from elsewhere tests make in its name."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"

Fields = dict[str, str | Upload]


@dataclass(frozen=True)
class Trouble:
    """What comes of the next request for a method (or ``download``) instead of what should.

    An answer of this status and body, which may send on to a ``location``; no answer but a connection that breaks;
    ``after`` doing what was asked.
    """

    method: str
    status: int = 0
    body: str = ""
    after: bool = False
    location: str = ""

    @classmethod
    def answer(cls, method: str, code: int, description: str, **parameters: Any) -> "Trouble":
        """An answer in Telegram's own form."""
        return cls(method, code, json.dumps(_failure(ApiError(code, description, **parameters))))


class Server:
    """The server, from ``start`` to ``stop``. ``clock`` gives seconds since 1970; with ``strict`` rates are kept."""

    def __init__(
        self,
        token: str,
        spec: Spec | None,
        clock: Callable[[], float],
        *,
        strict: bool = False,
        folder: str | None = None,
    ) -> None:
        self._token, self._spec, self._clock, self._strict = token, spec, clock, strict
        self.state = TelegramState(clock)
        self.methods = Methods(self.state, folder)
        self.problems: list[str] = []
        self.requests: list[tuple[str, Fields]] = []
        self.troubles: deque[Trouble] = deque()
        self.too_many = 0
        self.polls = self.downloads = 0
        self.flow = asyncio.Event()
        self.flow.set()
        self.confirmed = 0
        self.webhook: Fields = {}
        self.port = 0
        self._poller: asyncio.Task[Any] | None = None
        self._caller: asyncio.Task[None] | None = None
        self._rates: dict[tuple[str, str], deque[float]] = {}
        self._runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def start(self) -> None:
        """Listens; after a stop on the same port again, with everything still there."""
        application = web.Application(client_max_size=100_000_000)
        application.router.add_route("*", "/bot{token}/{method}", self._method)
        application.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.05)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Cuts all connections."""
        if self._caller is not None:
            self._caller.cancel()
            self._caller = None
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

    def redeliver(self) -> None:
        """Telegram isn't sure what has arrived: everything comes again."""
        self.confirmed = 0
        self.state.wake()

    def asked(self, method: str) -> list[Fields]:
        """What the bot gave along, each time that it called a method."""
        return [fields for name, fields in self.requests if name == method]

    async def _method(self, request: web.Request) -> web.StreamResponse:
        fields = await _fields(request)
        method = request.match_info["method"]
        if request.match_info["token"] != self._token:
            return _reply(_failure(ApiError(401, "Unauthorized")))
        self.requests.append((method, fields))
        trouble = self._trouble(method)
        if trouble is not None and not trouble.after:
            return _suffer(trouble, request)
        try:
            answer = {"ok": True, "result": await self._result(method, fields)}
        except ApiError as error:
            answer = _failure(error)
        self.state.wake()
        return _reply(answer) if trouble is None else _suffer(trouble, request)

    async def _result(self, method: str, fields: Fields) -> Any:
        self._complain(self._spec.request(method, fields) if self._spec else [])
        if method in MESSAGES:
            self._limit(str(fields["chat_id"]))
        others = {
            "getUpdates": self._get_updates,
            "setWebhook": self._set_webhook,
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
        }
        result = await others[method](fields) if method in others else self.methods.call(method, fields)
        self._complain(self._spec.answer(method, result) if self._spec else [])
        return result

    def _complain(self, problems: list[str]) -> None:
        if problems:
            self.problems += problems
            raise ApiError(400, f"Bad Request: {problems[0]}")

    def _limit(self, chat: str) -> None:
        """Refuses what comes too fast."""
        if not self._strict:
            return
        now = self._clock()
        kept = [("all", ""), ("chat", chat), *([("group", chat)] if chat.startswith("-") else [])]
        wait = 0.0
        for kind, whose in kept:
            most, seconds = RATES[kind]
            times = self._rates.setdefault((kind, whose), deque(maxlen=most))
            if len(times) == most:
                wait = max(wait, times[0] + seconds - now)
        if wait > 0:
            self.too_many += 1
            seconds_left = math.ceil(wait)
            raise ApiError(429, f"Too Many Requests: retry after {seconds_left}", retry_after=seconds_left)
        for key in kept:
            self._rates[key].append(now)

    def _trouble(self, method: str) -> Trouble | None:
        for trouble in self.troubles:
            if trouble.method == method:
                self.troubles.remove(trouble)
                self.state.wake()
                return trouble
        return None

    async def _get_updates(self, fields: Fields) -> Any:
        if self.webhook:
            raise ApiError(409, WEBHOOK_IS_SET)
        self.polls += 1
        if self._poller is not None:
            self._poller.cancel(ANOTHER_POLLER)
        self._confirm(int(str(fields.get("offset", "0"))))
        kinds = json.loads(str(fields.get("allowed_updates", "[]")))
        waiting = asyncio.create_task(self._wait(kinds, float(str(fields.get("timeout", "0")))))
        self._poller = waiting
        try:
            return (await waiting)[: int(str(fields.get("limit", "100")))]
        except asyncio.CancelledError:
            if self._poller is waiting:  # the bot has gone
                waiting.cancel()
                raise
            raise ApiError(409, ANOTHER_POLLER) from None
        finally:
            if self._poller is waiting:
                self._poller = None

    async def _wait(self, kinds: list[str], seconds: float) -> list[dict[str, Any]]:
        try:
            found: list[dict[str, Any]] = await self.state.until(lambda: self._pending(kinds), seconds)
        except TimeoutError:
            return []
        return found

    def _pending(self, kinds: list[str]) -> list[dict[str, Any]]:
        return [
            update
            for update in self.state.updates
            if update["update_id"] >= self.confirmed and (not kinds or set(kinds) & update.keys())
        ]

    def _confirm(self, offset: int) -> None:
        self.confirmed = max(self.confirmed, offset)
        self.state.wake()

    async def _set_webhook(self, fields: Fields) -> bool:
        self.webhook = fields
        if self._caller is not None:
            self._caller.cancel()
        if urlsplit(str(fields["url"])).hostname in HERE:
            self._caller = asyncio.create_task(self._call())
        return True

    async def _delete_webhook(self, fields: Fields) -> bool:
        self.webhook = {}
        return True

    async def _get_webhook_info(self, fields: Fields) -> Any:
        count = len(self._pending([]))
        return {"url": str(self.webhook.get("url", "")), "has_custom_certificate": False, "pending_update_count": count}

    async def _call(self) -> None:
        """Brings updates to the webhook, each until it is taken."""
        url, secret = str(self.webhook["url"]), str(self.webhook.get("secret_token", ""))
        kinds = json.loads(str(self.webhook.get("allowed_updates", "[]")))
        trusted = _trust(self.webhook.get("certificate"))
        async with ClientSession(headers={SECRET_HEADER: secret}) as session:
            while True:
                update = (await self.state.until(lambda: self._pending(kinds), math.inf))[0]
                self._complain(self._spec.value(["Update"], update, "update") if self._spec else [])
                try:
                    async with session.post(url, json=update, ssl=trusted) as answer:
                        if answer.status == 200:
                            self._confirm(update["update_id"] + 1)
                            continue
                except ClientError:
                    pass  # nobody listens there just now
                await asyncio.sleep(0.05)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        self.downloads += 1
        self.state.wake()
        await self.flow.wait()
        trouble = self._trouble("download")
        if trouble is not None:
            return _suffer(trouble, request)
        id = request.match_info["path"].removeprefix("photos/").removesuffix(".jpg")
        if request.match_info["token"] != self._token or id not in self.state.files:
            return web.Response(status=404)
        return web.Response(body=self.state.files[id])


async def _fields(request: web.Request) -> Fields:
    """A form, however it was sent."""
    fields: Fields = dict(request.query)
    if request.content_type == "multipart/form-data":
        async for part in await request.multipart():
            assert isinstance(part, BodyPartReader)
            data = bytes(await part.read())
            fields[part.name or ""] = Upload(part.filename, data) if part.filename else data.decode()
    else:
        fields |= dict(parse_qsl(await request.text(), keep_blank_values=True))
    return fields


def _trust(certificate: str | Upload | None) -> ssl.SSLContext | bool:
    """What to check a webhook's certificate by: the one that was uploaded, if one was."""
    return ssl.create_default_context(cadata=certificate.data.decode()) if isinstance(certificate, Upload) else True


def _failure(error: ApiError) -> dict[str, Any]:
    failure: dict[str, Any] = {"ok": False, "error_code": error.code, "description": error.description}
    return {**failure, "parameters": error.parameters} if error.parameters else failure


def _reply(answer: Mapping[str, Any]) -> web.Response:
    return web.json_response(answer, status=answer.get("error_code", 200))


def _suffer(trouble: Trouble, request: web.Request) -> web.Response:
    if trouble.status:
        kind = "application/json" if trouble.body.startswith("{") else "text/html"
        headers = {"Location": trouble.location} if trouble.location else None
        return web.Response(status=trouble.status, text=trouble.body, content_type=kind, headers=headers)
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)
