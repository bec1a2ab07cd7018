"""What is on Discord: people, guilds, channels, messages and files, and who may see them.

People act in discord_people.py, the bot in discord_rest.py and discord_interactions.py. Everything is held in the shape
that Discord sends it. ``publish`` brings what happens to the gateway.
"""

import asyncio
import hmac
import io
import mimetypes
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from PIL import Image

Object = dict[str, Any]

EPOCH_MS = 1_420_070_400_000
TIMEOUT = 30.0
LINK_SECONDS = 24 * 3600
MAX_BYTES = 10 * 1024 * 1024
"""Bytes of all files of a message together, unless a guild or a person has paid for more."""
BOOSTED = {2: 50 * 1024 * 1024, 3: 100 * 1024 * 1024}
TEXT, DM, GROUP_DM, THREAD = 0, 1, 3, 11
EPHEMERAL, LOADING = 1 << 6, 1 << 7
SPOILER = 1 << 3
VIEW_CHANNEL, SEND_MESSAGES, EMBED_LINKS, ATTACH_FILES = 1 << 10, 1 << 11, 1 << 14, 1 << 15
READ_MESSAGE_HISTORY, USE_APPLICATION_COMMANDS, SEND_MESSAGES_IN_THREADS = 1 << 16, 1 << 31, 1 << 38
EVERYTHING = (
    VIEW_CHANNEL | SEND_MESSAGES | EMBED_LINKS | ATTACH_FILES | READ_MESSAGE_HISTORY | USE_APPLICATION_COMMANDS
) | SEND_MESSAGES_IN_THREADS
SIGNING_KEY = b"the CDN's own"


@dataclass
class Place:
    """A channel and what isn't said in it: who is there, and whether the bot is; what the bot may not do there."""

    channel: Object
    guild: Object | None = None
    members: set[str] | None = None
    has_bot: bool = True
    denied: int = 0
    max_bytes: int = MAX_BYTES
    messages: dict[str, Object] = field(default_factory=dict)

    @property
    def id(self) -> str:
        id: str = self.channel["id"]
        return id


