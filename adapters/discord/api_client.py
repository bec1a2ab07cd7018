"""The client of Discord's API: makes requests, and turns whatever comes of them into few kinds of errors."""

import asyncio
from typing import Any, Final, Protocol

import aiohttp
from discord import File
from discord.http import Route
from discord.utils import _to_json
from pydantic import SecretStr

from adapters.discord.errors import translated
from adapters.discord.rest_client import SESSION, RestClient
from atelier_bot import Lost, PhotoLost, RateLimited, Refusal

CLOSED: Final = "the adapter has been stopped"
CLOSE_TIMEOUT: Final = 2.0
"""Seconds that requests on their way have to arrive when the client is closed."""


class ApiClient(Protocol):
    """What the adapter needs of Discord beside the gateway."""

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request with the bot's token. Raises RateLimited, OSError and what is in errors.py."""

    async def ask_openly(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request that has an interaction's token in its address. Raises Gone too."""

    async def download(self, url: str, max_bytes: int) -> bytes:
        """A file's bytes. Raises PhotoLost, RateLimited, OSError."""

    def open(self) -> None:
        """Lets requests through."""

    async def rest(self) -> None:
        """Gives up connections that nobody uses; what is asked next makes new ones."""

    async def close(self) -> None:
        """Lets what is on its way arrive, and no more through until it is opened again."""


class HttpApiClient:
    """The client of a REST API. Its connections are made when they are first needed."""

    def __init__(self, url: str, token: SecretStr) -> None:
        self._url, self._token = url, token
        self._ours: RestClient | None = None
        self._others: RestClient | None = None
        self._closed = False
        self._flying: set[asyncio.Task[Any]] = set()

    def open(self) -> None:
        """Lets requests through."""
        self._closed = False

    async def close(self) -> None:
        """Lets what is on its way arrive, and no more through until it is opened again."""
        self._closed = True
        if self._flying:
            await asyncio.wait(self._flying, timeout=CLOSE_TIMEOUT)
        await self._disconnect()

    async def rest(self) -> None:
        """Gives up connections that nobody uses; what is asked next makes new ones."""
        if not self._flying:
            await self._disconnect()

    async def _disconnect(self) -> None:
        there = self._ours, self._others
        self._ours = self._others = None
        for requests in there:
            if requests is not None:
                await requests.close()

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request with the bot's token. Raises RateLimited, OSError and what is in errors.py."""
        if self._ours is None and not self._closed:
            self._ours = RestClient(self._url, self._token.get_secret_value())
            self._ours.open()
        return await self._request(self._ours, route, json, files, options, open=False)

    async def ask_openly(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request that has an interaction's token in its address. Raises Gone too.

        No limit of the bot's own requests keeps these waiting.
        """
        return await self._request(self._open(), route, json, files, options, open=True)

    async def download(self, url: str, max_bytes: int) -> bytes:
        """A file's bytes. Raises PhotoLost, RateLimited, OSError."""
        requests = self._open()
        if requests is None or self._closed:
            raise ConnectionError(CLOSED)
        session: aiohttp.ClientSession = getattr(requests, SESSION)
        try:
            async with session.get(url) as answer:
                return await _read(answer, max_bytes)
        except (aiohttp.ClientError, TimeoutError) as error:
            failure = translated(error)
        raise failure or ConnectionError("a download failed")  # out here: the link is in what it was made of

    def _open(self) -> RestClient | None:
        if self._others is None and not self._closed:
            self._others = RestClient(self._url)
            self._others.open()
        return self._others

    async def _request(
        self,
        requests: RestClient | None,
        route: Route,
        json: Any,
        files: list[File] | None,
        options: dict[str, Any],
        *,
        open: bool,
    ) -> Any:
        if requests is None or self._closed:
            raise ConnectionError(CLOSED)
        task = asyncio.current_task()
        if task is not None:
            self._flying.add(task)
        answer, failure = None, None
        try:
            answer = await requests.request(route, **body(json, files), **options)
        except Exception as error:  # noqa: BLE001 - each is raised anew below
            failure = translated(error, open=open) or error
        finally:
            if task is not None:
                self._flying.discard(task)
        if failure is not None:
            raise failure  # out here, so that what it was made of, with a token in its address, isn't its context
        return _readable(answer)


def body(json: Any, files: list[File] | None) -> dict[str, Any]:
    """What a request carries, as the library's client takes it: JSON, or a form with files."""
    if not files:
        return {} if json is None else {"json": json}
    attachments = [file.to_dict(number) for number, file in enumerate(files)]
    form: list[dict[str, Any]] = [{"name": "payload_json", "value": _to_json({**json, "attachments": attachments})}]
    form += [
        {
            "name": f"files[{number}]",
            "value": file.fp,
            "filename": file.filename,
            "content_type": "application/octet-stream",
        }
        for number, file in enumerate(files)
    ]
    return {"form": form, "files": files}


def _readable(answer: Any) -> Any:
    """An answer as the library read it; a text is what something between Discord and here has put in its place."""
    if isinstance(answer, str) and answer.strip():
        raise ConnectionError("Discord gave no answer that can be read")
    return answer


async def _read(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    if answer.status in (403, 404, 410):
        raise PhotoLost(Lost.EXPIRED)
    if answer.status == 429:
        raise RateLimited(float(answer.headers.get("Retry-After", "5")))
    if answer.status >= 500:
        raise ConnectionError(f"Discord answered {answer.status} to a download")
    if answer.status != 200:
        raise PhotoLost(Lost.UNAVAILABLE)
    data = bytearray()
    async for chunk in answer.content.iter_any():
        data += chunk
        if len(data) > max_bytes:
            raise PhotoLost(Refusal.TOO_LARGE)
    return bytes(data)
