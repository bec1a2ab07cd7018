"""A memory that forgets."""

from hypothesis import given
from hypothesis import strategies as st

from core.plugins.recent import Recent


def test_the_oldest_is_forgotten_first() -> None:
    memory: Recent[str, int] = Recent(2)
    for number, key in enumerate("abc"):
        memory.put(key, number)
    assert ("a" in memory, memory.get("b"), memory.get("c")) == (False, 1, 2)


def test_what_is_put_again_is_the_newest() -> None:
    memory: Recent[str, int] = Recent(2)
    for key in "abac":
        memory.put(key, 0)
    assert ("a" in memory, "b" in memory) == (True, False)


def test_what_is_dropped_is_unknown_and_may_be_dropped_again() -> None:
    memory: Recent[str, int] = Recent(2)
    memory.put("a", 1)
    memory.drop("a")
    memory.drop("a")
    assert memory.get("a") is None


@given(st.integers(1, 5), st.lists(st.integers(0, 9)))
def test_it_never_holds_more_than_it_may(size: int, keys: list[int]) -> None:
    memory: Recent[int, int] = Recent(size)
    for key in keys:
        memory.put(key, key)
        assert memory.get(key) == key
        assert len(memory) <= size


def test_all_that_is_known_is_had_the_oldest_first() -> None:
    memory: Recent[str, int] = Recent(2)
    for key, value in (("a", 1), ("b", 2), ("c", 3), ("b", 4)):
        memory.put(key, value)
    assert memory.items() == (("c", 3), ("b", 4))
