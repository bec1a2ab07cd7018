"""How much memory a process has."""

import os
import subprocess
from pathlib import Path

import pytest

from core.monitoring.memory import machine, resident_bytes


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system doesn't tell")
def test_this_one_has_some() -> None:
    assert 10_000_000 < resident_bytes(os.getpid()) < 10_000_000_000


def test_one_that_has_gone_has_none() -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    assert resident_bytes(process.pid) == 0


def test_a_bot_has_the_memory_of_all_its_processes_and_the_disk_that_its_folder_is_on(tmp_path: Path) -> None:
    found = machine(tmp_path, "1.2", {"worker": os.getpid(), "gone": 2**22 + 1})
    assert found.version == "1.2"
    assert found.memory.keys() == {"bot", "worker", "gone"}
    assert (found.memory["bot"] > 0) is Path("/proc/self/statm").exists()
    assert found.memory["gone"] == 0
    assert found.free_bytes > 0
