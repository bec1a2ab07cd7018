"""The client of Discord's API: makes requests, and turns whatever comes of them into few kinds of errors."""

from typing import Any, Protocol

import aiohttp
from discord import File
from discord.http import Route
from discord.utils import _to_json
from pydantic import SecretStr

from adapters.discord.errors import translated
from adapters.discord.rest_client import SESSION, RestClient
from atelier_bot import Lost, PhotoLost, PlatformClient, RateLimited, Refusal, read_at_most


class ApiClient(Protocol):
    """What the adapter needs of Discord beside the gateway."""

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request with the bot's token. Raises RateLimited, OSError and what is in errors.py."""

    async def ask_openly(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request that has an interaction's token in its address. Raises InteractionExpired too."""

    async def download(self, url: str, max_bytes: int) -> bytes:
        """A file's bytes. Raises PhotoLost, RateLimited, OSError."""

    def open(self) -> None:
        """Lets requests through."""

    async def rest(self) -> None:
        """Gives up connections that nobody uses; what is asked next makes new ones."""

    async def close(self) -> None:
        """Lets what is on its way arrive, and no more through until it is opened again."""


class HttpApiClient(PlatformClient):
    """The client of a REST API."""

    def __init__(self, url: str, token: SecretStr) -> None:
        super().__init__()
        self._url, self._token = url, token
        self._ours: RestClient | None = None
        self._others: RestClient | None = None

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request with the bot's token. Raises RateLimited, OSError and what is in errors.py."""
        with self._request():
            if self._ours is None:
                self._ours = RestClient(self._url, self._token.get_secret_value())
                self._ours.open()
            return await _answer(self._ours, route, json, files, options, open=False)

    async def ask_openly(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request that has an interaction's token in its address. Raises InteractionExpired too.

        No limit of the bot's own requests keeps these waiting.
        """
        with self._request():
            return await _answer(self._nobodys(), route, json, files, options, open=True)

    async def download(self, url: str, max_bytes: int) -> bytes:
        """A file's bytes. Raises PhotoLost, RateLimited, OSError."""
        with self._request():
            session: aiohttp.ClientSession = getattr(self._nobodys(), SESSION)
            try:
                async with session.get(url) as answer:
                    return await _read(answer, max_bytes)
            except (aiohttp.ClientError, TimeoutError) as error:
                failure = translated(error)
        raise failure or ConnectionError("a download failed")  # out here: the link is in what it was made of

    def _nobodys(self) -> RestClient:
        """The client that shows no token."""
        if self._others is None:
            self._others = RestClient(self._url)
            self._others.open()
        return self._others

    async def _disconnect(self) -> None:
        there = self._ours, self._others
        self._ours = self._others = None
        for client in there:
            if client is not None:
                await client.close()


async def _answer(
    client: RestClient, route: Route, json: Any, files: list[File] | None, options: dict[str, Any], *, open: bool
) -> Any:
    """What a request is answered with, as the library reads it."""
    answer, failure = None, None
    try:
        answer = await client.request(route, **body(json, files), **options)
    except Exception as error:  # noqa: BLE001 - each is raised anew below
        failure = translated(error, open=open) or error
    if failure is not None:
        raise failure  # out here, so that what it was made of, with a token in its address, isn't its context
    if isinstance(answer, str) and answer.strip():  # something between Discord and here has put it in its place
        raise ConnectionError("Discord gave no answer that can be read")
    return answer


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


async def _read(answer: aiohttp.ClientResponse, max_bytes: int) -> bytes:
    if answer.status in (403, 404, 410):
        raise PhotoLost(Lost.EXPIRED)
    if answer.status == 429:
        raise RateLimited(float(answer.headers.get("Retry-After", "5")))
    if answer.status >= 500:
        raise ConnectionError(f"Discord answered {answer.status} to a download")
    if answer.status != 200:
        raise PhotoLost(Lost.UNAVAILABLE)
    data = await read_at_most(answer.content.iter_any(), max_bytes)
    if data is None:
        raise PhotoLost(Refusal.TOO_LARGE)
    return data
