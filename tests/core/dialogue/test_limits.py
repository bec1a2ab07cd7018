"""The limits of what may wait hold to the last place, also where one turn orders several paintings."""

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.session import Settings
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import Blend, DialogueHarness


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
