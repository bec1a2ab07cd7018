"""The client: makes the library's requests, and turns whatever comes of them into few kinds of errors.

No error tells the address of a request, as the token is in it.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import ClientError, ClientSession, TCPConnector
from pydantic import SecretStr
from telebot import asyncio_helper

from adapters.telegram.errors import Conflict, Forbidden, InvalidToken, Migrated, Refused
from adapters.telegram.telebot_endpoint import Endpoint, use_endpoint
from atelier_bot import PlatformClient, RateLimited, read_at_most

REQUEST_TIMEOUT: Final = 30.0
"""Seconds that a request may take, unless its caller says more."""
UPLOAD_TIMEOUT: Final = 300.0
CONNECTIONS: Final = 100
UNSAID_WAIT: Final = 5.0
"""Where Telegram asks to wait and doesn't say how long."""

Function = Callable[..., Awaitable[Any]]


class ApiClient(PlatformClient):
    """A bot's connections to a Bot API server. It opens when it is first needed."""

    def __init__(self, url: str, token: SecretStr) -> None:
        super().__init__()
        self._url, self._token = url, token
        self._session: ClientSession | None = None

    async def ask(
        self, function: Function, *arguments: Any, time_limit: float = REQUEST_TIMEOUT, **options: Any
    ) -> Any:
        """Calls one of asyncio_helper's functions. Raises RateLimited, OSError and what is in errors.py."""

        async def request() -> Any:
            with use_endpoint(Endpoint(self._url, self._connections())):
                return await function(self._token.get_secret_value(), *arguments, **options)

        return await self._with_time_limit(request, time_limit)

    async def download(self, path: str, max_bytes: int) -> bytes | None:
        """A file's bytes; None where there are more than ``max_bytes``. Raises OSError."""

        async def request() -> bytes | None:
            url = f"{self._url}/file/bot{self._token.get_secret_value()}/{path}"
            async with self._connections().get(url) as answer:
                if answer.status != 200:
                    raise ConnectionError(f"Telegram answered {answer.status} to a download")
                return await read_at_most(answer.content.iter_any(), max_bytes)

        found: bytes | None = await self._with_time_limit(request, UPLOAD_TIMEOUT)
        return found

    async def _disconnect(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _connections(self) -> ClientSession:
        if self._session is None:
            context = asyncio_helper.session_manager.ssl_context
            self._session = ClientSession(connector=TCPConnector(limit=CONNECTIONS, ssl=context))
        return self._session

    async def _with_time_limit(self, request: Callable[[], Awaitable[Any]], time_limit: float) -> Any:
        try:
            with self._request():
                async with asyncio.timeout(time_limit):
                    return await request()
        except Exception as error:  # noqa: BLE001 - each is raised anew below
            failure = translated(error)
        task = asyncio.current_task()
        if task is not None and task.cancelling():  # the library takes that for an answer that can't be read
            raise asyncio.CancelledError
        raise failure  # out here, so that what it was made of, with the address in it, isn't its context


def translated(error: Exception) -> Exception:
    """What a request raised, in the words of this package."""
    if isinstance(error, asyncio_helper.ApiTelegramException):
        return _answer(error.error_code, str(error.description), error.result_json.get("parameters") or {})
    if isinstance(error, asyncio_helper.ApiException):
        return ConnectionError(f"Telegram gave no answer that can be read ({error.result.status})")
    if isinstance(error, KeyError | json.JSONDecodeError):
        return ConnectionError("Telegram gave no answer that can be read")
    if isinstance(error, asyncio_helper.RequestTimeout):
        return ConnectionError(f"Telegram can't be reached: {_kind(error.__cause__ or error)}")
    if isinstance(error, TimeoutError | ClientError | RuntimeError):  # RuntimeError: a session that was just closed
        return ConnectionError(f"Telegram can't be reached: {_kind(error)}")
    return error


def _answer(code: int, description: str, parameters: dict[str, Any]) -> Exception:
    """Telegram's refusal as an error."""
    reason = description.removeprefix("Bad Request: ").removeprefix("Forbidden: ").removeprefix("Conflict: ")
    if code == 429:
        return RateLimited(float(parameters.get("retry_after", UNSAID_WAIT)))
    if "migrate_to_chat_id" in parameters:
        return Migrated(str(parameters["migrate_to_chat_id"]))
    if code in (401, 404):  # 404 is what a token gets that doesn't even look like one
        return InvalidToken()
    if code == 403:
        return Forbidden(reason)
    if code == 409:
        return Conflict(_whose_fault(reason))
    if code >= 500:
        return ConnectionError(f"Telegram has trouble of its own ({code})")
    return Refused(reason)


def _whose_fault(reason: str) -> str:
    if "webhook" in reason:
        return "a webhook is set for this bot by another program; only one of them can get its updates"
    return "another program polls with this bot's token; only one of them can get its updates: stop the other"


def _kind(error: BaseException) -> str:
    return type(error).__name__
