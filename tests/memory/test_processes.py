"""What processes take is found for each, and for those that they started."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from core.jobs.confinement import Confinement
from core.jobs.worker_process import MODULE
from tests.memory.cgroup import memory_cgroup
from tests.memory.processes import BOT, DECODER, KEEPER, PAINTER, sizes

MB = 1_000_000
HOLD = "held = bytearray({size}); print('held', flush=True); input()"
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1], *sys.argv[2:]])"


@contextmanager
def started(*command: str) -> Iterator[subprocess.Popen[str]]:
    """A process that has said a line, until it is left."""
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline()
        try:
            yield process
        finally:
            process.communicate("\n")


class TestSizes:
    def test_of_a_process_and_of_the_one_that_it_started(self) -> None:
        with started(sys.executable, "-c", PARENT, HOLD.format(size=50 * MB)) as process:
            found = sizes(process.pid)
        assert set(found) == {KEEPER, BOT}
        assert 50 * MB < found[BOT] < 70 * MB
        assert 0 < found[KEEPER] < 20 * MB

    @pytest.mark.parametrize(
        ("confinement", "role"), [(Confinement(), PAINTER), (Confinement(memory=1 << 33), DECODER)]
    )
    def test_a_child_of_the_bots_is_known_by_what_it_may_have(self, confinement: Confinement, role: str) -> None:
        innermost = ["-c", HOLD.format(size=MB), "-m", MODULE, confinement.to_argument()]
        child = f"import subprocess, sys; subprocess.run([sys.executable, *{innermost!r}])"
        with started(sys.executable, "-c", PARENT, child) as process:
            assert set(sizes(process.pid)) == {KEEPER, BOT, role}

    def test_a_process_that_is_gone_takes_nothing(self) -> None:
        process = subprocess.Popen([sys.executable, "-c", "pass"])
        process.wait()
        assert sizes(process.pid).total() == 0


class TestCgroup:
    def test_who_takes_more_than_there_is_is_killed_and_counted(self) -> None:
        with memory_cgroup(64 * MB) as group:
            if group is None:
                pytest.skip("no control group may be made here")
            command = [sys.executable, "-c", "held = bytearray({}); print(len(held))"]
            assert subprocess.run(group.command([command[0], "-c", command[2].format(MB)]), check=False).returncode == 0
            assert group.kills == 0
            subprocess.run(group.command([command[0], "-c", command[2].format(200 * MB)]), check=False)
            assert group.kills == 1
            folder = group.folder
        assert not folder.exists()
