"""Figures beside what is needed of them."""

import pytest
from rich.console import Console

from tools.bounds import Bound, bounds_table


@pytest.mark.parametrize(
    ("found", "relation", "reached"),
    [(1.0, "<=", True), (1.0, ">=", True), (1.1, "<=", False), (0.9, ">=", False), (float("nan"), "<=", False)],
)
def test_a_bound_is_reached_from_its_own_side(found: float, relation: str, *, reached: bool) -> None:
    assert Bound("a figure", found, relation, 1.0).reached is reached


def test_the_table_says_what_falls_short() -> None:
    console = Console(width=80)
    with console.capture() as captured:
        console.print(bounds_table([Bound("good", 2, ">=", 1), Bound("bad", 2, "<=", 1)]))
    good, bad = (line for line in captured.get().splitlines() if "good" in line or "bad" in line)
    assert "falls short" in bad
    assert "falls short" not in good
