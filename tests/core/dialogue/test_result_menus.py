"""The buttons under a painting: what is wanted most in a few rows, the rest behind "More…", in the painting's place."""

import pytest
from pydantic import Field

from core.model.base import Model
from core.model.job import JobState
from core.plugins.effect import Slot, Tweak
from tests.core.dialogue.harness import Blend, DialogueHarness, Poster, Tint, painted, talk_of


class Large(Tint):
    """Options with a size."""

    size: int = Field(512, ge=64, le=1024)


class Mosaic(Blend):
    """An effect with more tweaks than a row has room for, and a third picture."""

    name = "mosaic"
    slots = (*Blend.slots, Slot(name="second", optional=True))
    options: type[Tint] = Large

    def tweaks(self, options: Tint) -> list[Tweak]:
        changes = {"stronger": {"strength": 0.7}, "softer": {"strength": 0.3}, "larger": {"size": 1024}}
        return [Tweak(name=name, changes=each) for name, each in {**changes, "style-colours": {"warm": True}}.items()]


class Wall(Poster):
    """An effect of many pictures with a tweak."""

    def tweaks(self, options: Tint) -> list[Tweak]:
        return [Tweak(name="warmer", changes={"warm": True})]


class Plain(Blend):
    """An effect that leaves nothing to choose."""

    name = "plain"
    options: type[Model] = Model

    def tweaks(self, options: Model) -> list[Tweak]:
        return []


def labels(talk: DialogueHarness) -> list[list[str]]:
    """The buttons of the last reply, row by row."""
    return [[button.label for button in row] for row in talk.replies[-1].buttons]


