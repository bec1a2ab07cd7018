"""The dialogue as people have it, and what holds whatever they do."""

import pytest

from core.dialogue.commands import COMMANDS
from core.dialogue.texts import LANGUAGES
from core.dialogue.turn import Action, Rules
from core.model.errors import Lost, Refusal
from core.model.event import Photo, Slot
from core.model.job import JobState
from core.model.person import Person
from core.model.session import Session, read_session
from tests.core.dialogue.harness import Blend, DialogueHarness


@pytest.fixture
def talk() -> DialogueHarness:
    return DialogueHarness()


def painted(talk: DialogueHarness) -> str:
    """Two photos and their painting; the job's id."""
    talk.photo("photo")
    (order,) = talk.photo("style").orders
    talk.end(order.id, JobState.DONE)
    return order.id


class TestTwoPhotos:
    def test_the_first_is_the_content_the_second_the_style(self, talk: DialogueHarness) -> None:
        assert not talk.photo("a").orders
        assert "picture whose style" in talk.said
        (order,) = talk.photo("b").orders
        assert order.inputs == {"content": "a", "style": "b"}
        assert order.effect == "blend"
        assert "about 20 seconds" in talk.said
        assert talk.replies[0].job == order.id
        assert talk.buttons == (f"cancel:{order.id}",)
        assert talk.session.photos == {}

    @pytest.mark.parametrize("caption", ["style", "Style!", "this is the STYLE.", "«стиль»"])
    def test_a_caption_chooses_the_slot(self, caption: str) -> None:
        talk = DialogueHarness(sender=Person(id="ann", locale="ru" if "стиль" in caption else "en"))
        talk.photo("s", caption=caption)
        (order,) = talk.photo("c").orders
        assert order.inputs == {"content": "c", "style": "s"}

    @pytest.mark.parametrize("caption", ["photo in this style", "what a stylish day", ""])
    def test_a_caption_that_names_both_or_none_does_not(self, talk: DialogueHarness, caption: str) -> None:
        talk.photo("a", caption=caption)
        assert talk.session.photos == {Slot.CONTENT: "a"}

    def test_a_slot_that_is_named_again_is_replaced(self, talk: DialogueHarness) -> None:
        talk.photo("a", caption="photo")
        talk.photo("b", caption="photo")
        assert talk.session.photos == {Slot.CONTENT: "b"}

    def test_the_only_photo_can_be_moved_by_button_or_word(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        assert "use-as-style" in talk.buttons
        talk.press("use-as-style")
        assert talk.session.photos == {Slot.STYLE: "a"}
        assert "photo to paint" in talk.said
        talk.text("Photo")
        assert talk.session.photos == {Slot.CONTENT: "a"}

    def test_a_number_presses_a_button_of_the_last_menu(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        talk.text("1")
        assert talk.session.photos == {Slot.STYLE: "a"}

    def test_a_photo_sent_while_painting_is_kept_for_the_next(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        talk.photo("b")
        talk.photo("c")
        assert "kept this photo for the next painting" in talk.said
        (order,) = talk.photo("d").orders
        assert order.inputs == {"content": "c", "style": "d"}

    @pytest.mark.parametrize("why", [*Refusal, *Lost])
    def test_one_that_cannot_be_used_is_refused_with_its_reason_and_nothing_is_lost(
        self, talk: DialogueHarness, why: Refusal | Lost
    ) -> None:
        talk.photo("a")
        talk.refused_photo(why)
        assert talk.said
        assert talk.session.photos == {Slot.CONTENT: "a"}

    def test_an_effect_of_one_picture_starts_at_once(self) -> None:
        class Sketch(Blend):
            name = "sketch"
            slots = (Slot.CONTENT,)

        (order,) = DialogueHarness(Rules({"sketch": Sketch()})).photo("a").orders
        assert order.inputs == {"content": "a"}

    def test_the_spoiler_of_a_photo_stays_with_the_painting(self, talk: DialogueHarness) -> None:
        photos = {
            Slot.CONTENT: Photo(reference="a", blob="a", spoiler=True),
            Slot.STYLE: Photo(reference="b", blob="b"),
        }
        (order,) = talk.command("style", photos=photos).orders
        talk.end(order.id, JobState.DONE)
        assert order.spoiler
        assert talk.replies[0].spoiler


class TestAlbums:
    def test_two_at_once_are_the_same_as_two_messages(self, talk: DialogueHarness) -> None:
        assert talk.photo("a", album="1").replies == ()
        assert talk.photo("b", album="1").replies == ()
        assert talk.wait(0.9) is None
        turn = talk.wait(0.2)
        assert turn is not None
        assert turn.orders[0].inputs == {"content": "a", "style": "b"}

    def test_it_settles_a_second_after_its_last_photo(self, talk: DialogueHarness) -> None:
        talk.photo("a", album="1")
        assert talk.wait(0.8) is None
        talk.photo("b", album="1")
        assert talk.wait(0.8) is None
        assert talk.wait(0.3) is not None

    def test_the_caption_of_one_decides_for_both(self, talk: DialogueHarness) -> None:
        talk.photo("a", album="1", caption="style")
        talk.photo("b", album="1")
        turn = talk.wait(1.1)
        assert turn is not None
        assert turn.orders[0].inputs == {"content": "b", "style": "a"}

    def test_the_third_of_three_is_kept_for_the_next(self, talk: DialogueHarness) -> None:
        for blob in "abc":
            talk.photo(blob, album="1")
        turn = talk.wait(1.1)
        assert turn is not None
        assert len(turn.orders) == 1
        assert talk.session.photos == {Slot.CONTENT: "c"}
        assert "next painting" in talk.said

    def test_four_are_two_paintings(self, talk: DialogueHarness) -> None:
        for blob in "abcd":
            talk.photo(blob, album="1")
        turn = talk.wait(1.1)
        assert turn is not None
        assert [order.inputs for order in turn.orders] == [
            {"content": "a", "style": "b"},
            {"content": "c", "style": "d"},
        ]
        assert len({order.id for order in turn.orders}) == 2

    def test_anything_else_settles_it(self, talk: DialogueHarness) -> None:
        talk.photo("a", album="1")
        talk.photo("b", album="1")
        assert len(talk.text("hello?").orders) == 1
        talk.photo("c", album="2")
        talk.photo("d", album="3")
        assert talk.session.photos == {Slot.CONTENT: "c"}

    def test_the_deadline_survives_storing(self, talk: DialogueHarness) -> None:
        talk.photo("a", album="1")
        restored = read_session(talk.session.model_dump_json())
        assert restored == talk.session
        assert restored is not None
        assert restored.album is not None
        assert restored.album.deadline == talk.now + 1


class TestAfterPainting:
    def test_the_painting_comes_with_everything_one_can_do_next(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        (reply,) = talk.replies
        assert reply.picture == "painting"
        assert reply.job == job
        assert "7 seconds" in reply.text
        names = {button.partition(":")[0] for button in talk.buttons}
        assert names == {"another-style", "another-photo", "swap", "stronger", "file"}
        assert all(button.endswith(f":{job}") and len(button.encode()) <= 64 for button in talk.buttons)

    def test_swap(self, talk: DialogueHarness) -> None:
        (order,) = talk.press(f"swap:{painted(talk)}").orders
        assert order.inputs == {"content": "style", "style": "photo"}

    def test_another_style_keeps_the_photo(self, talk: DialogueHarness) -> None:
        talk.press(f"another-style:{painted(talk)}")
        (order,) = talk.photo("c").orders
        assert order.inputs == {"content": "photo", "style": "c"}

    def test_another_photo_keeps_the_style(self, talk: DialogueHarness) -> None:
        talk.press(f"another-photo:{painted(talk)}")
        (order,) = talk.photo("c").orders
        assert order.inputs == {"content": "c", "style": "style"}

    def test_a_tweak_changes_its_options_and_nothing_else(self, talk: DialogueHarness) -> None:
        (order,) = talk.press(f"stronger:{painted(talk)}").orders
        assert order.inputs == {"content": "photo", "style": "style"}
        assert order.options == {"strength": 1.0, "warm": False}
        assert talk.session.options == {}

    def test_as_a_file(self, talk: DialogueHarness) -> None:
        talk.press(f"file:{painted(talk)}")
        assert talk.replies[0].as_file
        assert talk.replies[0].picture == "painting"

    def test_only_its_owner_may(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        talk.sender = Person(id="bob")
        turn = talk.press(f"swap:{job}")
        assert not turn.orders
        assert "Only the person" in talk.said
        assert talk.replies[0].private

    def test_a_painting_that_is_no_longer_known_asks_for_the_pictures_again(self, talk: DialogueHarness) -> None:
        for action in ("swap", "another-style", "stronger", "file", "cancel", "retry"):
            talk.press(f"{action}:gone")
            assert "no longer have" in talk.said

    def test_so_does_one_whose_pictures_have_been_deleted(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        old = talk.jobs[job]
        talk.jobs[job] = old.model_copy(update={"order": old.order.model_copy(update={"inputs": {}}), "result": None})
        for action in ("swap", "another-style", "another-photo", "stronger", "file"):
            assert not talk.press(f"{action}:{job}").orders
            assert "no longer have" in talk.said


class TestEnds:
    def test_cancelling_ends_the_job_and_says_so(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert talk.press(f"cancel:{order.id}").cancelled == (order.id,)
        talk.end(order.id, JobState.CANCELLED)
        assert talk.replies[0].job == order.id
        assert "Stopped" in talk.said
        talk.press(f"cancel:{order.id}")
        assert "already finished" in talk.said

    @pytest.mark.parametrize("reason", ["error", "timeout", "died"])
    def test_a_failure_can_be_retried(self, talk: DialogueHarness, reason: str) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.FAILED, reason)
        assert talk.buttons == (f"retry:{order.id}",)
        (again,) = talk.press(f"retry:{order.id}").orders
        assert (again.inputs, again.options) == (order.inputs, order.options)

    def test_a_picture_that_turns_out_broken_is_asked_for_again_and_the_other_is_kept(
        self, talk: DialogueHarness
    ) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.FAILED, "style:truncated")
        assert "damaged" in talk.said
        assert talk.session.photos == {Slot.CONTENT: "a"}
        assert len(talk.photo("c").orders) == 1

    def test_the_queue_is_bounded_for_each_person(self, talk: DialogueHarness) -> None:
        for n in range(3):
            talk.photo(f"a{n}")
            assert talk.photo(f"b{n}").orders
        talk.photo("c")
        assert not talk.photo("d").orders
        assert "3 paintings waiting" in talk.said
        assert talk.session.photos == {Slot.CONTENT: "c", Slot.STYLE: "d"}
        talk.photo("e")
        assert "haven't taken" in talk.said
        talk.end(next(iter(talk.jobs)), JobState.DONE)
        assert len(talk.press("paint").orders) == 1

    def test_and_for_everybody(self, talk: DialogueHarness) -> None:
        talk.queue = 100
        talk.photo("a")
        assert not talk.photo("b").orders
        assert "Very many people" in talk.said
        talk.queue = 99
        assert len(talk.press("paint").orders) == 1


class TestCommands:
    @pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_every_command_is_answered_in_every_language(self, command: object, language: str) -> None:
        talk = DialogueHarness(sender=Person(id="ann", locale=language))
        turn = talk.command(command.name)  # type: ignore[attr-defined]
        assert turn.replies or turn.action

    def test_help_lists_every_command(self, talk: DialogueHarness) -> None:
        talk.command("help")
        assert all(f"/{command.name} — " in talk.said for command in COMMANDS)

    def test_cancel_stops_all_and_keeps_the_next_photo(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.photo("c")
        assert talk.command("cancel").cancelled == (order.id,)
        assert talk.session.photos == {Slot.CONTENT: "c"}
        talk.command("cancel")
        assert talk.session.photos == {}
        talk.command("cancel")
        assert "nothing to stop" in talk.said

    def test_reset_clears_the_slate_and_keeps_the_settings(self, talk: DialogueHarness) -> None:
        talk.command("settings", options={"strength": 0.75})
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.photo("c")
        assert talk.command("reset").cancelled == (order.id,)
        assert talk.session.photos == {}
        assert talk.session.options == {"strength": 0.75}

    def test_status_tells_what_is_painted_and_what_is_missing(self, talk: DialogueHarness) -> None:
        talk.command("status")
        assert "Send me the photo" in talk.said
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.command("status")
        assert "Next in line" in talk.said
        assert talk.buttons == (f"cancel:{order.id}",)
        job = talk.jobs[order.id]
        talk.jobs[order.id] = job.model_copy(update={"state": JobState.RUNNING, "fraction": 0.42})
        talk.text("well?")
        assert "42%" in talk.said

    def test_style_with_photos_and_options_paints_at_once(self, talk: DialogueHarness) -> None:
        photos = {slot: Photo(reference=slot, blob=slot) for slot in Slot}
        (order,) = talk.command("style", photos=photos, options={"strength": 0.9}).orders
        assert order.options["strength"] == 0.9

    def test_style_with_one_photo_keeps_the_other_that_is_there(self, talk: DialogueHarness) -> None:
        talk.photo("old")
        talk.command("style", photos={Slot.CONTENT: Photo(reference="new", blob="new", spoiler=True)})
        assert talk.session.photos == {Slot.CONTENT: "new"}
        style = {Slot.STYLE: Photo(reference="style", blob="style")}
        (order,) = talk.command("style", photos=style, options={"strength": 0.9}).orders
        assert order.inputs == {"content": "new", "style": "style"}
        assert order.spoiler
        assert not talk.session.photos

    def test_style_with_a_photo_that_is_replaced_forgets_its_spoiler(self, talk: DialogueHarness) -> None:
        talk.command("style", photos={Slot.CONTENT: Photo(reference="old", blob="old", spoiler=True)})
        photos = {slot: Photo(reference=slot, blob=slot) for slot in Slot}
        (order,) = talk.command("style", photos=photos).orders
        assert not order.spoiler

    def test_language_is_remembered_over_the_platforms(self, talk: DialogueHarness) -> None:
        talk.command("language")
        assert talk.buttons == ("language:en", "language:ru")
        talk.press("language:ru")
        assert "по-русски" in talk.said
        talk.photo("a")
        assert "Фото получено" in talk.said
        talk.command("language", "en")
        assert talk.session.language == "en"
        talk.command("language", "klingon")
        assert talk.session.language == "en"

    def test_forget_asks_first(self, talk: DialogueHarness) -> None:
        assert talk.command("forget").action is None
        assert talk.buttons == ("forget-yes", "forget-no")
        assert talk.press("forget-no").action is None
        assert talk.press("forget-yes").action is Action.FORGET

    def test_export(self, talk: DialogueHarness) -> None:
        assert talk.command("export").action is Action.EXPORT


class TestSettings:
    def test_an_option_is_chosen_by_two_presses_and_remembered(self, talk: DialogueHarness) -> None:
        talk.command("settings")
        assert "Strength: 0.5" in talk.said
        assert "set:strength" in talk.buttons
        talk.press("set:strength")
        assert talk.buttons == tuple(f"set:strength:{value}" for value in (0.0, 0.25, 0.5, 0.75, 1.0))
        talk.press("set:strength:0.75")
        assert "Strength: 0.75" in talk.said
        talk.press("set:warm:True")
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert order.options == {"strength": 0.75, "warm": True}

    @pytest.mark.parametrize("button", ["set:strength:7", "set:nothing:1", "set:strength:", "set:warm:perhaps"])
    def test_a_value_out_of_range_changes_nothing(self, talk: DialogueHarness, button: str) -> None:
        talk.press(button)
        assert talk.session.options == {}
        assert "out of range" in talk.said

    def test_the_defaults_come_back(self, talk: DialogueHarness) -> None:
        talk.press("set:strength:1.0")
        talk.press("set-defaults")
        assert talk.session.options == {}

    def test_an_option_that_the_effect_no_longer_has_is_left_out(self, talk: DialogueHarness) -> None:
        talk.session = Session(options={"gone": 1, "strength": 99, "warm": True})
        talk.photo("a")
        (order,) = talk.photo("b").orders
        assert order.options == {"strength": 0.5, "warm": True}

    def test_with_several_effects_one_is_chosen(self) -> None:
        class Other(Blend):
            name = "other"

        talk = DialogueHarness(Rules({"blend": Blend(), "other": Other()}))
        talk.command("settings")
        talk.press("set:effect")
        talk.press("set:effect:other")
        talk.photo("a")
        assert talk.photo("b").orders[0].effect == "other"


class TestSessions:
    def test_a_session_survives_storing(self) -> None:
        session = Session(language="ru", photos={Slot.STYLE: "b"}, options={"strength": 1}, menu=("a",))
        assert read_session(session.model_dump_json()) == session

    @pytest.mark.parametrize("stored", ["", "{}", "null", '{"version": 99}', '{"version": 1, "photos": 7}', "\x00"])
    def test_an_unreadable_one_is_known_as_such(self, stored: str) -> None:
        assert read_session(stored) is None
