"""The gateway: sessions over websockets, which begin, are cut, and resume where they were.

What can't be delivered waits in its session until the bot resumes it. ``identifies`` counts the sessions that were
begun; there are ``budget`` of them left, and who uses up the last loses the bot's token, as on the real one.
"""

import asyncio
import json
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.platforms.discord_state import DM, DiscordState, Object, Place

DISPATCH, HEARTBEAT, IDENTIFY, RESUME, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 1, 2, 6, 7, 9, 10, 11
GUILDS, GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 0, 1 << 9, 1 << 12, 1 << 15
PRIVILEGED = 1 << 1 | 1 << 8 | MESSAGE_CONTENT
"""Members, presences, message content: to be allowed on the application's page first."""
AUTHENTICATION_FAILED, NOT_AUTHENTICATED, INVALID_SEQ, DISALLOWED_INTENTS = 4004, 4003, 4007, 4014
HEARTBEAT_MS = 41250
TOTAL = 1000
DAY_MS = 24 * 3600 * 1000

Event = dict[str, Any]


@dataclass
class Session:
    """What a bot began by IDENTIFY: ``events`` are those that it may ask for again."""

    id: str
    intents: int
    shard: tuple[int, int]
    connection: "Connection | None" = None
    seq: int = 0
    events: deque[Event] = field(default_factory=lambda: deque(maxlen=10_000))