class TestRows:
    def test_what_is_wanted_most_is_under_the_painting_and_the_rest_behind_more(self) -> None:
        talk = talk_of(Mosaic())
        job = painted(talk)
        assert labels(talk) == [
            ["Another style", "Another photo"],
            ["With my settings"],
            ["Stronger", "Softer", "Larger"],
            ["As a file", "More…"],
        ]
        talk.press(f"more:{job}")
        assert labels(talk) == [
            ["The style's colours", "Add a second style"],
            ["Swap the two", "Use as photo"],
            ["Use as style", "Use as second style"],
            ["Keep this painting"],
            ["Back"],
        ]

    def test_with_a_third_picture_there_are_no_more_rows(self) -> None:
        talk = talk_of(Mosaic())
        talk.photo("c", caption="second style")
        painted(talk)
        assert labels(talk)[:2] == [["Another second style", "Another style"], ["Another photo", "With my settings"]]
        assert len(labels(talk)) == 4

    def test_what_four_rows_have_no_room_for_is_behind_more_too(self) -> None:
        talk = talk_of(Wall())
        talk.photo("f", caption="frame")
        for blob in "abc":
            talk.photo(blob)
        (job,) = talk.jobs
        talk.end(job, JobState.DONE)
        assert labels(talk)[:2] == [["Another: frame", "Another: sea"], ["Another: land", "Another: sky"]]
        assert len(labels(talk)) == 4
        talk.press(f"more:{job}")
        assert labels(talk)[0] == ["With my settings", "Use as sky"]

    def test_where_there_are_no_settings_nothing_is_offered_with_them(self) -> None:
        talk = talk_of(Plain())
        job = painted(talk)
        assert labels(talk) == [["Another style", "Another photo"], ["As a file", "More…"]]
        assert not talk.press(f"again:{job}").orders
        assert "already have" in talk.said

    def test_where_there_are_no_files_none_is_offered(self) -> None:
        talk = DialogueHarness(downloads=False)
        painted(talk)
        assert labels(talk)[-1] == ["More…"]

    def test_of_an_effect_that_is_gone_the_file_is_left_and_it_can_be_kept(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        other = talk_of(Mosaic())
        other.jobs = talk.jobs
        other.end(order.id, JobState.DONE)
        assert labels(other) == [["As a file", "More…"]]
        other.press(f"more:{order.id}")
        assert labels(other) == [["Keep this painting"], ["Back"]]

    def test_all_ids_leave_room_for_their_owners_mark(self) -> None:
        talk = talk_of(Mosaic())
        job = painted(talk)
        seen = list(talk.buttons)
        talk.press(f"more:{job}")
        names = [button.removesuffix(f":{job}") for button in (*seen, *talk.buttons)]
        assert max(len(name.encode()) for name in names) + len(":") + 32 + len("~abcdef") <= 64


class TestInPlace:
    """A press on a menu's button changes that menu, where the platform says which message it is."""

    def test_more_and_back_change_the_buttons_of_the_painting_and_nothing_else(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        before = talk.replies[0]
        talk.press(f"more:{job}", message="m7")
        (reply,) = talk.replies
        assert reply.model_copy(update={"buttons": before.buttons, "replaces": "", "only_buttons": False}) == before
        assert (reply.replaces, reply.only_buttons) == ("m7", True)
        assert talk.session.menu == reply.numbered
        talk.press(f"back:{job}", message="m7")
        assert talk.replies[0].buttons == before.buttons
        assert talk.replies[0].replaces == "m7"

    def test_where_messages_can_not_be_told_the_rest_is_listed_without_the_painting(
        self, talk: DialogueHarness
    ) -> None:
        job = painted(talk)
        talk.text(str(len(talk.session.menu)))
        (reply,) = talk.replies
        assert reply.text == "What else shall I do with it?"
        assert (reply.picture, reply.job, reply.replaces) == (None, None, "")
        assert f"swap:{job}" in talk.buttons

    def test_what_makes_a_painting_is_a_message_of_its_own(self, talk: DialogueHarness) -> None:
        talk.press(f"swap:{painted(talk)}", message="m7")
        assert [reply.replaces for reply in talk.replies] == [""]

    @pytest.mark.parametrize(
        "button", ["set:strength", "set:strength:1.0", "set-defaults", "effects", "effect:blend", "forget-no"]
    )
    def test_a_walk_through_the_settings_is_one_message(self, talk: DialogueHarness, button: str) -> None:
        talk.press(button, message="m7")
        assert [reply.replaces for reply in talk.replies] == ["m7"]
        talk.press(button)
        assert [reply.replaces for reply in talk.replies] == [""]

    def test_a_refused_value_is_said_beside_the_menu(self, talk: DialogueHarness) -> None:
        talk.press("set:strength:7", message="m7")
        assert [reply.replaces for reply in talk.replies] == ["", "m7"]

    def test_a_number_answers_the_menu_that_is_there_now(self, talk: DialogueHarness) -> None:
        talk.command("settings")
        talk.press("set:strength", message="m7")
        talk.text("5")
        assert talk.session.settings.options == {"blend": {"strength": 1.0}}


class TestAgain:
    """The same pictures with the person's settings, as they are when the button is pressed."""

    @pytest.mark.parametrize("state", [JobState.DONE, JobState.CANCELLED, JobState.FAILED])
    def test_whatever_became_of_the_job_the_pictures_need_not_be_sent_again(
        self, talk: DialogueHarness, state: JobState
    ) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, state, "error" if state is JobState.FAILED else None)
        assert f"again:{order.id}" in talk.buttons
        talk.press("set:strength:0.75")
        (again,) = talk.press(f"again:{order.id}").orders
        assert again.inputs == order.inputs
        assert again.options == {"strength": 0.75, "warm": False}

    def test_a_tweaked_painting_comes_back_to_the_settings(self, talk: DialogueHarness) -> None:
        talk.press("set:warm:True")
        job = painted(talk)
        (order,) = talk.press(f"stronger:{job}").orders
        talk.end(order.id, JobState.DONE)
        talk.press("set:strength:0.25")
        (again,) = talk.press(f"again:{order.id}").orders
        assert again.options == {"strength": 0.25, "warm": True}

    def test_it_is_by_the_settings_of_the_effect_that_made_it(self) -> None:
        talk = talk_of(Blend(), Mosaic())
        job = painted(talk)
        talk.press("effect:mosaic")
        talk.press("set:strength:1.0")
        talk.press("effect:blend")
        talk.press("set:warm:True")
        talk.press("effect:mosaic")
        (again,) = talk.press(f"again:{job}").orders
        assert (again.effect, again.options) == ("blend", {"strength": 0.5, "warm": True})

    def test_with_settings_that_have_not_changed_it_is_said_that_it_is_there(self, talk: DialogueHarness) -> None:
        assert not talk.press(f"again:{painted(talk)}").orders
        assert "already have exactly that painting" in talk.said


class TestUse:
    """A painting as a picture of the next one."""

    def test_as_the_photo_it_waits_for_a_style(self, talk: DialogueHarness) -> None:
        talk.press(f"as-content:{painted(talk)}")
        assert talk.said == "Got your photo. Now send me a picture whose style you like."
        (order,) = talk.photo("c").orders
        assert order.inputs == {"content": "painting", "style": "c"}

    def test_as_the_style_it_joins_the_photo_that_waits(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        talk.photo("c")
        (order,) = talk.press(f"as-style:{job}").orders
        assert order.inputs == {"content": "c", "style": "painting"}

    def test_the_effect_that_made_it_is_chosen(self) -> None:
        talk = talk_of(Blend(), Mosaic())
        job = painted(talk)
        talk.press("effect:mosaic")
        talk.press(f"as-content:{job}")
        assert talk.session.effect == "blend"
        assert talk.session.photos == {"content": "painting"}

    @pytest.mark.parametrize("slot", ["nose", ""])
    def test_as_what_there_is_no_slot_for_it_is_not_used(self, talk: DialogueHarness, slot: str) -> None:
        talk.press(f"as-{slot}:{painted(talk)}")
        assert "no longer have" in talk.said
        assert talk.session.photos == {}

    def test_a_painting_that_never_was_can_not_be_used(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        for action in ("as-content", "more", "back"):
            talk.press(f"{action}:{order.id}")
            assert "no longer have" in talk.said


class TestCaptions:
    """What a painting was made with is said as far as it is unusual, so that several can be told apart."""

    @pytest.mark.parametrize(
        ("language", "said"), [("en", "Strength: 0.75; Warm: yes"), ("ru", "Сила стиля: 0,75; Warm: да")]
    )
    def test_the_options_that_are_no_defaults_are_named(self, language: str, said: str) -> None:
        talk = talk_of(Blend(), language=language)
        talk.press("set:strength:0.75")
        talk.press("set:warm:True")
        painted(talk)
        assert talk.said.splitlines()[1:] == [said]

    def test_of_one_by_the_defaults_nothing_is_said(self, talk: DialogueHarness) -> None:
        painted(talk)
        assert len(talk.said.splitlines()) == 1

    def test_a_tweak_is_told_by_what_it_changed(self, talk: DialogueHarness) -> None:
        (order,) = talk.press(f"stronger:{painted(talk)}").orders
        talk.end(order.id, JobState.DONE)
        assert talk.said.splitlines()[1:] == ["Strength: 1"]


def test_how_it_stands_is_said_to_be_so_at_the_moment(talk: DialogueHarness) -> None:
    talk.photo("a")
    talk.photo("b")
    talk.command("status")
    assert talk.said.splitlines()[0] == "This is how it stands right now:"
