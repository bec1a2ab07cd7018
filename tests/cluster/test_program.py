"""The whole program at a PostgreSQL: photos at the page, painted by a worker elsewhere or beside the bot."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from core.model.job import Job
from storage.store import open_store
from tests.chaos.program import Program, Visitor, done
from tests.cluster.harness import LOOK_EVERY, TIMEOUT, Worker

SLOW_TINT = """
[effects.slow-tint]
plugin = "tests.chaos.harness:SlowTint"
"""


async def talk(visitor: Visitor) -> None:
    """Two photos, their painting, and a stronger one."""
    await visitor.photo("teal")
    await visitor.photo("gold")
    items = await visitor.until(lambda items: len(done(items)) == 1)
    buttons = [button["id"] for row in done(items)[-1]["buttons"] for button in row]
    await visitor.press(next(button for button in buttons if button.startswith("stronger:")))
    await visitor.until(lambda items: len(done(items)) == 2)


def play(program: Program, scenario: Callable[[Visitor], Awaitable[None]]) -> None:
    async def play_it() -> None:
        visitor = Visitor(program.url)
        try:
            await program.start()
            await visitor.enter()
            await scenario(visitor)
            assert await program.stop() == 0
        finally:
            program.end()
            await visitor.close()

    asyncio.run(play_it())


def test_a_bot_alone_has_jobs_wait_until_there_is_a_worker(tmp_path: Path, url: str, unused_port: int) -> None:
    program = Program(tmp_path, unused_port, more=f'database = "{url}"')

    async def job_that_waits() -> Job:
        async with asyncio.timeout(TIMEOUT), open_store(url) as store:
            while True:
                async with store.begin() as transaction:
                    jobs = await transaction.active_jobs()
                if jobs:
                    return jobs[0]
                await asyncio.sleep(LOOK_EVERY)

    async def scenario(visitor: Visitor) -> None:
        talking = asyncio.create_task(talk(visitor))
        assert (await job_that_waits()).attempt == 0
        worker = Worker(tmp_path, "worker", url, more=SLOW_TINT)
        await worker.start()
        try:
            await talking
        finally:
            await worker.end()

    play(program, scenario)


def test_the_bot_paints_beside_itself_where_it_is_told_to(tmp_path: Path, url: str, unused_port: int) -> None:
    program = Program(tmp_path, unused_port, more=f'database = "{url}"\n[cluster]\nworker = true\n')

    async def scenario(visitor: Visitor) -> None:
        await talk(visitor)

    play(program, scenario)
