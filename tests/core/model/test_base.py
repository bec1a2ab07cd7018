"""What is wrong with data is said without the data: it may be what a person wrote."""

import pytest
from pydantic import ValidationError

from core.model.event import EVENT, TextSent


def test_what_a_person_wrote_is_in_no_error() -> None:
    wrong = {
        "kind": "text",
        "id": 7,
        "address": "web:web:me",
        "sender": "the-milkman knows",
        "text": ["4711"],
        "odd": "secret",
    }
    for read in (TextSent.model_validate, EVENT.validate_python):
        with pytest.raises(ValidationError) as raised:
            read(wrong)
        assert not [word for word in ("milkman", "knows", "4711", "secret") if word in str(raised.value)]


def test_nor_is_one_that_is_no_object_at_all() -> None:
    with pytest.raises(ValidationError) as raised:
        EVENT.validate_json('"the-milkman-knows"')
    assert "milkman" not in str(raised.value)
