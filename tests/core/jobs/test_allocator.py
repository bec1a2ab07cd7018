"""What a process has freed goes back to the system, and so does what it has read of its libraries."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from core.jobs.allocator import give_back_code

LEFT = """
import resource
from pathlib import Path
from core.jobs.allocator import give_back_freed_blocks, give_back_small_blocks

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

give_back_freed_blocks()
bytearray(16 << 20)  # freed, it has glibc take what is smaller for small
before = resident()
blocks, between = [], []
for _ in range(60):
    blocks.append(bytearray({size}))
    between.append(bytes(1000))
blocks.clear()
{then}
print((resident() - before) // 1_000_000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc is told")
@pytest.mark.parametrize(
    ("size", "then"), [(2 << 20, ""), (1 << 18, "give_back_small_blocks()")], ids=["large ones at once", "small ones"]
)
def test_it_goes_back(size: int, then: str) -> None:
    code = LEFT.format(size=size, then=then)
    left = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, check=True).stdout
    assert int(left) < 5


CODE = """
import ssl, sqlite3, numpy
from pathlib import Path
from core.jobs.allocator import give_back_code

def resident():
    status = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in status if line.startswith("RssFile:")).split()[1])

before = resident()
give_back_code()
print(resident() / before)
import hashlib
print(hashlib.new("sha256", bytes(numpy.arange(3, dtype="u1"))).hexdigest()[:8])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux is told")
def test_code_is_given_back_and_goes_on_working() -> None:
    said = subprocess.run([sys.executable, "-c", CODE], stdout=subprocess.PIPE, text=True, check=True).stdout
    left, digest = said.split()
    assert float(left) < 0.5
    assert digest == hashlib.sha256(bytes([0, 1, 2])).hexdigest()[:8]


def test_a_system_that_tells_nothing_of_its_memory_is_none_the_worse(tmp_path: Path) -> None:
    give_back_code(tmp_path / "smaps")
