"""Pauses between tries: longer each time, never too long, and spread out."""

from hypothesis import given
from hypothesis import strategies as st

from core.plugins.backoff import backoff

failures = st.integers(1, 10_000)
chances = st.floats(0, 1)


def test_they_double_until_they_are_the_longest() -> None:
    assert [backoff(n, first=0.5, longest=3.0) for n in range(1, 6)] == [0.5, 1.0, 2.0, 3.0, 3.0]


@given(failures, chances)
def test_chance_takes_up_to_a_half_away(n: int, chance: float) -> None:
    whole = backoff(n, first=1.0, longest=600.0)
    assert whole / 2 <= backoff(n, first=1.0, longest=600.0, chance=chance) <= whole
    assert backoff(n, first=1.0, longest=600.0, chance=0) == whole / 2
