"""The command ``worker``: what it is told, and what it refuses in a line. ``tests/cluster`` has it work."""

from pathlib import Path

import pytest

from cli.parameters import UsageError
from cli.worker import environments_of
from tests.cli.harness import assert_one_line, run


class TestEachWorkerProcess:
    def test_is_as_a_bots_own_by_default(self) -> None:
        assert environments_of("auto", 1, {}, 8) == [{}]

    def test_sees_its_gpu_alone(self) -> None:
        assert environments_of("cuda:0,cuda:3", 1, {"OMP_NUM_THREADS": "2"}, 8) == [
            {"CUDA_VISIBLE_DEVICES": "0"},
            {"CUDA_VISIBLE_DEVICES": "3"},
        ]

    def test_has_its_share_of_the_cores(self) -> None:
        share = {"CUDA_VISIBLE_DEVICES": "", "OMP_NUM_THREADS": "2"}
        assert environments_of("cpu", 3, {}, 8) == [share] * 3

    def test_has_one_thread_where_there_are_fewer_cores(self) -> None:
        assert environments_of("cpu", 4, {}, 2)[0]["OMP_NUM_THREADS"] == "1"

    @pytest.mark.parametrize(
        ("devices", "word"), [("gpu", "should be"), ("cpu,cuda:0", "should be"), ("cuda:1,cuda:1", "twice")]
    )
    def test_is_of_a_device_that_there_can_be(self, devices: str, word: str) -> None:
        with pytest.raises(UsageError, match=word):
            environments_of(devices, 1, {}, 8)


def test_at_sqlite_it_says_that_the_bot_works_itself(tmp_path: Path) -> None:
    (tmp_path / "plugins.toml").write_text("")
    assert_one_line(run("worker", cwd=tmp_path), 2, "plugins.toml: database", "postgresql+psycopg://")


def test_devices_that_there_can_not_be_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    assert_one_line(run("worker", "--devices", "gpu", cwd=tmp_path), 2, "auto, cpu, or GPUs")
