"""Each answer that is owed is there once, or it is told what is there instead."""

from collections import Counter

from tests.chaos.ledger import Account, Kind, Line, Tally, reckon

BEFORE = [Line("1", Kind.MADE, "drawing 1")]
MADE, SORRY = Line("2", Kind.MADE, "drawing 2"), Line("3", Kind.OTHER, "sorry")
ONE = Counter([Kind.MADE])


class TestReckon:
    def test_what_is_owed_and_there_is_well(self) -> None:
        assert reckon(BEFORE, [*BEFORE, MADE], ONE) == Account()

    def test_what_was_there_before_counts_for_nothing(self) -> None:
        assert reckon(BEFORE, BEFORE, ONE) == Account(lost=("nothing",))

    def test_another_word_is_no_answer(self) -> None:
        assert reckon(BEFORE, [*BEFORE, SORRY], ONE) == Account(lost=("sorry",))

    def test_an_answer_that_comes_again_is_too_much(self) -> None:
        again = Line("4", Kind.MADE, "drawing 2 again")
        assert reckon(BEFORE, [*BEFORE, MADE, again], ONE) == Account(twice=("drawing 2 again",))

    def test_a_word_beside_the_answer_is_too_much(self) -> None:
        assert reckon(BEFORE, [*BEFORE, SORRY, MADE], ONE) == Account(twice=("sorry",))

    def test_answers_of_several_kinds_are_owed(self) -> None:
        asked = Line("2", Kind.ASKED, "now the style")
        owed = Counter([Kind.ASKED, Kind.MADE])
        assert reckon(BEFORE, [*BEFORE, asked], owed) == Account(lost=("nothing",))
        assert reckon(BEFORE, [*BEFORE, asked, SORRY], owed) == Account(lost=("sorry",))


class TestTally:
    def test_what_is_said_twice_where_that_can_not_be_helped_is_kept_apart(self) -> None:
        tally = Tally(frozenset(["telegram"]))
        tally.enter("Ann", "telegram", Account(twice=("hello",)))
        tally.enter("Bob", "web", Account(lost=("nothing",), twice=("hello",)))
        assert (tally.lost, tally.twice, tally.repeated) == (["Bob: nothing"], ["Bob: hello"], ["Ann: hello"])

    def test_what_is_said_twice_more_often_than_can_be_excused_is_said_twice(self) -> None:
        tally = Tally(frozenset(["telegram"]))
        tally.enter("Ann", "telegram", Account(twice=("one", "two")))
        tally.allow_repeats(1)
        assert (tally.twice, tally.repeated) == (["Ann: two"], ["Ann: one"])
