"""A child that the system kills for want of memory is known to have died of that, and the bot lives on."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.memory.cgroup import memory_cgroup

ROOT = Path(__file__).parents[2]
LIMIT = 200_000_000
BOT = """
import asyncio
from core.jobs.work import Work
from core.jobs.worker_process import WorkerProcess
from tests.core.jobs import sample_work

async def main():
    worker = WorkerProcess("painter")
    print(await worker.run(Work(sample_work.greedy, {})))
    await worker.close()

asyncio.run(main())
"""


def test_it_is_told_from_other_kills() -> None:
    with memory_cgroup(LIMIT) as group:
        if group is None:
            pytest.skip("no control group may be made here")
        command = group.command([sys.executable, "-c", BOT])
        said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True).stdout
        assert group.kills == 1
    assert said == "Died(fate='out of memory', memory=True)\n"
