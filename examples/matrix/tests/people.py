"""People on Matrix, who use it by its plain API, and see what a client shows them."""

import io
import json
import re
from itertools import count
from typing import Any
from urllib.parse import quote

from aiohttp import ClientSession
from homeserver import register
from PIL import Image

from atelier_bot.testing import Sent, Shown

Json = dict[str, Any]
NUMBERED = re.compile(r"(?:\d+\. |/\w+(?: \w+)*: )(.*)", re.DOTALL)
POLL_MILLISECONDS = 30_000


class Account:
    """Somebody's account, and the events of the rooms that it is in, as far as it has heard of them."""

    def __init__(self, session: ClientSession, url: str, id: str, token: str) -> None:
        self._session, self._url, self.id, self._token = session, url, id, token
        self._since: str | None = None
        self._keys = count()
        self.events: list[Json] = []

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """One request: JSON both ways, or a file's bytes there."""
        data = body if isinstance(body, bytes) else json.dumps({} if body is None else body).encode()
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        url = f"{self._url}/_matrix/{path}"
        async with self._session.request(
            method, url, headers=headers, params=query, data=None if method == "GET" else data
        ) as answer:
            assert answer.status == 200, f"{path}: {answer.status} {await answer.text()}"
            return await answer.read() if "/download/" in path else await answer.json()

    async def make_room(self, *others: str, is_direct: bool = False) -> str:
        """A room to which others are invited."""
        room: Json = {"preset": "private_chat", "invite": list(others), "is_direct": is_direct}
        return str((await self.ask("POST", "client/v3/createRoom", room))["room_id"])

    async def join(self, room: str) -> None:
        await self.ask("POST", f"client/v3/join/{quote(room)}")

    async def ban(self, room: str, whom: str) -> None:
        await self.ask("POST", f"client/v3/rooms/{quote(room)}/ban", {"user_id": whom})

    async def send(self, room: str, content: Json, kind: str = "m.room.message") -> str:
        path = f"client/v3/rooms/{quote(room)}/send/{kind}/{next(self._keys)}"
        return str((await self.ask("PUT", path, content))["event_id"])

    async def upload(self, data: bytes) -> str:
        return str((await self.ask("POST", "media/v3/upload", data))["content_uri"])

    async def download(self, address: str) -> bytes:
        data: bytes = await self.ask("GET", f"client/v1/media/download/{address.removeprefix('mxc://')}")
        return data

    async def listen(self, milliseconds: int = POLL_MILLISECONDS) -> None:
        """Hears what is new, or that nothing is; goes where it is invited."""
        query = {"timeout": str(milliseconds), "filter": '{"room": {"timeline": {"limit": 100}}}'}
        if self._since is not None:
            query["since"] = self._since
        news = await self.ask("GET", "client/v3/sync", **query)
        self._since = news["next_batch"]
        for room in news.get("rooms", {}).get("invite", {}):
            await self.join(room)
        for room, found in news.get("rooms", {}).get("join", {}).items():
            self.events += [{**event, "room_id": room} for event in found["timeline"]["events"]]

    async def until_there(self, room: str, *people: str) -> None:
        """Returns when all of these are in a room."""
        while True:
            there = await self.ask("GET", f"client/v3/rooms/{quote(room)}/joined_members")
            if set(people) <= there["joined"].keys():
                return
            await self.listen()


class Guest:
    """A person in a room with the bot, who also reads what the bot says to them elsewhere."""

    def __init__(self, account: Account, bot: str, room: str) -> None:
        self.account, self._bot, self.room = account, bot, room
        self._sizes: dict[str, tuple[int, int]] = {}

    async def text(self, text: str) -> None:
        await self.account.send(self.room, {"msgtype": "m.text", "body": text})

    async def command(self, name: str) -> None:
        await self.text(f"/{name}")

    async def photos(self, *photos: Sent) -> None:
        addresses = [await self.account.upload(photo.data) for photo in photos]
        for photo, url in zip(photos, addresses, strict=True):
            content = {"msgtype": "m.image", "body": photo.caption or "photo.jpg", "filename": "photo.jpg"}
            await self.account.send(self.room, content | {"url": url, "info": {"size": len(photo.data)}})

    async def file(self, data: bytes, name: str) -> None:
        url = await self.account.upload(data)
        await self.account.send(self.room, {"msgtype": "m.file", "body": name, "url": url})

    async def press(self, label: str) -> None:
        """Reacts with the number that the newest menu has for it."""
        for id, content in reversed((await self.messages()).items()):
            for number, found in enumerate((one for row in split(content["body"])[1] for one in row), start=1):
                if found == label:
                    about = {"rel_type": "m.annotation", "event_id": id, "key": f"{number}\ufe0f\u20e3"}
                    await self.account.send(self.room, {"m.relates_to": about}, "m.reaction")
                    return
        raise LookupError(label)

    async def seen(self) -> list[Shown]:
        return [await self._shown(content) for content in (await self.messages()).values()]

    async def changed(self) -> None:
        await self.account.listen()

    async def messages(self) -> dict[str, Json]:
        """The contents of the bot's messages by their ids, as they are now."""
        await self.account.listen(0)
        found: dict[str, Json] = {}
        for event in self.account.events:
            content = event["content"]
            if event["type"] != "m.room.message" or event["sender"] != self._bot or not content:
                continue
            about = content.get("m.relates_to", {})
            if about.get("rel_type") == "m.replace":
                found[about["event_id"]] = content["m.new_content"]
            else:
                found[event["event_id"]] = content
        return found

    async def _shown(self, content: Json) -> Shown:
        body = "" if content["body"] == content.get("filename") else content["body"]
        text, rows = split(body)
        size = await self._size(content["url"]) if content["msgtype"] == "m.image" else None
        return Shown(text, rows, size, file=content["msgtype"] == "m.file")

    async def _size(self, address: str) -> tuple[int, int]:
        if address not in self._sizes:
            self._sizes[address] = Image.open(io.BytesIO(await self.account.download(address))).size
        return self._sizes[address]


def split(body: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """What a message says, and the rows of its menu, which are its last lines."""
    text, _, end = body.rpartition("\n\n")
    rows = [[NUMBERED.fullmatch(label) for label in line.split(" · ")] for line in end.split("\n")]
    if not all(all(row) for row in rows):
        return body, ()
    return text, tuple(tuple(found[1] for found in row if found is not None) for row in rows)


async def account(session: ClientSession, url: str, name: str) -> Account:
    """A new account; names are never used twice on one homeserver."""
    return Account(session, url, *await register(session, url, name))
