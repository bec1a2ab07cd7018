"""An effect declares its slots: one, two or three, some of them optional; the dialogue works them out for each."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from core.dialogue.commands import declared_commands
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.event import Photo
from core.model.job import JobState
from core.plugins.effect import Effect, Report, Slot, Tweak
from core.plugins.errors import Rejected
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import DialogueHarness, Poster, Tint, talk_of


class Sketch(Effect[Tint]):
    """One picture."""

    name = "sketch"
    slots = (Slot(name="photo"),)
    options = Tint

    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        return inputs["photo"]


@pytest.fixture
def talk() -> DialogueHarness:
    return talk_of(Poster())


class Bare:
    """An effect that inherits nothing, and has no more than the contract asks for."""

    name = "bare-one"
    slots = (Slot(name="photo"),)
    options = Tint

    def tweaks(self, options: Tint) -> list[Tweak]:
        return []

    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        return inputs["photo"]


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_class_that_inherits_nothing_is_an_effect_with_a_command(language: str) -> None:
    installed = install({"bare-one": Bare()}, framework_texts())
    command = declared_commands(installed)[0]
    assert (command.name, command.called(language), command.about(language)) == ("bare_one", "bare_one", "bare one")
    talk = DialogueHarness(Rules(installed))
    talk.command("bare_one")
    assert talk.photo("a").orders[0].effect == "bare-one"


class TestThree:
    def test_each_is_asked_for_by_its_name_and_all_make_a_picture(self, talk: DialogueHarness) -> None:
        talk.command("poster")
        assert talk.said == "Send me a picture: sky."
        talk.photo("a")
        assert "land" in talk.said
        assert talk.buttons == ("use-as-land", "use-as-sea")
        talk.photo("b")
        assert "sea" in talk.said
        (order,) = talk.photo("c").orders
        assert (order.effect, order.inputs) == ("poster", {"sky": "a", "land": "b", "sea": "c"})

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_an_effect_without_texts_is_spoken_of_in_every_language(self, language: str) -> None:
        talk = talk_of(Poster(), language=language)
        for blob in "abc":
            talk.photo(blob)
            assert talk.said
        (job,) = talk.jobs
        talk.end(job, JobState.DONE)
        assert {button.partition(":")[0] for button in talk.buttons} == {
            *("another-sky", "another-land", "another-sea", "again", "file", "more"),
        }

    def test_the_newest_is_moved_and_an_earlier_one_stays(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        talk.photo("b")
        talk.press("use-as-sea")
        assert talk.session.photos == {"sky": "a", "sea": "b"}
        (order,) = talk.photo("c").orders
        assert order.inputs == {"sky": "a", "land": "c", "sea": "b"}

    def test_a_caption_names_a_slot_by_its_name_where_the_effect_has_no_words_for_it(
        self, talk: DialogueHarness
    ) -> None:
        talk.photo("a", caption="the SEA!")
        assert talk.session.photos == {"sea": "a"}

    def test_another_picture_for_one_slot_keeps_the_others(self, talk: DialogueHarness) -> None:
        for blob in "abc":
            talk.photo(blob)
        (job,) = talk.jobs
        talk.end(job, JobState.DONE)
        talk.press(f"another-land:{job}")
        assert "land" in talk.said
        (order,) = talk.photo("d").orders
        assert order.inputs == {"sky": "a", "land": "d", "sea": "c"}

    def test_one_at_fault_is_asked_for_again_by_its_name(self, talk: DialogueHarness) -> None:
        for blob in "abc":
            talk.photo(blob)
        (job,) = talk.jobs
        talk.end(job, JobState.FAILED, "land:too_thin")
        assert "land" in talk.replies[-1].text
        assert talk.session.photos == {"sky": "a", "sea": "c"}


class TestRejected:
    """An effect refuses a picture in words of its own."""

    @pytest.fixture
    def talk(self, tmp_path: Path) -> DialogueHarness:
        (tmp_path / "en.ftl").write_text("refused-too-wet = There are only { $drops } drops left.\n")

        class Sea(Poster):
            texts = tmp_path

        return talk_of(Sea())

    @pytest.mark.parametrize(
        ("rejected", "said"),
        [
            (Rejected("sea", "too-wet", drops=3), "There are only 3 drops left."),
            (Rejected("sea", "too-wet"), "This picture can't be used: sea."),
            (Rejected("sea", "unheard-of"), "This picture can't be used: sea."),
        ],
    )
    def test_the_person_is_told_and_asked_for_another(
        self, talk: DialogueHarness, rejected: Rejected, said: str
    ) -> None:
        for blob in "abc":
            talk.photo(blob)
        (job,) = talk.jobs
        talk.end(job, JobState.FAILED, rejected.told)
        assert talk.replies[0].text.endswith(said)
        assert talk.replies[-1].text == "The rest is still here. Now send me: sea."
        assert talk.session.photos == {"sky": "a", "land": "b"}


class TestOne:
    def test_one_at_fault_leaves_no_rest_to_speak_of(self) -> None:
        talk = talk_of(Sketch())
        (order,) = talk.photo("a").orders
        talk.end(order.id, JobState.FAILED, "photo:too_thin")
        assert talk.replies[-1].text == "Send me a picture: photo."

    def test_a_picture_is_made_at_once_and_nothing_is_swapped(self) -> None:
        talk = talk_of(Sketch())
        (order,) = talk.photo("a").orders
        talk.end(order.id, JobState.DONE)
        assert {button.partition(":")[0] for button in talk.buttons} == {"another-photo", "again", "file", "more"}
        talk.press(f"another-photo:{order.id}")
        assert talk.said == "Send me a picture: photo."
        (order,) = talk.photo("b").orders
        assert order.inputs == {"photo": "b"}


class TestSeveralEffects:
    """Each has a command, its own words and options; what is in the slots goes along when another one is chosen."""

    @pytest.fixture
    def talk(self) -> DialogueHarness:
        return talk_of(Poster(), Sketch())

    def test_each_has_a_command_and_one_chooses_among_them(self, talk: DialogueHarness) -> None:
        talk.command("help")
        for command in ("/poster", "/sketch", "/effects", "/settings"):
            assert f"{command} — " in talk.said
        talk.command("sketch")
        assert talk.photo("a").orders[0].effect == "sketch"
        talk.command("effects")
        talk.press("effect:poster")
        assert not talk.photo("a").orders

    def test_a_photo_goes_to_the_first_slot_that_the_new_one_has_to_fill(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        talk.photo("b")
        talk.press("effect:sketch")
        assert talk.session.photos == {"photo": "a"}
        assert talk.buttons == ("paint",)
        (order,) = talk.press("paint").orders
        assert (order.effect, order.inputs) == ("sketch", {"photo": "a"})

    def test_one_that_was_carried_over_and_the_next_are_both_made(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        talk.press("effect:sketch")
        orders = talk.photo("b").orders
        assert [order.inputs for order in orders] == [{"photo": "a"}, {"photo": "b"}]
        assert talk.session.photos == {}

    def test_photos_given_with_an_effects_command_fill_its_slots(self, talk: DialogueHarness) -> None:
        turn = talk.command("sketch", photos={"photo": Photo(reference="a", blob="a")}, options={"warm": True})
        (order,) = turn.orders
        assert (order.effect, order.inputs, order.options["warm"]) == ("sketch", {"photo": "a"}, True)
        assert talk.session.settings.options == {"sketch": {"warm": True}}

    def test_a_picture_of_an_effect_is_made_anew_by_that_one_whatever_is_chosen_now(
        self, talk: DialogueHarness
    ) -> None:
        talk.command("sketch")
        (order,) = talk.photo("a").orders
        talk.end(order.id, JobState.FAILED, "error")
        talk.press("effect:poster")
        (again,) = talk.press(f"retry:{order.id}").orders
        assert again.effect == "sketch"

    def test_one_that_is_gone_is_said_to_be_forgotten(self, talk: DialogueHarness) -> None:
        talk.command("sketch")
        (order,) = talk.photo("a").orders
        talk.end(order.id, JobState.DONE)
        before = talk.jobs
        talk = talk_of(Poster())
        talk.jobs = before
        for action in ("another-photo", "swap", "retry", "stronger"):
            assert not talk.press(f"{action}:{order.id}").orders
            assert "no longer have" in talk.said


class TestWhereThePicturesGo:
    def test_an_effect_that_sends_them_elsewhere_says_so_in_its_words(self, tmp_path: Path) -> None:
        (tmp_path / "en.ftl").write_text("privacy-elsewhere = Your pictures are sent to paint.example.org.\n")

        class Remote(Sketch):
            name = "remote"
            texts = tmp_path

        talk = talk_of(Poster(), Remote())
        talk.command("privacy")
        assert "paint.example.org" in talk.said
        assert "never leave" not in talk.said

    def test_others_say_that_they_stay(self) -> None:
        talk = talk_of(Poster(), Sketch())
        talk.command("privacy")
        assert "never leave the machine" in talk.said


class TestTwoTablesOfOneEffect:
    def test_each_goes_by_its_tables_name(self) -> None:
        installed = install({"ink": Sketch(), "oil": Sketch()}, framework_texts())
        talk = DialogueHarness(Rules(installed))
        talk.command("oil")
        assert talk.photo("a").orders[0].effect == "oil"
        talk.command("effects")
        assert [row[0].label.removeprefix("• ") for row in talk.replies[0].buttons] == ["ink", "oil"]


class TestNumbers:
    """Where there are no buttons a number chooses from the menu that was shown last; nothing is destroyed by one."""

    def test_what_destroys_has_no_number_but_a_word(self, talk: DialogueHarness) -> None:
        talk.command("forget")
        ((yes, no),) = talk.replies[0].buttons
        assert (yes.id, yes.typed, no.typed) == ("forget-yes", "/forget yes", "")
        assert talk.session.menu == ("forget-no",)
        assert talk.text("1").action is None
        talk.command("forget")
        assert talk.text("2").action is None
        turn = talk.command("forget", "Yes")
        assert turn.action is not None
