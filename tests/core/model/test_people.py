"""Whom the bot works for: those in charge in any case, else whom the operator lets in and nobody has banned."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.people import People, Restriction
from core.model.person import PersonId

ANN, BEN, CAT = (PersonId.of("web", "local", name) for name in ("ann", "ben", "cat"))
FREE, BANNED = Restriction(), Restriction(banned=True)


class TestPeople:
    def test_without_a_word_everybody_is_welcome_who_is_not_banned(self) -> None:
        assert People().admits(ANN, FREE)
        assert not People().admits(ANN, BANNED)

    def test_whom_the_operator_denies_is_not(self) -> None:
        assert not People(deny={ANN}).admits(ANN, FREE)
        assert People(deny={ANN}).admits(BEN, FREE)

    def test_where_some_are_allowed_nobody_else_is_but_those_in_charge(self) -> None:
        people = People(admins={ANN}, allow={BEN})
        assert [people.admits(who, FREE) for who in (ANN, BEN, CAT)] == [True, True, False]

    def test_an_empty_list_of_those_allowed_allows_nobody(self) -> None:
        assert not People(allow=set()).admits(ANN, FREE)

    def test_whoever_is_allowed_may_be_banned_all_the_same(self) -> None:
        assert not People(allow={BEN}).admits(BEN, BANNED)

    def test_nobody_bans_those_in_charge(self) -> None:
        assert People(admins={ANN}).admits(ANN, BANNED)


class TestPersonId:
    @given(st.tuples(*[st.text(min_size=1)] * 3))
    def test_what_is_printed_is_read_again(self, parts: tuple[str, str, str]) -> None:
        person = PersonId.of(*parts)
        assert PersonId.parse(str(person)) == person
        assert person.id == parts[2]

    @pytest.mark.parametrize("text", ["", "ann", "web:ann", "web:local:", "web:local:ann:1", "web:my page:ann"])
    def test_what_no_person_is_called_is_refused(self, text: str) -> None:
        with pytest.raises(ValueError, match="as /whoami tells it: adapter:account:id"):
            PersonId.parse(text)
