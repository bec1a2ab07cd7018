"""PyTorch gets as many threads as the process may use cores, and they don't spin for long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.jobs import threads

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PyTorch has another OpenMP")


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The root of a made-up system whose affinity gives the process 8 cores."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _process: set(range(8)))
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


class TestUsableCores:
    def test_without_cgroups_they_are_those_of_the_affinity(self, system: Path) -> None:
        assert threads.usable_cores(system) == 8

    @pytest.mark.parametrize(
        ("limit", "cores"),
        [("max 100000", 8), ("200000 100000", 2), ("150000 100000", 2), ("1000 100000", 1), ("9900000 100000", 8)],
    )
    def test_a_quota_of_version_2_lessens_them_and_a_part_counts_as_one(
        self, system: Path, limit: str, cores: int
    ) -> None:
        write(system / "proc/self/cgroup", "0::/user.slice/atelier\n")
        write(system / "sys/fs/cgroup/user.slice/atelier/cpu.max", f"{limit}\n")
        assert threads.usable_cores(system) == cores

    @pytest.mark.parametrize(("quota", "cores"), [(-1, 8), (300_000, 3)])
    def test_so_does_one_of_version_1(self, system: Path, quota: int, cores: int) -> None:
        write(system / "proc/self/cgroup", "5:memory:/\n4:cpu,cpuacct:/docker/atelier\n")
        write(system / "sys/fs/cgroup/cpu/docker/atelier/cpu.cfs_quota_us", f"{quota}\n")
        write(system / "sys/fs/cgroup/cpu/docker/atelier/cpu.cfs_period_us", "100000\n")
        assert threads.usable_cores(system) == cores

    def test_the_least_quota_on_the_way_up_counts(self, system: Path) -> None:
        write(system / "proc/self/cgroup", "0::/outer/inner\n")
        write(system / "sys/fs/cgroup/outer/inner/cpu.max", "400000 100000\n")
        write(system / "sys/fs/cgroup/outer/cpu.max", "200000 100000\n")
        assert threads.usable_cores(system) == 2

    def test_in_a_container_the_root_is_the_processs_own_cgroup(self, system: Path) -> None:
        write(system / "proc/self/cgroup", "0::/system.slice/of-the-host\n")
        write(system / "sys/fs/cgroup/cpu.max", "100000 100000\n")
        assert threads.usable_cores(system) == 1


class TestOpenmp:
    def test_threads_are_as_many_as_cores_and_spin_shortly(self) -> None:
        added = threads.openmp({"PATH": "/bin"})
        assert added == {"OMP_NUM_THREADS": str(threads.usable_cores()), "GOMP_SPINCOUNT": "1000"}

    @pytest.mark.parametrize(
        ("variable", "added"),
        [
            ("OMP_NUM_THREADS", {"GOMP_SPINCOUNT"}),
            ("OMP_WAIT_POLICY", {"OMP_NUM_THREADS"}),
            ("GOMP_SPINCOUNT", {"OMP_NUM_THREADS"}),
        ],
    )
    def test_what_the_operator_set_stays(self, variable: str, added: set[str]) -> None:
        assert threads.openmp({variable: "3"}).keys() == added

    def test_pytorch_heeds_what_a_process_sets_before_it_imports_it(self) -> None:
        program = (
            "import os; from core.jobs import threads; os.environ.update(threads.openmp({}), OMP_NUM_THREADS='1');"
            "os.environ['OMP_DISPLAY_ENV'] = 'verbose'; import torch; print(torch.get_num_threads())"
        )
        result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert result.stdout == "1\n"
        assert "GOMP_SPINCOUNT = '1000'" in result.stderr
