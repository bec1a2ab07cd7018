"""The ladder of ways: whatever is refused, each way is tried once, and the last thing left is a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.fallback import in_its_way, next_way
from core.model.reply import Aside, Button, Reply, Way
from core.plugins.adapter import Obstacle
from core.plugins.capabilities import Capabilities, Privacy

BUTTONS = ((Button(id="file:j", label="As a file"),),)
ASIDE = Aside(
    told="I've sent it to you", untold="Write to me", buttons=((Button(id="deliver:j", label="Here"),),), job="j"
)
PAINTING = Reply(text="Here it is", buttons=BUTTONS, picture="p", job="j", aside=ASIDE, answers="e")
ABLE = Capabilities(privacy=Privacy.DIRECT)
REPLIES = st.builds(
    Reply,
    text=st.sampled_from(["", "text"]),
    buttons=st.sampled_from([(), BUTTONS]),
    picture=st.sampled_from([None, "p"]),
    document=st.sampled_from([None, "d"]),
    as_file=st.booleans(),
    job=st.sampled_from([None, "j"]),
    private=st.booleans(),
    aside=st.sampled_from([None, ASIDE]),
)
PLATFORMS = st.builds(Capabilities, pictures=st.booleans(), downloads=st.just(True), privacy=st.sampled_from(Privacy))


def ways(reply: Reply, obstacle: Obstacle, able: Capabilities = ABLE) -> list[Way]:
    """The ways that are tried after the first where all are refused for the same."""
    found = []
    left = next_way(reply, obstacle, able)
    while left is not None:
        found.append(left.way)
        left = next_way(left, obstacle, able)
    return found


@pytest.mark.parametrize(
    ("obstacle", "tried"),
    [
        (Obstacle.PICTURE, [Way.FILE, Way.DIRECT, Way.TOLD]),
        (Obstacle.FILE, [Way.DIRECT, Way.TOLD]),
        (Obstacle.SIZE, [Way.SMALL, Way.DIRECT, Way.TOLD]),
        (Obstacle.FORM, [Way.BARE, Way.DIRECT, Way.TOLD]),
        (Obstacle.PLACE, [Way.DIRECT, Way.TOLD]),
        (Obstacle.MESSAGE, [Way.FILE, Way.SMALL, Way.DIRECT, Way.TOLD]),
    ],
)
def test_a_painting_is_tried_in_all_ways_that_may_help(obstacle: Obstacle, tried: list[Way]) -> None:
    assert ways(PAINTING, obstacle) == tried


def test_where_there_are_no_private_chats_there_is_a_word_at_once() -> None:
    assert ways(PAINTING, Obstacle.PLACE, Capabilities(privacy=Privacy.HIDDEN)) == [Way.TOLD]


def test_a_file_that_was_asked_for_is_not_tried_as_one_again() -> None:
    assert Way.FILE not in ways(PAINTING.model_copy(update={"as_file": True}), Obstacle.MESSAGE)


def test_what_has_no_picture_is_said_in_private_and_promises_none() -> None:
    assert ways(PAINTING.model_copy(update={"picture": None}), Obstacle.MESSAGE) == [Way.DIRECT]


def test_a_text_of_no_jobs_is_given_up_unless_its_buttons_are_at_fault() -> None:
    text = Reply(text="Your settings", buttons=BUTTONS)
    assert ways(text, Obstacle.MESSAGE) == []
    assert ways(text, Obstacle.FORM) == [Way.BARE]
    assert in_its_way(text.model_copy(update={"way": Way.BARE})) == Reply(text="Your settings", way=Way.BARE)


def test_what_is_one_persons_alone_leaves_nothing_of_it_in_the_word_for_all() -> None:
    secret = Reply(text="secret", buttons=BUTTONS, document="d", private=True, aside=ASIDE, answers="e")
    assert next_way(secret, Obstacle.PLACE, ABLE) == Reply(text=ASIDE.untold, answers="e")


def test_the_word_takes_the_place_of_the_status_and_has_a_button() -> None:
    word = next_way(PAINTING, Obstacle.PLACE, Capabilities())
    assert word == Reply(text=ASIDE.untold, buttons=ASIDE.buttons, job="j", aside=ASIDE, way=Way.TOLD, answers="e")


@given(REPLIES, PLATFORMS, st.lists(st.sampled_from(Obstacle), min_size=len(Way), max_size=len(Way)))
def test_it_ends_whatever_is_refused(reply: Reply, able: Capabilities, refusals: list[Obstacle]) -> None:
    left: Reply | None = reply
    for obstacle in refusals:
        assert left is not None
        left = next_way(left, obstacle, able)
        if left is None:
            return
    raise AssertionError("there is always another way")
