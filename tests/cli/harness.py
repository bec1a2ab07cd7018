"""The command line as a person types it: each command in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROGRAM = sys.executable, str(ROOT / "main.py")


def run_bytes(
    *arguments: str | Path, cwd: Path, stdin: bytes = b"", stdout: int = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    """Runs a command to its end."""
    environment = {**os.environ, "COLUMNS": "100", "OMP_NUM_THREADS": "1"}
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        cwd=cwd,
        env=environment,
        input=stdin,
        stdout=stdout,
        stderr=subprocess.PIPE,
        timeout=120,
    )


def run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Runs a command to its end, and reads what it says."""
    result = run_bytes(*arguments, cwd=cwd)
    return subprocess.CompletedProcess(result.args, result.returncode, result.stdout.decode(), result.stderr.decode())


def assert_one_line(result: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The command failed, and said so in one line with these words in it."""
    assert result.returncode == code, result
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("error: ")
    for word in words:
        assert word in line
