"""Two real bots and three workers at one PostgreSQL: whoever dies or is cut off, each photo is answered once.

The short form is part of the test suite; ``make cluster`` has 500 jobs and more that goes wrong.
"""

import asyncio
import logging
import os
import random
import signal
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.adapters.program import Program
from tests.adapters.telegram.harness import TOKEN, spec
from tests.chaos.crowd import Crowd, Habit, Regular
from tests.chaos.ledger import Kind, Tally
from tests.chaos.link import FINE, SILENT, Link
from tests.chaos.people import BEGINNINGS, TelegramUser
from tests.cluster.balancer import Balancer
from tests.cluster.harness import CUT_SECONDS, FAULTS, JOBS, LOOK_EVERY, TIMEOUT, Worker, through
from tests.cluster.test_program import SLOW_TINT
from tests.platforms import telegram
from tests.storage.postgres import Server

log = logging.getLogger(__name__)

BOTS, WORKERS = 2, 3
PEOPLE = max(4, JOBS // 25)
EACH = JOBS // PEOPLE
RESULT = BEGINNINGS[Kind.MADE][1]
WHO_ANSWERS = """
SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND application_name LIKE 'process %'
"""
FATES = """
SELECT state, (job::json->>'attempt')::int - 1 - (job::json->>'crashes')::int AS stolen, count(*)
FROM jobs GROUP BY 1, 2
"""


@dataclass
class Cluster:
    """All processes, each with a line of its own to the database."""

    server: Server
    url: str
    bots: list[tuple[Program, Link]]
    workers: list[tuple[Worker, Link]]

    async def answering(self) -> tuple[Program, Link]:
        """The bot that has the account, as soon as one has."""
        async with asyncio.timeout(TIMEOUT):
            while True:
                names = await asyncio.to_thread(self._ask, WHO_ANSWERS)
                pids = [int(str(name).split()[1]) for (name,) in names]
                for bot, link in self.bots:
                    if any(bot.has(pid) for pid in pids):
                        return bot, link
                await asyncio.sleep(LOOK_EVERY)

    def fates(self) -> list[tuple[str, int, int]]:
        """How many jobs are in which state, and were begun how often again though nobody had died over them."""
        return [(state, stolen, count) for state, stolen, count in self._ask(FATES)]

    def _ask(self, question: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url.replace("+psycopg", "")) as connection:
            return connection.execute(question.encode()).fetchall()


Harm = Callable[[Cluster, random.Random], Awaitable[None]]


async def kill_bot(cluster: Cluster, chance: random.Random) -> None:  # noqa: ARG001
    """The bot that answers dies; the other takes over, and its keeper starts it again."""
    bot, _ = await cluster.answering()
    os.kill(bot.bot, signal.SIGKILL)


async def kill_worker(cluster: Cluster, chance: random.Random) -> None:
    worker, _ = chance.choice(cluster.workers)
    await worker.kill()
    await worker.start()


async def restart_database(cluster: Cluster, chance: random.Random) -> None:  # noqa: ARG001
    await asyncio.to_thread(cluster.server.restart)


async def cut_bot(cluster: Cluster, chance: random.Random) -> None:  # noqa: ARG001
    _, link = await cluster.answering()
    await cut(link)


async def cut_worker(cluster: Cluster, chance: random.Random) -> None:
    _, link = chance.choice(cluster.workers)
    await cut(link)


async def cut(link: Link) -> None:
    await link.become(SILENT)
    await asyncio.sleep(CUT_SECONDS)
    await link.become(FINE)


HARM: list[Harm] = [kill_bot, kill_worker, restart_database, cut_bot, cut_worker]


@asynccontextmanager
async def cluster(
    folder: Path, server: Server, url: str, platform: telegram.Server, webhooks: list[str]
) -> AsyncIterator[Cluster]:
    """Two bots at one account, each of which has one of ``webhooks`` as an option, and three workers."""
    async with AsyncExitStack() as stack:
        found = Cluster(server, url, [], [])
        for number in range(WORKERS):
            link = await stack.enter_async_context(Link(server.socket, random.Random(number)))
            worker = Worker(folder, f"worker-{number}", through(link, url), more=SLOW_TINT)
            await worker.start()
            stack.push_async_callback(worker.end)
            found.workers.append((worker, link))
        for number, webhook in enumerate(webhooks):
            link = await stack.enter_async_context(Link(server.socket, random.Random(number)))
            more = f'database = "{through(link, url)}"'
            bot = Program(folder / f"bot-{number}", "telegram", platform.url, TOKEN, more, webhook)
            found.bots.append((await stack.enter_async_context(bot), link))
        yield found


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def play(folder: Path, server: Server, url: str, platform: telegram.Server, webhooks: list[str]) -> None:
    """Has everybody send their photos, while one thing after another goes wrong."""
    chance, tally = random.Random(JOBS), Tally(may_repeat=frozenset({"telegram"}))
    people = [TelegramUser(platform, f"Person {number}") for number in range(PEOPLE)]
    crowd = Crowd([Regular(person, Habit(answers=(Kind.ASKED, Kind.MADE))) for person in people], chance, tally)
    begun = time.monotonic()
    async with cluster(folder, server, url, platform, webhooks) as parts:
        await parts.answering()
        running = asyncio.create_task(crowd.run(EACH))
        for fault in range(FAULTS):
            while tally.errands < (fault + 1) * JOBS // (FAULTS + 2):
                await tally.progress()
            await HARM[fault % len(HARM)](parts, chance)
        await running
        await crowd.settle()
    deaths = sum(HARM[fault % len(HARM)] in (kill_bot, cut_bot) for fault in range(FAULTS))
    fates = parts.fates()
    log.info("%d jobs, %d faults, %.0f s: %s, %s", tally.errands, FAULTS, time.monotonic() - begun, tally, fates)
    assert fates == [("done", 0, PEOPLE * EACH)]
    # Telegram can't tell a message that it has already from a new one. When a bot dies or is cut off one may be on its
    # way in each conversation; never a result, as that takes the place of the message before.
    assert not [text for text in tally.repeated if RESULT in text]
    tally.allow_repeats(PEOPLE * deaths)
    assert (tally.errands, tally.lost, tally.twice) == (PEOPLE * EACH, [], [])


def test_where_both_hear_behind_a_balancer_each_photo_is_answered_once(
    tmp_path: Path, server: Server, url: str
) -> None:
    async def scenario() -> None:
        ports = [free_port() for _ in range(BOTS)]
        async with telegram.Server(TOKEN, spec(), time.time) as platform, Balancer(ports) as balancer:
            hook = f"http://127.0.0.1:{balancer.port}/hook"
            options = [f'webhook = {{ url = "{hook}", port = {port} }}' for port in ports]
            await play(tmp_path, server, url, platform, options)
            assert all(balancer.taken[port] for port in ports)

    asyncio.run(scenario())


def test_where_one_stands_by_each_photo_is_answered_once(tmp_path: Path, server: Server, url: str) -> None:
    async def scenario() -> None:
        async with telegram.Server(TOKEN, spec(), time.time) as platform:
            await play(tmp_path, server, url, platform, [""] * BOTS)

    asyncio.run(scenario())
