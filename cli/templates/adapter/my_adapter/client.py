"""The platform as this adapter needs it: the one place that knows its addresses and its errors."""

import json
from typing import Any

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, FormData
from pydantic import SecretStr

from atelier_bot import Lost, Obstacle, PhotoLost, RateLimited, Undeliverable, read_photo

Json = dict[str, Any]
POLL_SECONDS = 30
SECONDS = 60.0


class Client:
    """Requests to the platform; raises the errors that Atelier understands."""

    def __init__(self, url: str, token: SecretStr) -> None:
        self._url, self._token = url, token
        self._session: ClientSession | None = None

    async def updates(self, after: int) -> list[Json]:
        """What has happened since the update ``after``, which is confirmed by that; waits for some. Raises OSError."""
        found: list[Json] = await self._ask("GET", f"updates?after={after}&seconds={POLL_SECONDS}")
        return found

    async def write(self, chat: str, message: Json, picture: bytes | None, reference: str = "") -> str:
        """Shows a message, in the place of another one if that is given; its reference. Raises as Adapter.send does."""
        form = FormData({"message": json.dumps(message)})
        if picture is not None:
            form.add_field("picture", picture, filename="picture.png", content_type="image/png")
        path = f"chats/{chat}/messages" + (f"/{reference}" if reference else "")
        written: Json = await self._ask("PUT" if reference else "POST", path, data=form)
        return str(written["id"])

    async def photo(self, id: str, limit: int) -> bytes:
        """The bytes of a photo. Raises PhotoLost and OSError."""
        try:
            async with self._requests.get(f"{self._url}/files/{id}") as answer:
                if answer.status == 404:
                    raise PhotoLost(Lost.EXPIRED)
                await _check(answer)
                return await read_photo(answer.content.iter_chunked(65536), limit)
        except ClientError as error:
            raise ConnectionError(f"the platform can't be reached: {type(error).__name__}") from None

    async def close(self) -> None:
        """Gives up all connections; the next request makes new ones."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def _requests(self) -> ClientSession:
        if self._session is None:
            headers = {"Authorization": f"Bearer {self._token.get_secret_value()}"}
            self._session = ClientSession(headers=headers, timeout=ClientTimeout(total=SECONDS))
        return self._session

    async def _ask(self, method: str, path: str, **more: Any) -> Any:
        try:
            async with self._requests.request(method, f"{self._url}/{path}", **more) as answer:
                await _check(answer)
                return await answer.json()
        except ClientError as error:  # without its context, in which there may be a secret
            raise ConnectionError(f"the platform can't be reached: {type(error).__name__}") from None


async def _check(answer: ClientResponse) -> None:
    """Raises what a refusal means."""
    if answer.status == 429:
        raise RateLimited(float(answer.headers.get("Retry-After", "60")))
    if answer.status >= 500:
        raise ConnectionError(f"the platform has trouble of its own ({answer.status})")
    if answer.status >= 400:
        obstacle = Obstacle.PLACE if answer.status == 403 else Obstacle.MESSAGE
        raise Undeliverable(f"the platform refuses it ({answer.status}): {(await answer.text())[:200]}", obstacle)
