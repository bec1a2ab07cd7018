"""A slot that need not be filled: it is never waited for, and a picture for it can be added later."""

from pathlib import Path

import pytest

from core.model.event import Photo
from core.model.job import JobState
from core.plugins.effect import Slot
from tests.core.dialogue.harness import DialogueHarness, Poster, talk_of


@pytest.fixture
def talk() -> DialogueHarness:
    return talk_of(Poster())


class TestOptional:
    def test_it_is_never_asked_for_nor_filled_by_chance(self, talk: DialogueHarness) -> None:
        for blob in "abcd":
            talk.photo(blob)
            assert "frame" not in talk.said
        (job,) = talk.jobs.values()
        assert "frame" not in job.order.inputs
        assert talk.session.photos == {"sky": "d"}

    def test_by_its_name_it_is_filled_before_the_rest_or_in_an_album(self, talk: DialogueHarness) -> None:
        talk.photo("f", caption="frame")
        assert talk.said == "Got it. Now send me: sky."
        talk.text("hello?")
        assert talk.said == "The rest is still here. Now send me: sky."
        for blob in "ab":
            talk.photo(blob)
        (order,) = talk.photo("c").orders
        assert order.inputs == {"sky": "a", "land": "b", "sea": "c", "frame": "f"}
        for blob, caption in (("g", ""), ("h", ""), ("i", ""), ("k", "frame")):
            talk.photo(blob, caption=caption, album="1")
        turn = talk.wait(2)
        assert turn is not None
        assert turn.orders[0].inputs == {"sky": "g", "land": "h", "sea": "i", "frame": "k"}

    def test_given_by_name_with_all_the_others_it_is_part_of_that_picture(self, talk: DialogueHarness) -> None:
        photos = {slot: Photo(reference=slot, blob=slot) for slot in ("sky", "land", "sea", "frame")}
        (order,) = talk.command("poster", photos=photos).orders
        assert order.inputs == {slot: slot for slot in photos}

    def test_an_album_that_fits_into_all_the_slots_fills_it_too(self, talk: DialogueHarness) -> None:
        assert album(talk, "a", "b", "c", "f") == [{"sky": "a", "land": "b", "sea": "c", "frame": "f"}]

    def test_what_an_albums_captions_leave_is_filled_in_the_slots_order(self, talk: DialogueHarness) -> None:
        photos = [("a", "land"), ("b", ""), ("c", ""), ("d", "")]
        for blob, caption in photos:
            talk.photo(blob, caption=caption, album="1")
        turn = talk.wait(2)
        assert turn is not None
        assert [order.inputs for order in turn.orders] == [{"sky": "b", "land": "a", "sea": "c", "frame": "d"}]

    def test_a_longer_album_and_one_beside_an_earlier_photo_leave_it_out(self, talk: DialogueHarness) -> None:
        assert album(talk, *"abcdef") == [
            {"sky": "a", "land": "b", "sea": "c"},
            {"sky": "d", "land": "e", "sea": "f"},
        ]
        talk.photo("g")
        assert album(talk, "h", "i", "k") == [{"sky": "g", "land": "h", "sea": "i"}]
        assert talk.session.photos == {"sky": "k"}

    def test_the_effects_own_words_do_not_take_it_for_one_that_must_be_filled(self, tmp_path: Path) -> None:
        (tmp_path / "en.ftl").write_text("ask-land = Got the sky. Now the land.\n")

        class Worded(Poster):
            texts = tmp_path

        talk = talk_of(Worded())
        talk.photo("a")
        assert talk.said == "Got the sky. Now the land."
        talk.photo("f", caption="frame")
        assert talk.said == "Got it. Now send me: land."


def album(talk: DialogueHarness, *blobs: str) -> list[dict[str, str]]:
    """The inputs of what is ordered of photos that are sent together."""
    for blob in blobs:
        talk.photo(blob, album="".join(blobs))
    turn = talk.wait(2)
    assert turn is not None
    return [order.inputs for order in turn.orders]


def made(talk: DialogueHarness, **more: str) -> str:
    """A finished picture of three, and those given by name; the job's id."""
    for slot, blob in more.items():
        talk.photo(blob, slot=slot)
    orders = [order for blob in "abc" for order in talk.photo(blob).orders]
    talk.end(orders[0].id, JobState.DONE)
    return orders[0].id


