"""The homeserver as this adapter needs it: matrix-nio's requests, one try each, with Atelier's errors."""

import json
from collections.abc import Awaitable, Callable
from typing import Any, Final
from urllib.parse import quote, urlsplit

from nio import AsyncClient, AsyncClientConfig, ErrorResponse

from atelier_bot import Lost, PhotoLost, PlatformClient, Refused, read_photo
from atelier_matrix.errors import failure, not_uploaded, refusal, undeliverable
from atelier_matrix.options import MatrixOptions

Json = dict[str, Any]
SECONDS: Final = 60.0
TRANSFER_SECONDS: Final = 300.0
CHUNK: Final = 65536
ONE_TRY: Final = AsyncClientConfig(max_limit_exceeded=0, max_timeouts=0, request_timeout=SECONDS)
"""The library would wait for as long as a limit lasts and try again for ever; when to try is Atelier's business."""


class HomeserverClient(PlatformClient):
    """An account's requests. All raise InvalidToken, RateLimited, Refused, and OSError to be tried again."""

    def __init__(self, options: MatrixOptions) -> None:
        super().__init__()
        self._nio = AsyncClient(options.homeserver, config=ONE_TRY)
        self._nio.access_token = options.token.get_secret_value()

    async def ask(self, request: Callable[[AsyncClient], Awaitable[Any]], seconds: float = SECONDS) -> Any:
        """The library's answer to one of its requests, within so many seconds."""
        answer = await self._perform(lambda: request(self._nio), failure, seconds)
        if isinstance(answer, ErrorResponse):
            raise refusal(answer)
        return answer

    async def whoami(self) -> str:
        """The account's own id, such as ``@bot:example.org``; the first thing to ask for."""
        me = str((await self.ask(lambda nio: nio.whoami())).user_id)
        self._nio.user_id = me
        return me

    async def event(self, room: str, id: str) -> Json | None:
        """An event as it is now, edits included; None where it can't be had."""
        try:
            found: Json = (await self.ask(lambda nio: nio.room_get_event(room, id))).event.source
        except Refused:
            return None
        edits = found.get("unsigned", {}).get("m.relations", {}).get("m.replace", {})
        newer = edits.get("content", {}).get("m.new_content")
        return {**found, "content": newer} if isinstance(newer, dict) else found

    async def state(self, room: str, kind: str, key: str = "") -> Json | None:
        """What a room's state says of something; None where it says nothing."""
        try:
            found: Json = (await self.ask(lambda nio: nio.room_get_state_event(room, kind, key))).content
        except Refused:
            return None
        return found

    async def write(self, room: str, kind: str, content: Json, key: str | None = None) -> str:
        """Sends an event, but for one with a key that was sent before; its id. Raises Undeliverable, too."""
        try:
            return str((await self.ask(lambda nio: nio.room_send(room, kind, content, key))).event_id)
        except Refused as refused:
            raise undeliverable(refused) from None

    async def upload(self, data: bytes, media_type: str, name: str) -> str:
        """Gives the homeserver a file; its ``mxc://`` address. Raises Undeliverable, too."""

        async def request(nio: AsyncClient) -> Any:
            answer, _ = await nio.upload(lambda *_: data, media_type, name, filesize=len(data))
            return answer

        try:
            return str((await self.ask(request, TRANSFER_SECONDS)).content_uri)
        except Refused as refused:
            raise not_uploaded(refused) from None

    async def download(self, address: str, limit: int) -> bytes:
        """The bytes of a photo at an ``mxc://`` address, ``limit`` at most. Raises PhotoLost, too."""
        url = urlsplit(address)
        if url.scheme != "mxc" or not url.netloc or not url.path.strip("/"):
            raise PhotoLost(Lost.UNAVAILABLE)
        # the library knows only the path that homeservers have given up, on which nobody says who asks
        path = f"/_matrix/client/v1/media/download/{quote(url.netloc)}/{quote(url.path.strip('/'), safe='')}"

        async def request(nio: AsyncClient) -> Any:
            async with await nio.send("GET", path, headers=self._headers) as answer:
                if answer.status == 200:
                    return await read_photo(answer.content.iter_chunked(CHUNK), limit)
                return await nio.create_matrix_response(ErrorResponse, answer)

        try:
            data: bytes = await self.ask(request, TRANSFER_SECONDS)
        except Refused:
            raise PhotoLost(Lost.UNAVAILABLE) from None
        return data

    async def account_data(self, kind: str) -> Json:
        """What the account keeps for itself at the homeserver under a name, empty at first."""
        try:
            return await self._json("GET", self._own_path(kind))
        except Refused:
            return {}

    async def set_account_data(self, kind: str, content: Json) -> None:
        """Has the homeserver keep something for the account."""
        await self._json("PUT", self._own_path(kind), content)

    async def _json(self, method: str, path: str, content: Json | None = None) -> Json:
        async def request(nio: AsyncClient) -> Any:
            body = None if content is None else json.dumps(content)
            async with await nio.send(method, path, body, self._headers) as answer:
                if answer.status == 200:
                    return await answer.json()
                return await nio.create_matrix_response(ErrorResponse, answer)

        found: Json = await self.ask(request)
        return found

    def _own_path(self, kind: str) -> str:
        return f"/_matrix/client/v3/user/{quote(self._nio.user_id, safe='')}/account_data/{kind}"

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._nio.access_token}"}

    async def _disconnect(self) -> None:
        await self._nio.close()
