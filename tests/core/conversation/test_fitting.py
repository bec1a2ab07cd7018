"""Messages fit every platform: whatever its limits, no word and no button is lost."""

from hypothesis import given
from hypothesis import strategies as st

from core.conversation.fitting import fit, split
from core.conversation.replies import Button, Reply
from core.plugins.adapter import Capabilities

ROWS = ((Button(id="a", label="Yes"), Button(id="b", label="No")), (Button(id="c", label="Perhaps"),))


@given(st.text(alphabet="ab \n", max_size=80), st.integers(1, 20))
def test_parts_are_short_enough_and_together_say_the_same(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(1 <= len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


def test_words_are_kept_whole_where_they_fit() -> None:
    assert split("one two three", 8) == ["one two", "three"]
    assert split("one two\nthree", 12) == ["one two", "three"]


def test_without_buttons_they_become_a_numbered_list() -> None:
    (message,) = fit(Reply(text="Sure?", buttons=ROWS), Capabilities(buttons=False), "k")
    assert message.text == "Sure?\n\n1. Yes\n2. No\n3. Perhaps"
    assert message.buttons == ()


def test_a_long_text_is_split_and_its_buttons_go_under_the_last_part() -> None:
    first, last = fit(Reply(text="one two three", buttons=ROWS), Capabilities(text_limit=8), "k")
    assert (first.text, first.buttons) == ("one two", ())
    assert (last.text, last.buttons) == ("three", ROWS)
    assert first.key != last.key


def test_a_pictures_text_is_a_caption_with_its_own_limit() -> None:
    capabilities = Capabilities(text_limit=100, caption_limit=8)
    assert len(fit(Reply(text="one two three"), capabilities, "k")) == 1
    assert len(fit(Reply(text="one two three", picture="blob"), capabilities, "k")) == 2
