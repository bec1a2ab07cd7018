"""Workers as processes of their own, a bot that they work for, and a PostgreSQL that can be restarted."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from PIL import Image
from sqlalchemy import make_url

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.jobs.cluster_runner import SILENT_SECONDS, ClusterRunner
from core.jobs.runner import RunnerConfig
from core.jobs.scheduler import rank_of_new
from core.model.address import Address
from core.model.blob import Blob
from core.model.job import Job, Order
from core.model.person import PersonId
from core.model.reply import Reply
from core.plugins.discovery import NoOptions
from core.plugins.installed_effect import install
from effects.style_transfer.effect import StyleTransfer
from effects.style_transfer.options import StyleTransferConfig
from storage.shared_queue import Listener, SqlQueue
from storage.store import SqlStore, open_store
from tests.chaos.link import Link
from tests.conftest import picture
from tests.core.engine.harness import FakeAdapter
from tools.bench.stand_in import Sleeper

ROOT = Path(__file__).parents[2]
JOBS = int(os.environ.get("CLUSTER_JOBS", "12"))
FAULTS = int(os.environ.get("CLUSTER_FAULTS", "3"))
CUT_SECONDS = 16.0
"""Longer than a silence may be, and than a job may lie idle."""
TIMEOUT = 90.0
LOOK_EVERY = 0.05
CONFIG = """
data = "{folder}/data"
database = "{url}"

[monitoring]
port = {port}

[effects.sleeper]
plugin = "tools.bench.stand_in:Sleeper"

[effects.style-transfer]
"""


def photo(size: tuple[int, int] = (40, 32)) -> bytes:
    buffer = BytesIO()
    picture(*size, seed=1).save(buffer, "PNG")
    return buffer.getvalue()


def through(link: Link, url: str) -> str:
    """The address of a database at the far end of a line."""
    near = make_url(url).set(host="127.0.0.1", port=link.port, query={})
    return near.render_as_string(hide_password=False)


class Worker:
    """``python main.py worker``, whose log is a file of its own; monitors ask on ``port``."""

    def __init__(self, folder: Path, name: str, url: str, *arguments: str, more: str = "", port: int = 0) -> None:
        self._config = folder / f"{name}.toml"
        self._config.write_text(CONFIG.format(folder=folder, url=url, port=port) + more)
        self._log = folder / f"{name}.log"
        self._arguments = arguments

    async def start(self) -> None:
        command = [sys.executable, "main.py", "worker", "--verbose", "--config", str(self._config), *self._arguments]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command, cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def kill(self) -> None:
        """kill -9, as a machine's end is."""
        self.signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        self.signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), TIMEOUT)

    async def end(self) -> None:
        """Whatever state it is in, it is gone afterwards."""
        if self._process.returncode is None:
            await self.kill()

    @property
    def log(self) -> str:
        return self._log.read_text()


class Office:
    """A bot at the database with a platform that takes everything, and those who order and look."""

    def __init__(self, url: str, store: SqlStore) -> None:
        self.platform = FakeAdapter()
        self.store, self.queue = store, SqlQueue(store)
        self._ordered = 0
        effects = {
            "sleeper": Sleeper(NoOptions(), Path()),
            "style-transfer": StyleTransfer(StyleTransferConfig(), Path()),
        }
        self.bot = Bot(
            store,
            Plugins({"fake": self.platform}, {"sleeper": Sleeper}, {}),
            Rules(install(effects, framework_texts())),
            RunnerConfig(),
            clock=time.time,
            token=lambda: uuid4().hex,
            make_runner=partial(ClusterRunner, self.queue, Listener(url)),
        )

    async def order(self, id: str, person: str = "ann", effect: str = "sleeper", **options: Any) -> None:
        """Orders a job, with its status message, as a turn does."""
        data = photo((256, 192)) if effect == "style-transfer" else photo()
        self._ordered += 1
        whose, place = self.person(person), Address("fake", "one", person)
        async with self.store.begin() as transaction:
            for slot in ("content", "style"):
                blob = Blob(id=f"{id}-{slot}", person=whose, kind="photo", data=data, expires=time.time() + 3600)
                await transaction.put_blob(blob)
            inputs = {slot: f"{id}-{slot}" for slot in ("content", "style")}
            order = Order(id=id, effect=effect, inputs=inputs, options=options)
            rank = rank_of_new(await transaction.active_jobs(), whose)
            created = time.time()
            await transaction.add_job(Job(order=order, address=place, person=whose, created=created, rank=rank))
            await transaction.post(place, whose, Reply(text="ordered", job=id), created)
        self.bot._outbox.wake()

    async def job(self, id: str) -> Job:
        async with self.store.begin() as transaction:
            job = await transaction.job(id)
        assert job is not None
        return job

    async def until(self, condition: Callable[[Job], bool], id: str) -> Job:
        """The job as soon as it is as the condition wants it."""
        async with asyncio.timeout(TIMEOUT):
            while not condition(job := await self.job(id)):
                await asyncio.sleep(LOOK_EVERY)
        return job

    async def cancel(self, id: str) -> None:
        """As the engine has it done once somebody has pressed Cancel."""
        await self.bot._runner.cancel(id)

    async def workers(self, count: int) -> None:
        """Returns when so many are alive."""
        async with asyncio.timeout(TIMEOUT):
            while await self.queue.alive(SILENT_SECONDS) < count:
                await asyncio.sleep(LOOK_EVERY)

    async def begun_with(self, job: Job) -> int:
        """The stroke with which the last attempt at a job began that is done."""
        assert job.result is not None
        async with self.store.begin() as transaction:
            blob = await transaction.blob(job.result)
        assert blob is not None
        pixel = Image.open(BytesIO(blob.data)).getpixel((0, 0))
        assert isinstance(pixel, tuple)
        return int(pixel[0])

    def person(self, name: str) -> PersonId:
        return PersonId.of("fake", "one", name)

    async def delivered(self, count: int, seconds: float) -> Counter[str]:
        """How often each job's picture was delivered, when so many were or the time is over."""
        try:
            async with asyncio.timeout(seconds):
                while self._pictures().total() < count:
                    await asyncio.sleep(LOOK_EVERY)
        except TimeoutError:
            pass
        return self._pictures()

    def _pictures(self) -> Counter[str]:
        told = [message for _, message in (*self.platform.sent, *self.platform.edited)]
        ends = [one.kept.job for one in told if one.picture is not None and one.progress is None]
        return Counter(job for job in ends if job is not None)


@asynccontextmanager
async def office(url: str) -> AsyncIterator[Office]:
    """The bot, running."""
    async with open_store(url) as store:
        made, stop = Office(url, store), asyncio.Event()
        running = asyncio.create_task(made.bot.run(stop))
        try:
            yield made
        finally:
            stop.set()
            await running
