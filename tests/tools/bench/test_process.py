"""How processes are timed and weighed; the times themselves are no test's business."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.bench import process
from tools.bench.process import Row


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_a_process_is_timed_and_weighed() -> None:
    row = process.measure("large", python("x = b'1' * 1_000_000_000"))
    assert row.seconds > 0
    assert 950 < row.megabytes < 1000


def test_a_process_runs_in_the_folder_it_belongs_to(tmp_path: Path) -> None:
    process.measure("here", python("open('found', 'w').close()"), tmp_path)
    assert (tmp_path / "found").exists()


def test_a_process_that_fails_stops_the_run() -> None:
    with pytest.raises(SystemExit, match="failing failed"):
        process.measure("failing", python("raise SystemExit(3)"))


def test_threads_are_counted_for_a_process_and_how_they_wait_is_its_own_affair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "PASSIVE")
    monkeypatch.setenv("OMP_NUM_THREADS", "64")
    monkeypatch.setenv("HOME", "/somewhere")
    found = process.environment()
    assert found["OMP_NUM_THREADS"] == "2"
    assert "OMP_WAIT_POLICY" not in found
    assert found["HOME"] == "/somewhere"


def test_several_runs_count_by_their_median_time_and_greatest_peak() -> None:
    rows = [Row("a", seconds, megabytes) for seconds, megabytes in ((3, 10), (1, 30), (2, 20))]
    assert process.summary(rows) == Row("a", 2, 30)


def test_busy_processes_work_until_the_block_ends() -> None:
    with process.busy(2) as working:
        assert [each.poll() for each in working] == [None, None]
    assert all(each.returncode for each in working)


def test_busy_processes_end_if_what_is_beside_them_fails() -> None:
    working: list[subprocess.Popen[bytes]] = []

    def fail() -> None:
        with process.busy(1) as several:
            working.extend(several)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert working[0].returncode
