"""What a group is told that the bot has come to, and what is added where it is shown only replies."""

import pytest

from core.model.event import AddedToGroup
from core.model.person import Person
from tests.core.dialogue.harness import HOME, DialogueHarness


@pytest.mark.parametrize(
    ("locale", "hello", "hint"),
    [("en-GB", "Write /style here", "as replies to my messages"), ("ru", "здесь /style", "ответом на мои сообщения")],
)
def test_it_says_what_to_write_in_the_language_of_who_has_added_it(locale: str, hello: str, hint: str) -> None:
    talk = DialogueHarness()
    who = Person(id="ann", locale=locale)
    (reply,) = talk.happen(AddedToGroup(id="1", address=HOME, sender=who, is_group=True)).replies
    assert hello in reply.text
    assert hint in reply.answer_hint
    assert not reply.private
    assert not reply.asks


def test_whatever_asks_for_a_picture_says_how_where_only_replies_are_shown() -> None:
    talk = DialogueHarness()
    turns = [talk.command("style"), talk.photo("a"), talk.text("hello"), talk.photo("b"), talk.command("status")]
    replies = [reply for turn in turns for reply in turn.replies]
    assert [bool(reply.asks) for reply in replies] == [True, True, True, False, False]
    assert [bool(reply.answer_hint) for reply in replies] == [bool(reply.asks) for reply in replies]
