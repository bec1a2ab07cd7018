"""How long it will take, as it is said: rounded up to what one can rely on, for each painting of an album its own."""

import pytest

from core.dialogue.context import TurnContext
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules, TurnInput
from tests.core.dialogue.harness import DialogueHarness


@pytest.mark.parametrize(
    ("seconds", "key", "n"),
    [
        (0.0, "duration-seconds", 5),
        (5.0, "duration-seconds", 5),
        (6.0, "duration-seconds", 10),
        (21.0, "duration-seconds", 25),
        (54.9, "duration-seconds", 55),
        (55.0, "duration-minutes", 1),
        (100.0, "duration-minutes", 2),
        (5399.0, "duration-minutes", 90),
        (5400.0, "duration-hours", 2),
        (86_400.0, "duration-hours", 24),
        (129_600.0, "duration-days", 2),
    ],
)
def test_a_duration(seconds: float, key: str, n: int) -> None:
    assert context().duration(seconds) == framework_texts().say("en", key, n=n)


class TestWhatIsSaid:
    """A time where there is one that can be relied on, and no word of any where there isn't."""

    @pytest.mark.parametrize(
        ("seconds", "english", "russian"),
        [
            (
                None,
                "I'm on it. I can't tell yet how long it will take.",
                "Берусь за дело. Сколько это займёт, пока не знаю.",
            ),
            (5.0, "I'm on it. It won't take long.", "Берусь за дело. Это недолго."),
            (21.0, "I'm on it. It'll take about 25 seconds.", "Берусь за дело. Это займёт около 25 секунд."),
            (60.0, "I'm on it. It'll take about a minute.", "Берусь за дело. Это займёт около минуты."),
            (1260.0, "I'm on it. It'll take about 21 minutes.", "Берусь за дело. Это займёт около 21 минуты."),
        ],
    )
    def test_of_a_job_that_begins(self, seconds: float | None, english: str, russian: str) -> None:
        assert (context("en").started(seconds), context("ru").started(seconds)) == (english, russian)

    @pytest.mark.parametrize(
        ("fraction", "seconds", "english"),
        [
            (0.0, None, "Working: 0%."),
            (0.426, 20.0, "Working: 42%. About 20 seconds to go."),
            (0.989, 0.2, "Working: 98%. About 5 seconds to go."),
            (0.99, 0.1, "Nearly done."),
            (1.0, 0.0, "Nearly done."),
            (1.0, None, "Nearly done."),
        ],
    )
    def test_of_one_that_is_at_work(self, fraction: float, seconds: float | None, english: str) -> None:
        assert context().progress(fraction, seconds) == english

    @pytest.mark.parametrize(
        ("ahead", "seconds", "english", "russian"),
        [
            (0, None, "Next in line.", "Ваша картинка следующая."),
            (
                1,
                40.0,
                "One picture comes before yours. About 40 seconds to go.",
                "До вас в очереди 1 картинка. Осталось около 40 секунд.",
            ),
            (2, None, "2 pictures come before yours.", "До вас в очереди 2 картинки."),
        ],
    )
    def test_of_one_that_waits(self, ahead: int, seconds: float | None, english: str, russian: str) -> None:
        assert (context("en").queued(ahead, seconds), context("ru").queued(ahead, seconds)) == (english, russian)


def context(language: str = "en") -> TurnContext:
    texts = framework_texts()
    return TurnContext(Rules({}), TurnInput(now=0.0, token=""), texts, language)


def test_the_second_painting_of_an_album_comes_behind_the_first_and_takes_as_long_again() -> None:
    talk = DialogueHarness()
    for blob in "abcd":
        talk.photo(blob, album="1")
    turn = talk.wait(1.1)
    assert turn is not None
    first, second = turn.replies
    assert "about 20 seconds" in first.text
    assert "One painting comes before yours" in second.text
    assert "About 40 seconds to go" in second.text


def test_the_platforms_language_is_followed_and_kept_where_it_says_none() -> None:
    talk = DialogueHarness()
    for locale, kept in (("ru", "ru"), ("", "ru"), ("en", "en")):
        talk.sender = talk.sender.model_copy(update={"locale": locale})
        talk.command("status")
        assert talk.session.settings.locale == kept