class Connection:
    """A websocket, compressed as the bot asked for; what is sent goes out in order."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self._socket, self._request = socket, request
        self._deflater = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self._waiting: asyncio.Queue[Event] = asyncio.Queue()
        self._writer = asyncio.create_task(self._write())

    def send(self, op: int, data: Any) -> None:
        self.dispatch({"op": op, "d": data, "s": None, "t": None})

    def dispatch(self, event: Event) -> None:
        self._waiting.put_nowait(event)

    async def close(self, code: int) -> None:
        self._writer.cancel()
        await self._socket.close(code=code)

    def abort(self) -> None:
        """Breaks the connection without a word."""
        self._writer.cancel()
        if self._request.transport is not None:
            self._request.transport.abort()

    async def _write(self) -> None:
        while True:
            text = json.dumps(await self._waiting.get())
            try:
                if self._deflater is None:
                    await self._socket.send_str(text)
                else:
                    data = self._deflater.compress(text.encode()) + self._deflater.flush(zlib.Z_SYNC_FLUSH)
                    await self._socket.send_bytes(data)
            except ConnectionError:
                return  # the bot has gone; its session keeps what it missed


class Gateway:
    """The gateway of one application. While ``refusing``, nobody gets in."""

    def __init__(self, state: DiscordState, token: Callable[[], str], check: Callable[[str, Object], None]) -> None:
        self._state, self._token, self._check = state, token, check
        self.allowed = 0
        self.identifies = self.resumes = self.heartbeats = 0
        self.budget = TOTAL
        self.reset_after_ms = DAY_MS
        self.refusing = False
        self.deaf = False
        self.revoke: Callable[[], None] = lambda: None
        self.sessions: dict[int, Session] = {}
        self.connections: set[Connection] = set()
        state.publish = self.publish

    @property
    def session(self) -> Session | None:
        """The session of the first shard, which is the only one of most bots."""
        return self.sessions.get(0)

    @property
    def connected(self) -> bool:
        """Whether a bot listens."""
        return self.session is not None and self.session.connection is not None

    def limit(self) -> Object:
        """The ``session_start_limit`` of GET /gateway/bot."""
        left = max(0, self.budget)
        return {"total": TOTAL, "remaining": left, "reset_after": self.reset_after_ms, "max_concurrency": 1}

    def publish(self, name: str, data: Object, place: Place | None) -> None:
        """Tells the bot of something, if its intents ask for it."""
        guild = int(place.guild["id"]) if place is not None and place.guild is not None else 0
        for session in self.sessions.values():
            number, count = session.shard
            if (guild >> 22) % count == number:
                self._tell(session, name, data, place)

    def _tell(self, session: Session, name: str, data: Object, place: Place | None) -> None:
        if not self._is_wanted(session.intents, name, place):
            return
        self._check(name, data)
        session.seq += 1
        event = {"op": DISPATCH, "t": name, "s": session.seq, "d": self._told(session.intents, name, data, place)}
        session.events.append(event)
        if session.connection is not None:
            session.connection.dispatch(event)

    def cut(self) -> None:
        """Breaks all connections; sessions stay."""
        for connection in list(self.connections):
            connection.abort()

    async def close(self, code: int) -> None:
        """Closes all connections with a code."""
        for connection in list(self.connections):
            await connection.close(code)

    def ask_to_reconnect(self) -> None:
        for connection in self.connections:
            connection.send(RECONNECT, None)

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tells the bot that its session is over, or that it has to resume it."""
        if not resumable:
            self.sessions.clear()
        for connection in self.connections:
            connection.send(INVALID_SESSION, resumable)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """A bot's connection, from its begin to its end."""
        if self.refusing:
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        connection = Connection(socket, request)
        self.connections.add(connection)
        try:
            connection.send(HELLO, {"heartbeat_interval": HEARTBEAT_MS})
            async for message in socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY):
                    await self._hear(connection, json.loads(message.data))
        finally:
            connection.abort()
            self.connections.discard(connection)
            for session in self.sessions.values():
                if session.connection is connection:
                    session.connection = None
            self._state.wake()
        return socket

    async def _hear(self, connection: Connection, said: Event) -> None:
        op, data = said["op"], said["d"]
        if op == HEARTBEAT:
            self.heartbeats += 1
            if not self.deaf:
                connection.send(ACK, None)
        elif op == IDENTIFY:
            await self._identify(connection, data)
        elif op == RESUME:
            await self._resume(connection, data)
        elif all(session.connection is not connection for session in self.sessions.values()):
            await connection.close(NOT_AUTHENTICATED)
        self._state.wake()

    async def _identify(self, connection: Connection, data: Object) -> None:
        self.identifies += 1
        self.budget -= 1
        if self.budget < 0:
            self.revoke()
        if data["token"] != self._token():
            await connection.close(AUTHENTICATION_FAILED)
            return
        intents = data["intents"]
        if intents & PRIVILEGED & ~self.allowed:
            await connection.close(DISALLOWED_INTENTS)
            return
        number, count = data.get("shard", (0, 1))
        session = self.sessions[number] = Session(self._state.id(), intents, (number, count), connection)
        joined = [guild for id, guild in self._state.guilds.items() if id in self._state.joined]
        guilds = [guild for guild in joined if (int(guild["id"]) >> 22) % count == number]
        ready = {
            "v": 10,
            "user": self._state.bot | {"verified": True, "mfa_enabled": True, "email": None},
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": f"{self._state.base.replace('http', 'ws', 1)}/gateway/",
            "application": {"id": self._state.app_id, "flags": 0},
        }
        self._tell(session, "READY", ready, None)
        for guild in guilds:
            self._tell(session, "GUILD_CREATE", self._guild(guild), None)

    async def _resume(self, connection: Connection, data: Object) -> None:
        session = next((one for one in self.sessions.values() if one.id == data["session_id"]), None)
        if data["token"] != self._token():
            await connection.close(AUTHENTICATION_FAILED)
        elif session is None:
            connection.send(INVALID_SESSION, False)
        elif data["seq"] > session.seq:
            await connection.close(INVALID_SEQ)
        else:
            self.resumes += 1
            session.connection = connection
            for event in [event for event in session.events if event["s"] > data["seq"]]:
                connection.dispatch(event)
            self._tell(session, "RESUMED", {"_trace": []}, None)

    def _guild(self, guild: Object) -> Object:
        """A guild as GUILD_CREATE tells of it."""
        places = [place for place in self._state.places.values() if place.guild is guild and place.has_bot]
        everyone = {"id": guild["id"], "name": "@everyone", "permissions": "0", "position": 0, "color": 0}
        role = everyone | {"hoist": False, "managed": False, "mentionable": False, "flags": 0}
        return {
            **guild,
            "icon": None,
            "unavailable": False,
            "member_count": len(self._state.users) + 1,
            "roles": [role],
            "emojis": [],
            "members": [{"user": self._state.bot, "roles": [], "flags": 0, "joined_at": self._state.now()}],
            "channels": [place.channel for place in places if "thread_metadata" not in place.channel],
            "threads": [place.channel for place in places if "thread_metadata" in place.channel],
            "presences": [],
            "voice_states": [],
        }

    def _is_wanted(self, intents: int, name: str, place: Place | None) -> bool:
        if name.startswith("MESSAGE_") and place is not None:
            if not place.has_bot:
                return False
            return bool(intents & (DIRECT_MESSAGES if place.channel["type"] == DM else GUILD_MESSAGES))
        if name.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
            return bool(intents & GUILDS) and (place is None or place.has_bot)
        return True

    def _told(self, intents: int, name: str, data: Object, place: Place | None) -> Object:
        """A message's content is only for bots that may read it, that are mentioned or to whom it is written."""
        if not name.startswith("MESSAGE_") or place is None or place.guild is None or "author" not in data:
            return data
        ours = data["author"]["id"] == self._state.app_id
        if ours or intents & MESSAGE_CONTENT or self._state.bot in data["mentions"]:
            return data
        return data | {"content": "", "attachments": [], "embeds": [], "components": []}
