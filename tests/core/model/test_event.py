"""An event is somebody's, somewhere: what is answered there can be kept and read again."""

import pytest
from pydantic import ValidationError

from core.model.address import Address
from core.model.event import TextSent
from core.model.person import Person

ANN = Person(id="ann")


@pytest.mark.parametrize("where", [Address("telegram", "bot", ""), Address("", "bot", "7"), Address("web", "", "7")])
def test_it_happens_nowhere_that_no_answer_could_be_kept_for(where: Address) -> None:
    with pytest.raises(ValidationError):
        TextSent(id="1", address=where, sender=ANN, text="hello")


@pytest.mark.parametrize("where", [Address("telegram", "bot", "-100:7", "1"), Address("web", "page", "é %")])
def test_any_other_place_will_do(where: Address) -> None:
    assert TextSent(id="1", address=where, sender=ANN, text="hello").address == where
