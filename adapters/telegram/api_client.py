"""The client: makes the library's requests, and turns whatever comes of them into few kinds of errors.

No error tells the address of a request, as the token is in it.
"""

import json
import logging
from importlib.util import find_spec, module_from_spec
from typing import Any, Final

from aiohttp import ClientError
from pydantic import SecretStr

from adapters.telegram.errors import Conflict, Migrated
from atelier_bot import (
    Forbidden,
    InvalidToken,
    PlatformClient,
    Proxies,
    RateLimited,
    Refused,
    read_photo,
    unreachable,
    wait_asked,
)

REQUEST_TIMEOUT: Final = 30.0
"""Seconds that a request may take, unless its caller says more."""
UPLOAD_TIMEOUT: Final = 300.0
CONNECTIONS: Final = 100
UNSAID_WAIT: Final = 5.0
"""Where Telegram asks to wait and doesn't say how long."""


class ApiClient(PlatformClient):
    """A bot's connections to a Bot API server. It opens when it is first needed."""

    def __init__(self, url: str, token: SecretStr, proxies: Proxies) -> None:
        super().__init__()
        self._url, self._token, self._proxies = url, token, proxies
        self._library = _library_at(url)

    async def ask(self, function: str, *arguments: Any, time_limit: float = REQUEST_TIMEOUT, **options: Any) -> Any:
        """Calls the function of asyncio_helper that has this name.

        Raises RateLimited, OSError, Refused and what is in errors.py.
        """

        async def request() -> Any:
            self._library.proxy = self._proxies.of(self._url)
            return await getattr(self._library, function)(self._token.get_secret_value(), *arguments, **options)

        return await self._perform(request, self._translated, time_limit)

    async def date(self) -> str | None:
        """What time it is there, as the server tells whoever asks it for anything. Raises OSError."""

        async def request() -> str | None:
            session = await self._library.session_manager.get_session()
            async with session.head(self._url, proxy=self._proxies.of(self._url), allow_redirects=False) as answer:
                date: str | None = answer.headers.get("Date")
                return date

        return await self._perform(request, self._translated, REQUEST_TIMEOUT)

    @property
    def through(self) -> str:
        """The proxy that is asked through, for people; empty without one."""
        return self._proxies.through(self._url)

    async def download(self, path: str, max_bytes: int) -> bytes:
        """A file's bytes. Raises PhotoLost where there are more than ``max_bytes``, RateLimited, OSError."""

        async def request() -> bytes:
            session = await self._library.session_manager.get_session()
            address = f"{self._url}/file/bot{self._token.get_secret_value()}/{path}"
            async with session.get(address, proxy=self._proxies.of(self._url), allow_redirects=False) as answer:
                if answer.status == 429:
                    raise RateLimited(wait_asked(answer.headers, UNSAID_WAIT))
                if answer.status != 200:
                    raise ConnectionError(f"Telegram answered {answer.status} to a download")
                return await read_photo(answer.content.iter_any(), max_bytes)

        return await self._perform(request, self._translated, UPLOAD_TIMEOUT)

    async def _disconnect(self) -> None:
        session = self._library.session_manager.session
        if session is not None:
            await session.close()

    def _translated(self, error: Exception) -> Exception:
        """What a request raised, in the words of this package."""
        if isinstance(error, self._library.ApiTelegramException):
            return _answer(error.error_code, str(error.description), error.result_json.get("parameters") or {})
        if isinstance(error, self._library.ApiException):
            return ConnectionError(f"Telegram gave no answer that can be read ({error.result.status})")
        if isinstance(error, UnicodeEncodeError):  # halves of characters, of which an id of Telegram's has none
            return Refused("it can't be written down")
        if isinstance(error, KeyError | json.JSONDecodeError):
            return ConnectionError("Telegram gave no answer that can be read")
        if isinstance(error, self._library.RequestTimeout):
            error = error.__cause__ if isinstance(error.__cause__, Exception) else error
            return self._unreachable(error)
        if isinstance(error, TimeoutError | ClientError | RuntimeError):  # RuntimeError: a session that was just closed
            return self._unreachable(error)
        return error

    def _unreachable(self, error: Exception) -> ConnectionError:
        return unreachable("Telegram", error, self._proxies.through(self._url))


def _library_at(url: str) -> Any:
    """The library's requests, to this server: it has its address and its connections module-wide.

    Whoever gets the module anew, and leaves the one that all import as it is, has both for itself.
    """
    spec = find_spec("telebot.asyncio_helper")
    assert spec is not None
    assert spec.loader is not None
    library: Any = module_from_spec(spec)
    spec.loader.exec_module(library)
    library.API_URL = url + "/bot{0}/{1}"
    library.REQUEST_LIMIT = CONNECTIONS
    library.logger = logging.Logger("telebot", logging.CRITICAL)  # whoever asked says better what went wrong
    return library


def _answer(code: int, description: str, parameters: dict[str, Any]) -> Exception:
    """Telegram's refusal as an error."""
    reason = description.removeprefix("Bad Request: ").removeprefix("Forbidden: ").removeprefix("Conflict: ")
    if code == 429:
        return RateLimited(float(parameters.get("retry_after", UNSAID_WAIT)))
    if "migrate_to_chat_id" in parameters:
        return Migrated(str(parameters["migrate_to_chat_id"]))
    if code in (401, 404):  # 404 is what a token gets that doesn't even look like one
        return InvalidToken("Telegram", "get the right one from @BotFather, then start Atelier anew")
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
