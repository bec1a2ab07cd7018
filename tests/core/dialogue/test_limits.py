"""The limits of what may wait hold to the last place, also where one turn orders several paintings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.people import Mode, Restriction
from core.model.retention import DAY
from core.model.session import Settings
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import EFFECTS, Blend, DialogueHarness, painted


def album(talk: DialogueHarness, blobs: str) -> list[dict[str, str]]:
    """What an album of these photos orders."""
    for blob in blobs:
        talk.photo(blob, album="1")
    turn = talk.wait(1.1)
    assert turn is not None
    return [order.inputs for order in turn.orders]


@pytest.mark.parametrize(("places", "said"), [(1, "one painting"), (2, "2 paintings")])
def test_of_an_album_of_two_pairs_too_many_the_rest_is_kept_and_nothing_lost(places: int, said: str) -> None:
    talk = DialogueHarness(Rules(install({"blend": Blend()}, framework_texts()), max_waiting=places))
    pairs = [{"content": "a", "style": "b"}, {"content": "c", "style": "d"}, {"content": "e", "style": "f"}]
    assert album(talk, "abcdef"[: 2 * places + 2]) == pairs[:places]
    assert said in talk.said
    kept = pairs[places]
    assert talk.session.photos == {"content": kept["content"], "style": kept["style"]}


@pytest.mark.parametrize(("queue", "orders"), [(97, 2), (98, 2), (99, 1), (100, 0)])
def test_everybodys_last_place_is_given_once(queue: int, orders: int) -> None:
    talk = DialogueHarness()
    talk.queue = queue
    assert len(album(talk, "abcd")) == orders
    assert ("100 paintings are waiting" in talk.said) == (orders < 2)


def test_photos_that_came_after_the_limit_are_said_to_be_too_many() -> None:
    talk = DialogueHarness(Rules(install({"blend": Blend()}, framework_texts()), max_waiting=1))
    assert len(album(talk, "abcdef")) == 1
    assert "haven't taken" in talk.said
    assert talk.session.photos == {"content": "c", "style": "d"}
    assert talk.replies[-1].buttons == ()


def test_a_number_chooses_the_first_and_the_last_of_a_menu_and_nothing_beyond() -> None:
    talk = DialogueHarness()
    talk.command("language")
    menu = talk.session.menu
    talk.text("1")
    assert talk.session.settings.language == menu[0].partition(":")[2]
    talk.session = talk.session.model_copy(update={"menu": menu})
    talk.text(str(len(menu)))
    assert talk.session.settings.language == menu[-1].partition(":")[2]
    for beyond in ("0", str(len(menu) + 1), "-1"):
        talk.session = talk.session.model_copy(update={"menu": menu, "settings": Settings()})
        talk.text(beyond)
        assert talk.session.settings.language == ""


def test_of_an_album_of_ten_it_is_said_in_one_message_how_many_were_not_taken() -> None:
    talk = DialogueHarness()
    assert len(album(talk, "abcdefghij")) == 3
    told = [reply for reply in talk.replies if reply.job is None]
    assert len(told) == 1
    assert "3 paintings waiting" in told[0].text
    assert "haven't taken the last 2 of these" in told[0].text
    assert talk.session.photos == {"content": "g", "style": "h"}


def test_a_photo_too_many_is_said_to_be_one() -> None:
    talk = DialogueHarness()
    album(talk, "abcdefgh")
    talk.photo("i")
    assert talk.said.startswith("I already have pictures waiting for their turn, so I haven't taken this one.")


class TestJobsADay:
    @given(
        most=st.integers(1, 4),
        ages=st.lists(st.floats(1.0, DAY - 2.0), max_size=6).map(lambda ages: sorted(ages, reverse=True)),
    )
    def test_the_last_one_is_given_and_the_next_begins_when_the_oldest_no_longer_counts(
        self, most: int, ages: list[float]
    ) -> None:
        talk = DialogueHarness(Rules(EFFECTS, jobs_a_day=most))
        talk.now = 2 * DAY
        talk.more = {"ordered": tuple(talk.now - age for age in ages)}
        orders = album(talk, "ab")
        assert len(orders) == int(len(ages) < most)
        if not orders:
            until = talk.session.retry_at
            assert until is not None
            ends = [2 * DAY - age + DAY for age in ages]
            assert sum(end > until for end in ends) < most <= sum(end >= until for end in ends)
            assert talk.session.photos == {"content": "a", "style": "b"}

    def test_the_refusal_says_when_the_next_one_is_possible(self) -> None:
        talk = DialogueHarness(Rules(EFFECTS, jobs_a_day=1))
        talk.more = {"ordered": (talk.now - DAY + 3 * 3600,)}
        assert album(talk, "ab") == []
        assert talk.said == (
            "You can order no more than one painting within 24 hours. The next one can begin in about 3 hours. "
            "What you sent is safe, and I'll begin with it then."
        )

    def test_a_number_of_somebodys_own_takes_the_place_of_everybodys(self) -> None:
        talk = DialogueHarness(Rules(EFFECTS, jobs_a_day=1))
        talk.more = {"ordered": (talk.now,), "restriction": Restriction(jobs_a_day=2)}
        assert len(album(talk, "abcd")) == 1

    def test_a_button_is_to_be_pressed_again_then(self) -> None:
        talk = DialogueHarness(Rules(EFFECTS, jobs_a_day=1))
        id = painted(talk)
        talk.more = {"ordered": (talk.now - DAY + 600,)}
        assert talk.press(f"stronger:{id}").orders == ()
        assert talk.said.endswith("The next one can begin in about 10 minutes. Press the same button again then.")


class TestModes:
    def test_while_the_bot_drains_pictures_wait_and_begin_afterwards(self) -> None:
        talk = DialogueHarness()
        talk.more = {"mode": Mode.DRAINING}
        assert album(talk, "ab") == []
        assert talk.said.startswith("I'm finishing what I have, and take nothing new")
        talk.more = {}
        turn = talk.wait(10.0)
        assert turn is not None
        assert len(turn.orders) == 1

    def test_while_it_pauses_an_order_is_taken_and_told_to_wait(self) -> None:
        talk = DialogueHarness()
        talk.more = {"mode": Mode.PAUSED}
        assert len(album(talk, "ab")) == 1
        waits = "Your picture waits: whoever runs me has me pause."
        assert talk.said.startswith(waits)
        talk.command("status")
        assert waits in talk.said

    def test_pictures_of_somebody_who_is_banned_meanwhile_are_let_go(self) -> None:
        talk = DialogueHarness()
        talk.more = {"mode": Mode.DRAINING}
        album(talk, "ab")
        talk.more = {"admitted": False}
        turn = talk.wait(10.0)
        assert turn is not None
        assert (turn.orders, turn.replies, turn.session.photos) == ((), (), {})