class DiscordState:
    """One application's surroundings. ``clock`` gives seconds since 1970; ``base`` is where the CDN is."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.clock = clock
        self.base = ""
        self._count = count(1)
        self.bot = self._user("Atelier", bot=True)
        self.app_id: str = self.bot["id"]
        self.users: dict[str, Object] = {}
        self.locales: dict[str, str] = {}
        self.max_bytes: dict[str, int] = {}
        self.places: dict[str, Place] = {}
        self.guilds: dict[str, Object] = {}
        self.joined: set[str] = set()
        self.closed_to_bot: set[str] = set()
        self.refusals: dict[tuple[str, bool], tuple[int, int, str]] = {}
        self.only_for: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.publish: Callable[[str, Object, Place | None], None] = _to_nobody
        self.changed = asyncio.Condition()

    def id(self) -> str:
        """A new snowflake."""
        moment = int(self.clock() * 1000) - EPOCH_MS
        return str((moment << 22) + next(self._count))

    def person(self, name: str, locale: str = "en-US", max_bytes: int = MAX_BYTES) -> Object:
        """Somebody, who shares a guild with the bot or has installed it, so that it may write to them.

        Who pays may have more bytes in what they upload, and in what answers their commands.
        """
        user = self._user(name)
        self.users[user["id"]] = user
        self.locales[user["id"]] = locale
        self.max_bytes[user["id"]] = max_bytes
        return user

    def guild(self, name: str, *, has_bot: bool = True, tier: int = 0) -> Place:
        """A guild's only channel, where everybody is, the bot too unless it is said not to be; ``tier``: of boosts."""
        guild: Object = {"id": self.id(), "name": name, "owner_id": self.app_id, "locale": "en-US", "features": []}
        guild["premium_tier"] = tier
        self.guilds[guild["id"]] = guild
        if has_bot:
            self.joined.add(guild["id"])
        return self.channel(guild, "general", has_bot=has_bot, max_bytes=BOOSTED.get(tier, MAX_BYTES))

    def channel(self, guild: Object, name: str, **more: Any) -> Place:
        """Another channel of a guild."""
        channel = self._channel(TEXT, guild_id=guild["id"], name=name, position=0, permission_overwrites=[])
        return self._place(Place(channel | {"nsfw": False, "topic": None, "parent_id": None}, guild, **more))

    def thread(self, place: Place, name: str) -> Place:
        """A public thread in a guild's channel."""
        times = {"archived": False, "archive_timestamp": self.now(), "auto_archive_duration": 1440, "locked": False}
        counts = {"message_count": 0, "member_count": 1, "total_message_sent": 0}
        whose = {"guild_id": place.channel["guild_id"], "parent_id": place.id, "owner_id": self.app_id}
        channel = self._channel(THREAD, name=name, thread_metadata=times, **whose, **counts)
        return self._place(Place(channel, place.guild, has_bot=place.has_bot, max_bytes=place.max_bytes))

    def dm(self, user: Object) -> Place:
        """The conversation that a person has with the bot."""
        for place in self.places.values():
            if place.channel["type"] == DM and place.has_bot and place.members == {user["id"]}:
                return place
        return self._place(Place(self._channel(DM, recipients=[user]), members={user["id"]}))

    def private(self, *users: Object) -> Place:
        """A conversation of people among themselves; the bot is there only as far as one of them has installed it."""
        kind = GROUP_DM if len(users) > 2 else DM
        members = {user["id"] for user in users}
        more = {"owner_id": users[0]["id"], "name": None, "icon": None} if kind == GROUP_DM else {}
        channel = self._channel(kind, recipients=list(users), **more)
        return self._place(Place(channel, members=members, has_bot=False))

    def forbid(self, place: Place, permissions: int) -> None:
        """Takes these permissions from the bot in a channel of a guild."""
        assert place.guild is not None
        place.denied |= permissions
        overwrite = {"id": self.app_id, "type": 1, "allow": "0", "deny": str(place.denied)}
        place.channel["permission_overwrites"] = [overwrite]
        self.publish("CHANNEL_UPDATE", place.channel, place)

    def refuse(self, place: Place, status: int, code: int, message: str, *, files: bool) -> None:
        """Has the bot's messages be refused in a place from now on: those with ``files``, or all."""
        self.refusals |= {(place.id, kind): (status, code, message) for kind in {True, files}}

    def close(self, user: Object) -> None:
        """A person no longer lets the bot write to them."""
        self.closed_to_bot.add(user["id"])

    def permissions(self, place: Place) -> int:
        """What the bot may do in a channel."""
        return EVERYTHING & ~place.denied

    def seen(self, user: Object, place: Place) -> list[Object]:
        """The messages that a person sees in a channel, oldest first."""
        if place.members is not None and user["id"] not in place.members:
            return []
        return [m for m in place.messages.values() if self.only_for.get(m["id"], user["id"]) == user["id"]]

    def shown(self, user: Object, place: Place) -> list[Object]:
        """The bot's messages among them, but for those that still say that it is thinking."""
        messages = self.seen(user, place)
        return [m for m in messages if m["author"]["id"] == self.app_id and not m["flags"] & LOADING]

    def message(self, place: Place, author: Object, content: str, **more: Any) -> Object:
        """A message as Discord sends it; it isn't in its channel yet."""
        return {
            "id": self.id(),
            "type": 0,
            "channel_id": place.id,
            "author": author,
            "content": content,
            "timestamp": self.now(),
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": 0,
            **more,
        }

    def attachment(self, place: Place, name: str, data: bytes, *, spoiler: bool = False, **more: Any) -> Object:
        """A file, kept by the CDN, as it is attached to a message."""
        id = self.id()
        self.files[id] = data
        kind = mimetypes.guess_type(name)[0]
        link = self.link(f"/attachments/{place.id}/{id}/{name}")
        attachment: Object = {"id": id, "filename": name, "size": len(data), **link, **more}
        if spoiler or name.startswith("SPOILER_"):
            attachment["flags"] = attachment.get("flags", 0) | SPOILER
        if kind:
            attachment["content_type"] = kind
        with suppress(Exception):  # it may be any file, however broken
            attachment["width"], attachment["height"] = Image.open(io.BytesIO(data)).size
        return attachment

    def link(self, path: str) -> dict[str, str]:
        """Where a file is: signed, and good for a day."""
        now = int(self.clock())
        times = f"ex={now + LINK_SECONDS:x}&is={now:x}"
        url = f"{self.base}{path}?{times}&hm={_signature(path, times)}&"
        return {"url": url, "proxy_url": url}

    def linked(self, target: str) -> bytes | None:
        """The file that a link's path and query stand for; None where the link isn't good (any more)."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        times = f"ex={query.get('ex')}&is={query.get('is')}"
        if not hmac.compare_digest(query.get("hm", ""), _signature(parts.path, times)):
            return None
        return self.files.get(parts.path.split("/")[-2]) if self.clock() < int(query["ex"], 16) else None

    def now(self) -> str:
        return datetime.fromtimestamp(self.clock(), UTC).isoformat()

    async def until(self, condition: Callable[[], Any], timeout: float = TIMEOUT) -> Any:
        """What a condition gives once it is true; looked at whenever something changes."""
        async with asyncio.timeout(timeout), self.changed:
            return await self.changed.wait_for(condition)

    def wake(self) -> None:
        """Something has changed."""

        async def tell() -> None:
            async with self.changed:
                self.changed.notify_all()

        self._telling = asyncio.ensure_future(tell())

    def _user(self, name: str, *, bot: bool = False) -> Object:
        user = {"id": self.id(), "username": name.lower(), "discriminator": "0", "global_name": name, "avatar": None}
        more = {"bot": True} if bot else {}
        return user | {"public_flags": 0, "flags": 0, "primary_guild": None} | more

    def _channel(self, type: int, **more: Any) -> Object:
        return {"id": self.id(), "type": type, "flags": 0, "last_message_id": None, **more}

    def _place(self, place: Place) -> Place:
        self.places[place.id] = place
        return place


def _to_nobody(name: str, data: Object, place: Place | None) -> None:
    """There is no gateway yet."""


def _signature(path: str, times: str) -> str:
    return hmac.new(SIGNING_KEY, f"{path}?{times}".encode(), "sha256").hexdigest()