class TestAdding:
    """A picture made without an optional one has a button that asks for it."""

    def test_the_next_photo_is_that_one_and_the_others_stay(self, talk: DialogueHarness) -> None:
        talk.press(f"add-frame:{made(talk)}")
        assert talk.said == "The rest is still here. Now send me: frame."
        assert talk.buttons == ()
        (order,) = talk.photo("f").orders
        assert order.inputs == {"sky": "a", "land": "b", "sea": "c", "frame": "f"}
        assert (talk.session.photos, talk.session.awaited) == ({}, "")

    def test_one_that_is_there_is_exchanged_instead(self, talk: DialogueHarness) -> None:
        job = made(talk, frame="f")
        assert f"add-frame:{job}" not in talk.buttons
        talk.press(f"another-frame:{job}")
        assert "frame" in talk.said
        (order,) = talk.photo("g").orders
        assert order.inputs == {"sky": "a", "land": "b", "sea": "c", "frame": "g"}

    def test_one_at_fault_is_asked_for_again(self, talk: DialogueHarness) -> None:
        talk.photo("f", caption="frame")
        (order,) = [order for blob in "abc" for order in talk.photo(blob).orders]
        talk.end(order.id, JobState.FAILED, "frame:too_thin")
        assert "Now send me: frame" in talk.said
        (again,) = talk.photo("g").orders
        assert again.inputs == {"sky": "a", "land": "b", "sea": "c", "frame": "g"}

    @pytest.mark.parametrize("instead", ["reset", "cancel", "poster"])
    def test_who_begins_anew_is_not_asked_for_it_any_more(self, talk: DialogueHarness, instead: str) -> None:
        talk.press(f"add-frame:{made(talk)}")
        talk.command(instead)
        assert talk.session.awaited == ""
        talk.command("reset")
        (order,) = [order for blob in "abc" for order in talk.photo(blob).orders]
        assert order.inputs == {"sky": "a", "land": "b", "sea": "c"}

    def test_nor_who_chooses_another_button_of_a_picture(self, talk: DialogueHarness) -> None:
        job = made(talk)
        talk.press(f"add-frame:{job}")
        talk.press(f"another-sea:{job}")
        (order,) = talk.photo("d").orders
        assert order.inputs == {"sky": "a", "land": "b", "sea": "d"}

    def test_nor_whose_other_pictures_have_expired_meanwhile(self, talk: DialogueHarness) -> None:
        talk.press(f"add-frame:{made(talk)}")
        talk.session = talk.session.model_copy(update={"photos": {}})
        talk.lost = True
        talk.text("hello?")
        talk.lost = False
        (order,) = [order for blob in "abc" for order in talk.photo(blob).orders]
        assert order.inputs == {"sky": "a", "land": "b", "sea": "c"}

    @pytest.mark.parametrize("slot", ["frame", "moon"])
    def test_a_picture_whose_photos_are_gone_and_a_slot_that_there_is_not_are_said_to_be_forgotten(
        self, talk: DialogueHarness, slot: str
    ) -> None:
        job = made(talk)
        if slot == "frame":
            old = talk.jobs[job]
            talk.jobs[job] = old.model_copy(update={"order": old.order.model_copy(update={"inputs": {}})})
        talk.press(f"add-{slot}:{job}")
        assert "no longer have" in talk.said
        assert talk.session.awaited == ""


class Pair(Poster):
    """Two pictures and perhaps a frame."""

    slots = (Slot(name="sky"), Slot(name="sea"), Slot(name="frame", optional=True))


class Framed(Poster):
    """One picture and perhaps a frame."""

    slots = (Slot(name="sky"), Slot(name="frame", optional=True))


class TestSwapping:
    """Only the two that must be there are swapped, and only where there is no third."""

    def test_two_without_the_optional_one(self) -> None:
        talk = talk_of(Pair())
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.end(order.id, JobState.DONE)
        assert [[button.label for button in row] for row in talk.replies[0].buttons] == [
            ["Another: sea", "Another: sky"],
            ["With my settings"],
            ["As a file", "More…"],
        ]
        talk.press(f"more:{order.id}")
        assert [button.label for button in talk.replies[0].buttons[0]] == ["Add: frame", "Swap the two"]
        (again,) = talk.press(f"swap:{order.id}").orders
        assert again.inputs == {"sky": "b", "sea": "a"}

    @pytest.mark.parametrize(("effect", "blobs"), [(Pair(), "abf"), (Framed(), "af")])
    def test_nothing_with_it(self, effect: Poster, blobs: str) -> None:
        talk = talk_of(effect)
        (inputs,) = album(talk, *blobs)
        assert inputs["frame"] == "f"
        (job,) = talk.jobs
        talk.end(job, JobState.DONE)
        assert f"swap:{job}" not in talk.buttons
        talk.press(f"more:{job}")
        assert f"swap:{job}" not in talk.buttons
        assert not talk.press(f"swap:{job}").orders
