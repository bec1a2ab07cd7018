"""A short form of ``make chaos``: those faults that are over soon, with somebody on each platform."""

import asyncio
from pathlib import Path

from tests.chaos.fault_context import SHORT
from tests.chaos.faults import FAULTS
from tests.chaos.rounds import rounds

SEED = 0
NAMES = (
    *("kill -9 of the bot", "kill -9 of the worker", "SIGTERM under load", "full disk", "database locked"),
    *("telegram cut in the middle of answers", "discord down", "clock jumps an hour back"),
    *("malformed updates", "broken pictures", "memory limit reached"),
)


def test_nothing_is_lost_or_said_twice_and_healthz_tells_the_truth(tmp_path: Path) -> None:
    faults = [fault for fault in FAULTS if fault.name in NAMES]
    assert len(faults) == len(NAMES)

    async def scenario() -> None:
        async for one in rounds(tmp_path, faults, SHORT, SEED):
            assert one.why_not or one.went_well, one.told
            assert one.why_not or one.tally.errands > 0, one.fault.name

    asyncio.run(scenario())
