"""The limit of open files, in a process of its own: no other one has to live with it."""

import subprocess
import sys

SCRIPT = """
import resource
from cli.open_files import allow_many_files
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
allow_many_files()
print(*resource.getrlimit(resource.RLIMIT_NOFILE))
"""


def limits(soft: int, hard: int) -> tuple[int, int]:
    """What is left of a soft and a hard limit."""
    script = SCRIPT.format(soft=soft, hard=hard)
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    soft, hard = map(int, done.stdout.split())
    return soft, hard


def test_the_process_may_have_as_many_as_the_system_lets_it() -> None:
    assert limits(64, 300) == (300, 300)


def test_what_is_enough_stays_as_it_is() -> None:
    assert limits(300, 300) == (300, 300)
