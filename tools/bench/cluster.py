"""What the queue that workers share costs: ``python -m tools.bench.cluster DATABASE``, an empty PostgreSQL.

Jobs sleep in place of painting, as a machine has too few cores for eight paintings at once; all else is as it is.
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Annotated, Any
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from core.imaging import images
from core.jobs.scheduler import rank_of_new
from core.model.address import Address
from core.model.blob import Blob
from core.model.job import Job, Order
from core.model.person import PersonId
from core.model.store import Store
from storage.store import open_store
from tools.bench.process import ROOT
from tools.bounds import Bound, bounds_table

CONFIG = """
data = "{folder}"
database = "{database}"

[monitoring]
port = 0

[effects.sleeper]
plugin = "tools.bench.stand_in:Sleeper"
"""
PLACE = Address("bench", "local", "nowhere")
WORKERS = 1, 2, 4, 8
JOBS_A_WORKER = 15
PACE = {"strokes": 4, "seconds": 0.5}
WARM_UP = {"strokes": 10, "seconds": 1.0}
"""So long a job for each, and none gets two before all have started."""
TRIES, WAITING = 20, 1000
MOST_IDLE, MOST_WAITING = 0.05, 0.1
LEAST_LINEAR = 0.9
LOOK_EVERY = 0.25


@asynccontextmanager
async def worker(folder: Path, database: str, processes: int) -> AsyncIterator[None]:
    """The command ``worker`` with so many processes."""
    config = folder / "plugins.toml"
    config.write_text(CONFIG.format(folder=folder, database=database))
    command = [sys.executable, "main.py", "worker", "--config", str(config), "--devices", "cpu"]
    running = await asyncio.create_subprocess_exec(
        *command, "--processes", str(processes), cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    try:
        yield
    finally:
        running.terminate()
        await running.wait()


async def order(store: Store, photo: bytes, **options: Any) -> tuple[str, float]:
    """Orders a job for somebody new, in the transaction that records it; its id, and how long that took."""
    id, begun = uuid4().hex, time.time()
    person = PersonId.of("bench", "local", id)
    async with store.begin() as transaction:
        for slot in ("content", "style"):
            await transaction.put_blob(
                Blob(id=f"{id}-{slot}", person=person, kind="photo", data=photo, expires=begun + 3600)
            )
        inputs = {slot: f"{id}-{slot}" for slot in ("content", "style")}
        made = Order(id=id, effect="sleeper", inputs=inputs, options=options)
        rank = rank_of_new(await transaction.active_jobs(), person)
        await transaction.add_job(Job(order=made, address=PLACE, person=person, created=time.time(), rank=rank))
    return id, time.time() - begun


async def ended(store: Store, ids: Sequence[str]) -> list[Job]:
    """The jobs as soon as all have ended, in the order in which they were begun."""
    wanted = set(ids)
    while wanted:  # by one question, as the machine has others to answer
        await asyncio.sleep(LOOK_EVERY)
        async with store.begin() as transaction:
            wanted &= {job.id for job in await transaction.active_jobs()}
    async with store.begin() as transaction:
        found = [await transaction.job(id) for id in ids]
    return sorted((job for job in found if job is not None), key=lambda job: job.started or 0.0)


async def jobs_a_minute(store: Store, photo: bytes, workers: int) -> float:
    """How many are done by so many workers that have been at work before."""
    await ended(store, [(await order(store, photo, **WARM_UP))[0] for _ in range(workers)])
    ids = [(await order(store, photo, **PACE))[0] for _ in range(workers * JOBS_A_WORKER)]
    jobs = await ended(store, ids)
    seconds = max(job.ended or 0.0 for job in jobs) - min(job.started or 0.0 for job in jobs)
    return 60 * len(jobs) / seconds


async def idle_overhead(store: Store, photo: bytes) -> float:
    """Seconds from the order to the start where nothing else waits, the median."""
    found = []
    for _ in range(TRIES):
        id, taken = await order(store, photo, strokes=1, seconds=0.0)
        (job,) = await ended(store, [id])
        found.append(max(taken, (job.started or 0.0) - job.created))
    return median(found)


async def order_many(store: Store, photo: bytes) -> tuple[list[str], float]:
    """Jobs that wait, while nobody works on them, and the seconds that it took to order one of the last, the median."""
    ordered = [await order(store, photo, strokes=1, seconds=0.1) for _ in range(WAITING)]
    return [id for id, _ in ordered], median(taken for _, taken in ordered[-TRIES:])


async def between(store: Store, ids: Sequence[str]) -> float:
    """Seconds from the end of a job to the start of the next while all of these wait, the median."""
    begun = await ended(store, ids[:TRIES])
    return median((after.started or 0.0) - (before.ended or 0.0) for before, after in pairwise(begun))


async def measure(database: str, folder: Path) -> tuple[dict[int, float], tuple[float, float, float]]:
    """Jobs a minute by the number of workers; seconds from order to start, idle; to order one and between two, busy."""
    photo = images.save(images.load((ROOT / "samples/photo.jpg").read_bytes(), long_side=64), "PNG")
    found = {}
    async with open_store(database) as store:
        for workers in WORKERS:
            async with worker(folder, database, workers):
                found[workers] = await jobs_a_minute(store, photo, workers)
        async with worker(folder, database, 1):
            idle = await idle_overhead(store, photo)
        ids, to_order = await order_many(store, photo)
        async with worker(folder, database, 1):
            return found, (idle, to_order, await between(store, ids))


def main(
    database: Annotated[str, typer.Argument(help="postgresql+psycopg://..., an empty database.")],
) -> None:
    """Measure the queue that workers share, with jobs that sleep in place of painting."""
    with tempfile.TemporaryDirectory() as folder:
        rates, (idle, to_order, between_two) = asyncio.run(measure(database, Path(folder)))
    table = Table("workers", "jobs a minute", "of linear", title="jobs that sleep 2 s in place of painting")
    for workers, rate in rates.items():
        table.add_row(str(workers), f"{rate:.1f}", f"{rate / (workers * rates[1]):.0%}")
    bounds = [
        *(
            Bound(f"{workers} workers: share of linear", rate / (workers * rates[1]), ">=", LEAST_LINEAR)
            for workers, rate in rates.items()
        ),
        Bound("order to start, idle, in seconds", idle, "<=", MOST_IDLE),
        Bound(f"{WAITING} waiting, in seconds: to order one", to_order, "<=", MOST_WAITING),
        Bound(f"{WAITING} waiting, in seconds: from end to start", between_two, "<=", MOST_WAITING),
    ]
    Console().print(table, bounds_table(bounds))
    sys.exit(0 if all(bound.reached for bound in bounds) else 1)


if __name__ == "__main__":
    typer.run(main)
