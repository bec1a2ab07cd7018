"""A death for want of memory is told from others, and answered by less work; never for ever."""

import signal
from pathlib import Path
from typing import Any

import pytest

from core.jobs import out_of_memory
from core.model.job import JobState, Order
from tests.core.jobs.harness import RunnerHarness, play, run_until


class TestTold:
    @pytest.mark.parametrize(
        "error",
        [
            MemoryError(),
            RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 8589934592 bytes."),
            RuntimeError("[enforce fail at alloc_cpu.cpp:119] err == 0. DefaultCPUAllocator: can't allocate memory"),
            RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB"),
            RuntimeError("std::bad_alloc"),
        ],
    )
    def test_a_refusal(self, error: Exception) -> None:
        assert out_of_memory.is_refusal(error)

    @pytest.mark.parametrize("error", [RuntimeError("shapes differ"), ValueError("out of memory"), SystemExit()])
    def test_no_refusal(self, error: BaseException) -> None:
        assert not out_of_memory.is_refusal(error)

    @pytest.mark.parametrize(
        ("code", "before", "after", "is_it"),
        [
            (out_of_memory.EXIT_CODE, 3, 3, True),
            (-signal.SIGKILL, 3, 4, True),
            (-signal.SIGKILL, 3, 3, False),
            (-signal.SIGSEGV, 3, 4, False),
            (1, 3, 4, False),
        ],
    )
    def test_a_death(self, code: int, before: int, after: int, is_it: bool) -> None:
        assert out_of_memory.is_why(code, before, after) is is_it

    def test_the_system_counts_whom_it_kills(self, tmp_path: Path) -> None:
        assert out_of_memory.kills(tmp_path) == 0
        (tmp_path / "proc").mkdir()
        (tmp_path / "proc/vmstat").write_text("oom_kill_other 4\noom_kill 12\nnuma_hit 7\n")
        assert out_of_memory.kills(tmp_path) == 12


def smaller(order: Order) -> dict[str, Any] | None:
    """As the effect Counting has it: 512, 256, 128."""
    size = order.options["size"]
    return {**order.options, "size": size // 2} if size > 128 else None


class TestAnswered:
    def test_by_the_next_smaller_size_that_finds_room(self, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
        async def scenario(harness: RunnerHarness) -> None:
            await harness.order("a", steps=3, size=512, room=128)
            await run_until(harness, lambda: harness.ended)
            job = await harness.job("a")
            assert (job.state, job.order.options["size"], job.asked) == (JobState.DONE, 128, {"size": 512})
            assert await harness.steps("a") == (0, 3)

        play(tmp_path, scenario, smaller=smaller)
        assert "job a of counting ran out of memory: size 512 becomes 256" in caplog.text
        assert "job a of counting ran out of memory: size 256 becomes 128" in caplog.text

    def test_by_an_end_where_no_size_finds_room(self, tmp_path: Path) -> None:
        async def scenario(harness: RunnerHarness) -> None:
            await harness.order("a", steps=3, size=512, room=64)
            await run_until(harness, lambda: harness.ended)
            (job,) = harness.ended
            assert (job.state, job.reason, job.crashes) == (JobState.FAILED, "memory", 3)

        play(tmp_path, scenario, smaller=smaller)

    def test_by_the_same_again_where_there_is_nothing_smaller(
        self, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        async def scenario(harness: RunnerHarness) -> None:
            await harness.order("a", steps=3, size=512, room=64)
            await run_until(harness, lambda: harness.ended)
            (job,) = harness.ended
            assert (job.reason, job.order.options["size"], job.asked) == ("memory", 512, {})

        play(tmp_path, scenario)
        assert "ran out of memory: there is nothing smaller to try" in caplog.text

    def test_another_death_changes_no_size(self, tmp_path: Path) -> None:
        async def scenario(harness: RunnerHarness) -> None:
            await harness.order("a", steps=5, size=512, dies_at=2)
            await run_until(harness, lambda: harness.ended)
            (job,) = harness.ended
            assert (job.reason, job.order.options["size"]) == ("died", 512)

        play(tmp_path, scenario, smaller=smaller)
