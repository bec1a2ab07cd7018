"""What the benchmark counts and concludes; the times themselves are no test's business."""

import pytest
import torch

from tools import bench, original
from tools.bench import Row


def test_operations_of_a_step_are_those_of_vgg19() -> None:
    counted = 0

    def count(module: torch.nn.Conv2d, _inputs: tuple[torch.Tensor], output: torch.Tensor) -> None:
        nonlocal counted
        counted += 2 * output.numel() * module.in_channels * 9

    network = original.vgg19()
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.register_forward_hook(count)
    with torch.no_grad():
        network(torch.rand(1, 3, 64, 64))
    assert bench.step_flop(64) == pytest.approx(2 * counted)


def test_each_bound_is_judged_by_its_own_figure() -> None:
    rows = {
        name: Row(name, seconds, megabytes)
        for name, seconds, megabytes in [
            ("the original", 100, 1000),
            ("classic, fp32", 20, 500),
            ("classic, bf16", 10, 400),
            ("fine, 256 px", 4, 390),
            ("fine, 512 px", 8, 500),
            ("fine, 1024 px", 40, 1300),
        ]
    }
    found = {name: figure for name, figure, *_ in bench.judge(rows, step=1.2, difference=1e-6)}
    assert found["classic, fp32: times as fast"] == 5
    assert found["classic, bf16: times as fast"] == 10
    assert found["fine, 256 px: times as fast"] == 25
    assert found["fine, 1024 px: time over that of 512 px"] == 5
    assert found["fine, 1024 px: peak in MB"] == 1300


def test_a_process_is_timed_and_weighed() -> None:
    row = bench.measure("large", ["-c", "x = b'1' * 1_000_000_000"])
    assert row.seconds > 0
    assert 950 < row.megabytes < 1000


def test_a_process_that_fails_stops_the_run() -> None:
    with pytest.raises(SystemExit, match="failing failed"):
        bench.measure("failing", ["-c", "raise SystemExit(3)"])
