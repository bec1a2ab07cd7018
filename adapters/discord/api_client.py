"""The client of Discord's API: makes requests, and turns whatever comes of them into few kinds of errors."""

from functools import partial
from typing import Any, Final

import aiohttp
from discord import File
from discord.http import Route
from discord.utils import _to_json
from pydantic import SecretStr

from adapters.discord.errors import translated
from adapters.discord.rest_client import SESSION, RestClient
from atelier_bot import Lost, PhotoLost, PlatformClient, Proxies, RateLimited, read_photo, wait_asked

UNSAID_WAIT: Final = 5.0
"""Where the servers of files ask to wait and don't say how long."""


class ApiClient(PlatformClient):
    """A bot's connections to Discord's REST API, and those that show no token."""

    def __init__(self, url: str, token: SecretStr, proxies: Proxies) -> None:
        super().__init__()
        self._url, self._token, self._proxies = url, token, proxies
        self._clients: dict[str | None, RestClient] = {}

    async def ask(self, route: Route, json: Any = None, files: list[File] | None = None, **options: Any) -> Any:
        """Makes a request with the bot's token, or without where an interaction's is in the address.

        No limit of the bot's own requests keeps the latter waiting, and these raise InteractionExpired too. What is
        answered is as the library reads it. Raises RateLimited, OSError, Refused and what is in errors.py.
        """
        open = route.webhook_token is not None
        client = self._client(None if open else self._token.get_secret_value())
        request = partial(client.request, route, **body(json, files), **options)
        answer = await self._perform(request, partial(translated, open=open, through=self._proxies.through(self._url)))
        if isinstance(answer, str) and answer.strip():  # something between Discord and here has put it in its place
            raise ConnectionError("Discord gave no answer that can be read")
        return answer

    async def date(self) -> str | None:
        """What time it is there, as Discord tells whoever asks it for anything. Raises OSError."""

        async def request() -> str | None:
            session: aiohttp.ClientSession = getattr(self._client(None), SESSION)
            async with session.get(f"{self._url}/gateway", proxy=self._proxies.of(self._url)) as answer:
                return answer.headers.get("Date")

        return await self._perform(request, partial(translated, through=self.through))

    @property
    def through(self) -> str:
        """The proxy that is asked through, for people; empty without one."""
        return self._proxies.through(self._url)

    async def download(self, url: str, max_bytes: int) -> bytes:
        """A file's bytes. Raises PhotoLost, RateLimited, OSError."""

        async def request() -> bytes:
            session: aiohttp.ClientSession = getattr(self._client(None), SESSION)
            async with session.get(url, proxy=self._proxies.of(url), allow_redirects=False) as answer:
                return await _read(answer, max_bytes)

        return await self._perform(request, partial(translated, through=self._proxies.through(url)))

    def _client(self, token: str | None) -> RestClient:
        if token not in self._clients:
            self._clients[token] = RestClient(self._url, self._proxies, token)
            self._clients[token].open()
        return self._clients[token]

    async def _disconnect(self) -> None:
        clients, self._clients = self._clients, {}
        for client in clients.values():
            await client.close()


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
        raise RateLimited(wait_asked(answer.headers, UNSAID_WAIT))
    if answer.status >= 500:
        raise ConnectionError(f"Discord answered {answer.status} to a download")
    if answer.status != 200:
        raise PhotoLost(Lost.UNAVAILABLE)
    return await read_photo(answer.content.iter_any(), max_bytes)
