"""Photos into slots: one after another, by caption, and in albums."""

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.model.errors import Lost, Refusal
from core.model.event import Photo
from core.model.job import JobState
from core.model.person import Person
from core.model.session import Session, read
from core.plugins.effect import Slot
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import Blend, DialogueHarness


class TestSeveralPhotosForOneSlot:
    def test_each_is_made_with_the_same_other_picture(self, talk: DialogueHarness) -> None:
        talk.photo("s", slot="style")
        for blob in "abc":
            talk.photo(blob, album="1", slot="content")
        turn = talk.wait(1.1)
        assert turn is not None
        orders = turn.orders
        assert [order.inputs for order in orders] == [{"content": blob, "style": "s"} for blob in "abc"]
        assert len({order.id for order in orders}) == 3
        assert talk.session.photos == {}

    def test_what_the_queue_has_no_room_for_is_said_and_the_first_of_it_kept(self, talk: DialogueHarness) -> None:
        talk.photo("s", slot="style")
        for blob in "abcde":
            talk.photo(blob, album="1", slot="content")
        turn = talk.wait(1.1)
        assert turn is not None
        assert [order.inputs["content"] for order in turn.orders] == ["a", "b", "c"]
        assert talk.session.photos == {"style": "s", "content": "d"}
        assert "You already have 3 paintings waiting" in turn.replies[-1].text
        assert "I haven't taken this one" in turn.replies[-1].text

    def test_those_that_are_sent_one_after_another_are_not_taken_together(self, talk: DialogueHarness) -> None:
        talk.photo("s", slot="style")
        assert len(talk.photo("a", slot="content").orders) == 1
        assert not talk.photo("b", slot="content").orders


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
        assert talk.session.photos == {"content": "a"}

    def test_a_slot_that_is_named_again_is_replaced(self, talk: DialogueHarness) -> None:
        talk.photo("a", caption="photo")
        talk.photo("b", caption="photo")
        assert talk.session.photos == {"content": "b"}

    def test_the_only_photo_can_be_moved_by_button_or_word(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        assert "use-as-style" in talk.buttons
        talk.press("use-as-style")
        assert talk.session.photos == {"style": "a"}
        assert "photo to paint" in talk.said
        talk.text("Photo")
        assert talk.session.photos == {"content": "a"}

    def test_a_number_presses_a_button_of_the_last_menu(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        talk.text("1")
        assert talk.session.photos == {"style": "a"}

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
        assert talk.session.photos == {"content": "a"}

    @pytest.mark.parametrize(("limit", "mb"), [(20_000_000, 20), (None, 50)])
    def test_one_that_is_too_large_is_told_what_it_may_have(
        self, talk: DialogueHarness, limit: int | None, mb: int
    ) -> None:
        photo = Photo(reference="x", refusal=Refusal.TOO_LARGE, limit=limit)
        talk.command("style", photos={"content": photo})
        assert f"{mb} MB at most" in talk.said

    def test_a_photo_that_has_been_here_is_not_said_to_have_come(self, talk: DialogueHarness) -> None:
        talk.photo("a")
        assert talk.said.startswith("Got your photo.")
        talk.text("hello?")
        assert talk.said == "Your photo is still here. Now send me a picture whose style you like."
        talk.press("use-as-style")
        assert talk.said.startswith("Got the picture with the style.")
        talk.command("style")
        assert talk.said == "The style is still here. Now send me the photo to paint."

    def test_an_effect_of_one_picture_starts_at_once(self) -> None:
        class Sketch(Blend):
            name = "sketch"
            slots = (Slot(name="content"),)

        (order,) = DialogueHarness(Rules(install({"sketch": Sketch()}, framework_texts()))).photo("a").orders
        assert order.inputs == {"content": "a"}

    def test_the_spoiler_of_a_photo_stays_with_the_painting(self, talk: DialogueHarness) -> None:
        photos = {
            "content": Photo(reference="a", blob="a", spoiler=True),
            "style": Photo(reference="b", blob="b"),
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
        assert talk.session.photos == {"content": "c"}
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
        assert talk.session.photos == {"content": "c"}

    def test_what_cannot_be_used_is_named_in_the_one_answer(self, talk: DialogueHarness) -> None:
        talk.refused_photo(Refusal.UNSUPPORTED, album="1")
        talk.photo("a", album="1")
        assert talk.refused_photo(Refusal.UNSUPPORTED, album="1").replies == ()
        turn = talk.wait(1.1)
        assert turn is not None
        assert len(turn.replies) == 1
        assert talk.said.startswith("Of the 3 files I couldn't use no. 1, 3. This is a kind of file that I can't read.")
        assert talk.said.count("This is a kind of file") == 1
        assert "picture whose style" in talk.said

    def test_a_job_that_came_of_the_others_keeps_its_own_message(self, talk: DialogueHarness) -> None:
        talk.photo("a", album="1")
        talk.refused_photo(Refusal.TRUNCATED, album="1")
        talk.photo("b", album="1")
        turn = talk.wait(1.1)
        assert turn is not None
        assert [reply.job is None for reply in turn.replies] == [False, True]
        assert turn.replies[1].text.startswith("Of the 3 files I couldn't use no. 2.")

    def test_one_of_nothing_but_a_refused_one_says_why_and_no_more(self, talk: DialogueHarness) -> None:
        talk.refused_photo(Refusal.NOT_A_PICTURE, album="1")
        turn = talk.wait(1.1)
        assert turn is not None
        assert [reply.text[:14] for reply in turn.replies] == ["I can't read t"]

    def test_the_deadline_survives_storing(self, talk: DialogueHarness) -> None:
        talk.photo("a", album="1")
        restored = read(Session, talk.session.model_dump_json())
        assert restored is not None
        assert restored.album is not None
        assert restored.album.deadline == talk.now + 1
