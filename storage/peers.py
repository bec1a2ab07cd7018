"""The other bot processes at a PostgreSQL database: advisory locks of a connection's own, and its notifications."""

import asyncio
import logging
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import psycopg
from sqlalchemy.engine import URL

from core.model.clock import Clock
from core.model.errors import StorageError
from core.model.peers import EVERYTHING, INBOXES, Peers, Told, Work
from storage import database
from storage.errors import explain

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.5
"""So often the connection is used, whether there is something to do or not."""
FRESH_SECONDS = 6.0
"""So long after an answer a process counts as the holder of what it holds."""
IDLE_SECONDS = 10
"""The server ends a connection that it has heard nothing of for so long, and its locks with it: the process may be
stopped, or its machine gone. Longer than the above, so that who loses something knows before another has it."""
RETRY_SECONDS = 1.0
HEAD_START_SECONDS = 5.0
"""Where connections broke, so long a name is left to whoever had it: they may be in the middle of sending something."""

TRY = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"
HOLDER = """
SELECT application_name, to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS since
FROM pg_locks JOIN pg_stat_activity USING (pid), hashtextextended(%s, 0) AS key
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND (classid::bigint << 32 | objid::bigint) = key
AND pg_locks.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
"""How PostgreSQL keeps an advisory lock's number: its halves, in two columns."""


@dataclass
class _Wish:
    """A name that somebody waits for or has; ``told`` is what they know of who has it."""

    waits: Told
    told: str = ""
    granted: asyncio.Event = field(default_factory=asyncio.Event)
    lost: asyncio.Event = field(default_factory=asyncio.Event)


class PostgresPeers:
    """See ``core.model.peers.Peers``. ``who`` is what other processes call this one; ``clock`` runs evenly."""

    def __init__(self, url: URL, who: str, clock: Clock = time.monotonic) -> None:
        self._url, self._who, self._clock = url, who, clock
        self._name = database.name(url)
        self._wishes: dict[str, _Wish] = {}
        self._locked: set[str] = set()
        self._had: set[str] = set()
        self._answered = self._competes_from = float("-inf")
        self._told: Told = lambda _: None

    def holds(self, name: str) -> bool:
        """See Peers."""
        wish = self._wishes.get(name)
        held = wish is not None and wish.granted.is_set() and not wish.lost.is_set()
        return held and self._clock() - self._answered < FRESH_SECONDS

    async def while_held(self, name: str, work: Work, waits: Told) -> None:
        """See Peers."""
        wish = self._wishes[name] = _Wish(waits)
        try:
            await wish.granted.wait()
            await self._until_lost(wish, work)
        finally:
            del self._wishes[name]

    async def _until_lost(self, wish: _Wish, work: Work) -> None:
        working, losing = asyncio.create_task(work()), asyncio.create_task(wish.lost.wait())
        try:
            await asyncio.wait({working, losing}, return_when=asyncio.FIRST_COMPLETED)
            if not working.done():
                raise StorageError(f"{self._name} the connection was lost that keeps other bots away")
            await working
        finally:
            working.cancel()
            losing.cancel()
            await asyncio.gather(working, losing, return_exceptions=True)

    def listen(self, told: Told) -> None:
        """See Peers."""
        self._told = told

    async def run(self) -> None:
        """Keeps the connection until it is cancelled; one that breaks costs all that is held."""
        while True:
            try:
                await self._keep_connection()
            except (psycopg.Error, OSError) as error:
                log.warning("%s other bots can't be heard of: %s", self._name, explain(error))
            finally:
                self._lose_all()
            await asyncio.sleep(RETRY_SECONDS)

    async def _keep_connection(self) -> None:
        # Where nothing of what is sent arrives the system says so before the server ends the connection.
        own = {"application_name": self._who, "tcp_user_timeout": int(FRESH_SECONDS * 1000)}
        arguments = {**database.driver_arguments(self._url), **own}
        async with await psycopg.AsyncConnection.connect(**arguments, autocommit=True) as connection:
            await connection.execute(f"SET idle_session_timeout = '{IDLE_SECONDS}s'".encode())
            await connection.execute(f"LISTEN {INBOXES}".encode())
            self._told(EVERYTHING)
            try:
                while True:
                    await self._look(connection)
                    async for notice in connection.notifies(timeout=LOOK_SECONDS):
                        self._told(notice.payload)
            finally:
                self._had, self._locked = self._locked, set()

    async def _look(self, connection: psycopg.AsyncConnection) -> None:
        """Gives back what isn't wanted any more, tries to get what is, and hears of the server in any case."""
        asked = self._clock()
        for name in self._locked - self._wishes.keys():
            await connection.execute(UNLOCK, [name])
            self._locked.discard(name)
        for name, wish in list(self._wishes.items()):
            if wish.granted.is_set() or (name not in self._had and asked < self._competes_from):
                continue
            if name in self._locked or await _one(connection, TRY, name):
                self._locked.add(name)
                wish.granted.set()
            else:
                await self._tell_who_has(connection, name, wish)
        await connection.execute("SELECT")
        self._answered = asked

    async def _tell_who_has(self, connection: psycopg.AsyncConnection, name: str, wish: _Wish) -> None:
        row = await (await connection.execute(HOLDER, [name])).fetchone()
        if row is None:  # it was given back just now
            return
        told = f"{row[0] or 'another program'} has it since {row[1]} UTC"
        if told != wish.told:
            wish.told = told
            wish.waits(told)

    def _lose_all(self) -> None:
        """Without a connection nothing is held; who had something may have it first when there is one again."""
        self._competes_from = self._clock() + HEAD_START_SECONDS
        for wish in self._wishes.values():
            if wish.granted.is_set():
                wish.lost.set()


async def _one(connection: psycopg.AsyncConnection, question: str, name: str) -> bool:
    row = await (await connection.execute(question.encode(), [name])).fetchone()
    return row is not None and bool(row[0])


@asynccontextmanager
async def open_peers(url: str) -> AsyncIterator[Peers]:
    """The other bots at a PostgreSQL database until the end of the block. Raises StorageError for no such address."""
    peers = PostgresPeers(database.parse(url), f"process {os.getpid()} on {socket.gethostname()}")
    running = asyncio.create_task(peers.run())
    try:
        yield peers
    finally:
        running.cancel()
        await asyncio.wait({running})
