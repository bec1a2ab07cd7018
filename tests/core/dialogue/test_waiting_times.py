"""How long it will take, as it is said: rounded up to what one can rely on, for each painting of an album its own."""

import pytest

from core.dialogue.context import TurnContext
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules, TurnInput
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import Blend, DialogueHarness


@pytest.mark.parametrize(
    ("seconds", "key", "n"),
    [
        (None, "duration-unknown", None),
        (0.0, "duration-seconds", 5),
        (5.0, "duration-seconds", 5),
        (6.0, "duration-seconds", 10),
        (21.0, "duration-seconds", 25),
        (54.9, "duration-seconds", 55),
        (55.0, "duration-minutes", 1),
        (100.0, "duration-minutes", 2),
    ],
)
def test_a_duration(seconds: float | None, key: str, n: int | None) -> None:
    texts = framework_texts()
    rules = Rules(install({"blend": Blend()}, texts))
    context = TurnContext(rules, TurnInput(now=0.0, token=""), texts, "en")
    assert context.duration(seconds) == texts.say("en", key, **({} if n is None else {"n": n}))


def test_the_second_painting_of_an_album_comes_behind_the_first_and_takes_as_long_again() -> None:
    talk = DialogueHarness()
    for blob in "abcd":
        talk.photo(blob, album="1")
    turn = talk.wait(1.1)
    assert turn is not None
    first, second = turn.replies
    assert "about 20 seconds" in first.text
    assert "One painting comes before yours" in second.text
    assert "about 40 seconds" in second.text


def test_the_platforms_language_is_followed_and_kept_where_it_says_none() -> None:
    talk = DialogueHarness()
    for locale, kept in (("ru", "ru"), ("", "ru"), ("en", "en")):
        talk.sender = talk.sender.model_copy(update={"locale": locale})
        talk.command("status")
        assert talk.session.locale == kept
