"""A group is told the same of the same person once in a while."""

from core.engine.group_words import WORD_SECONDS, GroupWords
from core.model.address import Address
from core.model.person import PersonId

GROUP = Address("fake", "one", "group")
ANN, BEN = (PersonId.of("fake", "one", name) for name in ("ann", "ben"))


def test_the_same_is_due_again_when_the_time_is_over() -> None:
    now = 1000.0
    words = GroupWords(lambda: now)
    assert words.is_due(GROUP, ANN, "told")
    now += WORD_SECONDS - 1
    assert not words.is_due(GROUP, ANN, "told")
    now += 1
    assert words.is_due(GROUP, ANN, "told")


def test_another_word_another_person_and_another_place_are_due_all_the_same() -> None:
    words = GroupWords(lambda: 1000.0)
    assert words.is_due(GROUP, ANN, "told")
    assert words.is_due(GROUP, ANN, "untold")
    assert words.is_due(GROUP, BEN, "told")
    assert words.is_due(GROUP._replace(thread="7"), ANN, "told")
