"""Checkpoints come back as they were stored, whole or not at all."""

import asyncio
from itertools import count
from pathlib import Path

import pytest

from core.jobs.checkpoints import PIECE, Checkpoints
from core.model.job import Job, Order
from tests.core.jobs.harness import HOME, open_at

JOB = Job(order=Order(id="a", effect="counting", inputs={}, options={}), address=HOME, person="ann", created=0.0)


@pytest.mark.parametrize("size", [0, 1, PIECE, PIECE + 1, 3 * PIECE])
def test_any_size_is_kept_in_pieces_and_dropped_without_a_trace(tmp_path: Path, size: int) -> None:
    async def scenario() -> None:
        async with open_at(tmp_path) as store:
            ids = count()
            checkpoints = Checkpoints(store, lambda: 0.0, lambda: f"c{next(ids)}", keep=60.0)
            state = bytes(range(256)) * (size // 256) + bytes(size % 256)
            kept = await checkpoints.put(JOB, state)
            assert len(kept) == -(-size // PIECE)
            assert await checkpoints.read(kept) == (state or None)
            await checkpoints.drop(kept[-1:])
            assert await checkpoints.read(kept) is None
            await checkpoints.drop(kept)
            async with store.begin() as transaction:
                assert (await transaction.person_data("ann")).blobs == ()

    asyncio.run(scenario())
