"""What a process has freed goes back to the system, though something small lies between the pieces."""

import subprocess
import sys

import pytest

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
