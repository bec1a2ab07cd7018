"""An address prints, and what it prints reads as the same address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from core.model.address import Address

parts = st.text(min_size=1)


@given(adapter=parts, account=parts, chat=parts, thread=st.text())
def test_it_survives_printing(adapter: str, account: str, chat: str, thread: str) -> None:
    address = Address(adapter, account, chat, thread)
    assert Address.parse(str(address)) == address
    assert str(address).count(":") == (3 if thread else 2)


def test_it_is_a_string_in_json() -> None:
    adapter = TypeAdapter(Address)
    address = Address("telegram", "main", "-1001", "7")
    assert adapter.dump_json(address) == b'"telegram:main:-1001:7"'
    assert adapter.validate_json('"telegram:main:-1001:7"') == address


@pytest.mark.parametrize("text", ["", "web", "web:local", "web::chat", "a:b:c:d:e", ":::"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="adapter:account:chat"):
        Address.parse(text)
