"""How much memory a process has."""

import os
import subprocess
from pathlib import Path

import pytest

from core.monitoring.memory import resident_bytes


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the system doesn't tell")
def test_this_one_has_some() -> None:
    assert 10_000_000 < resident_bytes(os.getpid()) < 10_000_000_000


def test_one_that_has_gone_has_none() -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    assert resident_bytes(process.pid) == 0
