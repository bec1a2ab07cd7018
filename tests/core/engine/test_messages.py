"""Messages fit every platform: whatever its limits, no word and no button is lost."""

from hypothesis import given
from hypothesis import strategies as st

from core.engine.messages import parts, split_text, to_message
from core.model.person import PersonId
from core.model.reply import Button, Reply
from core.plugins.capabilities import Capabilities

ROWS = ((Button(id="a", label="Yes"), Button(id="b", label="No")), (Button(id="c", label="Perhaps"),))


@given(st.text(alphabet="ab \n", max_size=80), st.integers(1, 20))
def test_parts_are_short_enough_and_together_say_the_same(text: str, limit: int) -> None:
    found = split_text(text, limit)
    assert all(1 <= len(part) <= limit for part in found)
    assert "".join("".join(found).split()) == "".join(text.split())


def test_words_are_kept_whole_where_they_fit() -> None:
    assert split_text("one two three", 8) == ["one two", "three"]
    assert split_text("one two\nthree", 12) == ["one two", "three"]


def test_without_buttons_they_become_a_numbered_list() -> None:
    (part,) = parts(Reply(text="Sure?", buttons=ROWS), Capabilities(buttons=False))
    assert part == Reply(text="Sure?\n\n1. Yes\n2. No\n3. Perhaps")


def test_a_label_that_begins_with_its_number_gets_no_other() -> None:
    pictures = (Button(id="oil", label="1. Oil", numbered=True), Button(id="waves", label="2. Waves", numbered=True))
    reply = Reply(text="Choose", buttons=(pictures, (Button(id="more", label="More"),)))
    (part,) = parts(reply, Capabilities(buttons=False))
    assert part.text == "Choose\n\n1. Oil\n2. Waves\n3. More"


def test_what_destroys_is_written_out_and_has_no_number() -> None:
    rows = ((Button(id="yes", label="Delete", typed="/forget yes"), Button(id="no", label="Keep")),)
    (part,) = parts(Reply(text="Sure?", buttons=rows), Capabilities(buttons=False))
    assert part.text == "Sure?\n\n/forget yes: Delete\n1. Keep"


def test_a_long_text_is_split_and_its_buttons_go_under_the_last_part() -> None:
    about = {"private": True, "answers": "e", "answer_by": "a ticket"}
    reply = Reply.model_validate({"text": "one two three", "buttons": ROWS, "job": "j", **about})
    first, last = parts(reply, Capabilities(text_limit=8))
    assert first == Reply.model_validate({"text": "one two", **about})
    assert last == reply.model_copy(update={"text": "three"})


def test_a_pictures_text_is_a_caption_with_its_own_limit() -> None:
    capabilities = Capabilities(text_limit=100, caption_limit=8)
    assert len(parts(Reply(text="one two three"), capabilities)) == 1
    assert len(parts(Reply(text="one two three", picture="blob"), capabilities)) == 2


@given(st.text(alphabet="ab \n", max_size=80), st.booleans(), st.booleans(), st.integers(1, 20))
def test_a_part_is_whole(text: str, buttons: bool, picture: bool, limit: int) -> None:
    capabilities = Capabilities(text_limit=limit, caption_limit=limit, buttons=buttons)
    for part in parts(Reply(text=text, buttons=ROWS, picture="p" if picture else None), capabilities):
        assert parts(part, capabilities) == (part,)


def test_what_a_picture_is_goes_along() -> None:
    for about in ("side_by_side", "spoiler", "as_file"):
        message = to_message(Reply.model_validate({"picture": "b1", about: True}), "1.0", PersonId.of("a", "b", "c"))
        assert {one for one in ("side_by_side", "spoiler", "as_file") if getattr(message, one)} == {about}
