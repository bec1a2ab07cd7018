"""What people keep until they delete it: under a painting, in the list of it, and first among what they choose from."""

from functools import partial
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.gallery import PAGE
from core.dialogue.turn import GalleryPage, Rules
from core.model.event import ButtonPressed, CommandGiven
from core.model.job import JobState
from core.model.kept_picture import KeptPicture
from core.model.person import Person
from core.plugins.effect import Slot
from core.plugins.gallery import GalleryPicture
from core.plugins.installed_effect import InstalledEffect
from tests.core.dialogue.harness import ANN, EFFECTS, HOME, Blend, DialogueHarness, Poster, painted

FOLDER = Path("styles")
STYLES = tuple(GalleryPicture(name, FOLDER / f"{name}.jpg") for name in ("dots", "oil"))
LAKE = GalleryPicture("lake", Path("lake.jpg"))
TEXTS = EFFECTS["blend"].texts


class TwoStyles(Blend):
    """A photo to choose nothing for, and two styles of one gallery."""

    slots = (
        Slot(name="content"),
        Slot(name="style", gallery=FOLDER),
        Slot(name="second", optional=True, gallery=FOLDER),
    )


OFFERING = InstalledEffect("blend", TwoStyles(), TEXTS, {"content": (LAKE,), "style": STYLES, "second": STYLES})


def talk_with(language: str = "en", **limits: int) -> DialogueHarness:
    return DialogueHarness(Rules({"blend": OFFERING}, **limits), Person(id="ann", locale=language))


def labels(talk: DialogueHarness) -> list[str]:
    return [button.label for reply in talk.replies for row in reply.buttons for button in row]


def names(talk: DialogueHarness) -> list[str]:
    return [picture.name for picture in talk.kept.values()]


def two_painted(talk: DialogueHarness) -> tuple[str, str]:
    """Two paintings, of one photo in two styles."""
    first = painted(talk)
    talk.photo("photo")
    (order,) = talk.photo("other style").orders
    talk.end(order.id, JobState.DONE)
    return first, order.id


@pytest.fixture
def talk() -> DialogueHarness:
    return talk_with()


class TestUnderAPainting:
    def test_it_can_be_kept_and_so_can_what_there_is_a_choice_of(self, talk: DialogueHarness) -> None:
        talk.photo("second", caption="second style")
        talk.press(f"more:{painted(talk)}")
        assert [label for label in labels(talk) if "eep" in label] == [
            "Keep this painting",
            "Keep this style",
            "Keep the second style",
        ]

    def test_a_style_is_kept_under_a_name_of_its_own(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        (reply,) = talk.press(f"own-style:{job}").replies
        assert talk.said == (
            "Kept as “My style 1” until you delete it. It comes first in /styles, and /kept leads to it."
        )
        assert reply.private
        assert labels(talk) == ["Rename", "What you've kept"]
        (kept,) = talk.kept.values()
        assert (kept.blob, kept.slot, kept.effect, kept.size) == ("style", "style", "blend", 1_000_000)
        assert (kept.person, kept.created) == (talk.person, talk.now)

    def test_a_painting_is_kept_beside_its_style(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        talk.press(f"keep:{job}")
        talk.press(f"own-style:{job}")
        assert [(one.name, one.blob, one.slot) for one in talk.kept.values()] == [
            ("My painting 1", "painting", ""),
            ("My style 1", "style", "style"),
        ]

    def test_twice_is_once(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        for button in ("keep", "own-style"):
            talk.press(f"{button}:{job}")
            talk.press(f"{button}:{job}")
            assert "You've kept that already" in talk.said
        assert len(talk.kept) == 2

    def test_the_next_one_has_another_name_and_one_that_is_free_is_taken(self, talk: DialogueHarness) -> None:
        first, second = two_painted(talk)
        talk.press(f"own-style:{first}")
        talk.press(f"own-style:{second}")
        assert names(talk) == ["My style 1", "My style 2"]
        talk.press(f"drop:{next(iter(talk.kept))}")
        talk.press(f"own-style:{first}")
        assert names(talk) == ["My style 2", "My style 1"]

    @pytest.mark.parametrize("button", ["own-content", "own-nose"])
    def test_what_there_is_no_choice_of_is_not_kept(self, talk: DialogueHarness, button: str) -> None:
        talk.press(f"{button}:{painted(talk)}")
        assert talk.kept == {}
        assert "no longer have" in talk.said

    def test_what_is_gone_is_not_kept(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        talk.gone = {"painting", "style"}
        for button in ("keep", "own-style"):
            talk.press(f"{button}:{job}")
            assert "no longer have" in talk.said
        assert talk.kept == {}

    def test_nobody_keeps_anothers(self, talk: DialogueHarness) -> None:
        job = talk.jobs[painted(talk)]
        ben = Person(id="ben")
        talk.happen(ButtonPressed(id="x", address=HOME, sender=ben, button=f"keep:{job.id}", job=job))
        assert talk.kept == {}

    def test_a_spoiler_stays_one(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        order = talk.jobs[job].order.model_copy(update={"spoiler": True})
        talk.jobs[job] = talk.jobs[job].model_copy(update={"order": order})
        talk.press(f"keep:{job}")
        (id,) = talk.kept
        assert talk.press(f"kept:{id}").replies[0].spoiler
        talk.press(f"as-content:{id}")
        assert talk.session.spoiler


class TestRoom:
    @pytest.mark.parametrize(
        ("limits", "said"),
        [
            ({"max_kept": 1}, "You can keep one picture, of 100 MB at most"),
            ({"max_kept_bytes": 1_999_999}, "You can keep 50 pictures, of 1 MB together at most"),
        ],
    )
    def test_is_limited_and_how_it_is_made_is_said(self, limits: dict[str, int], said: str) -> None:
        talk = talk_with(**limits)
        job = painted(talk)
        talk.press(f"keep:{job}")
        talk.press(f"own-style:{job}")
        assert said in talk.said
        assert "in /kept first" in talk.said
        assert talk.buttons == ("kept",)
        talk.press(f"drop:{next(iter(talk.kept))}")
        talk.press(f"own-style:{job}")
        assert names(talk) == ["My style 1"]

    def test_is_told_in_privacy(self) -> None:
        talk = talk_with(max_kept=7, max_kept_bytes=30_000_000)
        talk.command("privacy")
        assert "stays until you delete it in /kept: 7 pictures, 30 MB at most." in talk.said
        russian = talk_with("ru", max_kept=21)
        russian.command("privacy")
        assert "не больше 21 картинки и 100\N{NO-BREAK SPACE}МБ" in russian.said


class TestNames:
    def test_the_text_after_the_button_is_the_name(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        talk.press(talk.buttons[0])
        assert talk.said == "What shall I call “My style 1”? Write me its new name."
        talk.text("  Waves\n at  dusk ")
        assert names(talk) == ["Waves at dusk"]
        assert talk.said == "It's called “Waves at dusk” now."
        talk.text("Storm")
        assert names(talk) == ["Waves at dusk"]

    def test_a_name_may_be_a_number_or_a_slots(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        for name in ("1", "style"):
            talk.press(f"name:{next(iter(talk.kept))}")
            talk.text(name)
            assert names(talk) == [name]

    def test_anything_else_than_a_text_leaves_it_as_it_was(self, talk: DialogueHarness) -> None:
        job = painted(talk)
        talk.press(f"own-style:{job}")
        others = (talk.other, partial(talk.photo, "x"), partial(talk.command, "help"), partial(talk.press, "paint"))
        for something_else in others:
            talk.press(f"name:{next(iter(talk.kept))}")
            something_else()
            talk.text("Waves")
            assert names(talk) == ["My style 1"]

    def test_the_end_of_a_job_does_not_come_between(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        talk.photo("a")
        (order,) = talk.photo("b").orders
        talk.press(f"name:{next(iter(talk.kept))}")
        talk.end(order.id, JobState.DONE)
        talk.text("Waves")
        assert names(talk) == ["Waves"]

    def test_a_long_one_is_cut_and_an_empty_one_is_none(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        for text, name in (("   ", "My style 1"), ("w" * 99, "w" * 40)):
            talk.press(f"name:{next(iter(talk.kept))}")
            talk.text(text)
            assert names(talk) == [name]

    def test_one_that_was_deleted_meanwhile_gets_none(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        talk.press(f"name:{next(iter(talk.kept))}")
        talk.kept.clear()
        talk.text("Waves")
        assert talk.said == "I no longer have that one."

    def test_none_is_asked_for_where_others_talk(self, talk: DialogueHarness) -> None:
        job = talk.jobs[painted(talk)]
        talk.happen(ButtonPressed(id="x", address=HOME, sender=ANN, button=f"keep:{job.id}", job=job, is_group=True))
        assert talk.buttons == ("kept",)


class TestTheCommandKeep:
    def test_keeps_the_newest_paintings_style_under_a_name(self, talk: DialogueHarness) -> None:
        two_painted(talk)
        talk.command("keep", "Waves at dusk")
        assert [(one.name, one.blob) for one in talk.kept.values()] == [("Waves at dusk", "other style")]

    def test_names_it_where_it_is_kept_already(self, talk: DialogueHarness) -> None:
        painted(talk)
        talk.command("keep")
        assert names(talk) == ["My style 1"]
        talk.command("keep", "Waves")
        assert names(talk) == ["Waves"]
        talk.command("keep")
        assert "kept that already, as “Waves”" in talk.said

    def test_names_what_was_kept_last_where_there_is_no_painting(self, talk: DialogueHarness) -> None:
        talk.press(f"keep:{painted(talk)}")
        talk.jobs.clear()
        talk.command("keep", "Home")
        assert names(talk) == ["Home"]

    def test_keeps_the_painting_where_there_is_nothing_to_choose_from(self) -> None:
        talk = DialogueHarness()
        painted(talk)
        talk.command("keep", "Home")
        assert [(one.name, one.blob) for one in talk.kept.values()] == [("Home", "painting")]

    def test_says_where_there_is_nothing(self, talk: DialogueHarness) -> None:
        talk.command("keep", "Waves")
        assert talk.said == "There's no painting here yet whose style I could keep."


class TestTheList:
    def test_is_empty_at_first_and_says_how_it_fills(self, talk: DialogueHarness) -> None:
        (reply,) = talk.command("kept").replies
        assert reply.private
        assert talk.said == "You've kept nothing yet. “More…” under a painting is where you can."

    @pytest.mark.parametrize(
        ("language", "said"),
        [
            ("en", "You've kept 2 pictures (2/100 MB):\n1. My style 1 (style)\n2. My painting 1 (painting)"),
            ("ru", "Вы сохранили 2 картинки (2/100 МБ):\n1. Мой стиль 1 (стиль)\n2. Мой рисунок 1 (рисунок)"),
        ],
    )
    def test_has_what_is_kept_the_newest_first(self, language: str, said: str) -> None:
        talk = talk_with(language)
        job = painted(talk)
        talk.press(f"keep:{job}")
        talk.press(f"own-style:{job}")
        (reply,) = talk.command("kept").replies
        assert reply.text.replace("\N{NO-BREAK SPACE}", " ") == said
        assert reply.private
        assert labels(talk) == [line.partition(" (")[0] for line in said.splitlines()[1:]]

    def test_leads_to_each_of_it(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        talk.command("kept")
        (reply,) = talk.text("1").replies
        assert (reply.text, reply.picture, reply.private) == ("My style 1 (style)", "style", True)
        assert labels(talk) == ["Use as style", "Use as photo", "Use as second style", "Rename", "Delete"]

    def test_is_read_a_page_at_a_time(self, talk: DialogueHarness) -> None:
        kept = {"person": talk.person, "blob": "b", "effect": "blend", "size": 1, "created": 1.0}
        for number in range(21):
            talk.kept[f"k{number}"] = KeptPicture(id=f"k{number}", name=f"n{number}", **kept)
        seen, button = [], "kept"
        for count in (10, 10, 1):
            talk.press(button)
            *shown, button = talk.buttons
            assert len(shown) == count
            assert labels(talk)[0].startswith("1. ")
            seen += shown
        assert seen == [f"kept:k{number}" for number in reversed(range(21))]
        assert button == "kept:0"

    def test_what_is_not_there_shows_it(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        for rest in ("gone", "7777777", "10", "²"):
            talk.press(f"kept:{rest}")
            assert talk.said.startswith("You've kept one picture (1/100 MB):")


class TestUse:
    def test_fills_a_slot_as_a_photo_does(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        (id,) = talk.kept
        talk.photo("new photo")
        (order,) = talk.press(f"as-style:{id}").orders
        assert order.inputs == {"content": "new photo", "style": "style"}

    def test_chooses_the_effect_that_it_was_kept_with(self) -> None:
        poster = InstalledEffect("poster", Poster(), framework_texts(), {})
        talk = DialogueHarness(Rules({"blend": OFFERING, "poster": poster}))
        talk.press(f"own-style:{painted(talk)}")
        talk.press("effect:poster")
        talk.press(f"as-style:{next(iter(talk.kept))}")
        assert (talk.session.effect, talk.session.photos) == ("blend", {"style": "style"})

    def test_of_an_effect_that_is_gone_is_in_the_slots_of_another(self) -> None:
        talk = talk_with()
        talk.press(f"own-style:{painted(talk)}")
        other = DialogueHarness(Rules({"poster": InstalledEffect("poster", Poster(), framework_texts(), {})}))
        other.kept = talk.kept
        (id,) = other.kept
        other.press(f"kept:{id}")
        assert "Use as sea" in labels(other)
        other.press(f"as-sea:{id}")
        assert other.session.photos == {"sea": "style"}

    def test_in_a_slot_that_there_is_not_shows_it(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        talk.press(f"as-nose:{next(iter(talk.kept))}")
        assert talk.session.photos == {}
        assert talk.said == "My style 1 (style)"


class TestDeleting:
    def test_is_a_press_and_never_a_number(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        (id,) = talk.kept
        (reply,) = talk.press(f"kept:{id}").replies
        assert f"drop:{id}" not in reply.numbered
        talk.press(f"drop:{id}")
        assert talk.kept == {}
        assert talk.said == "Deleted: “My style 1”."
        talk.press(f"drop:{id}")
        assert talk.said == "I no longer have that one."

    @pytest.mark.parametrize("language", ["en", "ru"])
    def test_is_a_command_where_there_are_no_buttons(self, language: str) -> None:
        talk = talk_with(language)
        talk.press(f"own-style:{painted(talk)}")
        (reply,) = talk.press(f"kept:{next(iter(talk.kept))}").replies
        (typed,) = [button.typed for row in reply.buttons for button in row if button.typed]
        name, _, argument = typed.removeprefix("/").partition(" ")
        talk.command(name, argument)
        assert talk.kept == {}

    def test_by_a_name_that_nothing_has_deletes_nothing(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        talk.command("kept", "delete My style")
        assert talk.said == "I no longer have that one."
        assert len(talk.kept) == 1


class TestInTheGallery:
    """What a person has kept for a slot is chosen like the pictures that come with the effect, and before them."""

    def test_own_ones_come_first(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        talk.command("keep", "Waves")
        turn = talk.command("styles")
        assert turn.page == GalleryPage(effect="blend", slot="style", own=("style",))
        assert labels(talk) == ["1. Waves", "2. Dots of pure colour", "3. Thick oil paint"]
        talk.text("1")
        assert talk.session.photos == {"style": "style"}

    def test_one_kept_for_a_slot_is_there_for_another_with_the_same_gallery(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        (id,) = talk.kept
        talk.press("gallery:second")
        assert talk.buttons[0] == f"as-second:{id}"
        talk.press("gallery:content")
        assert not any(id in button for button in talk.buttons)

    def test_paintings_are_not_among_them(self, talk: DialogueHarness) -> None:
        talk.press(f"keep:{painted(talk)}")
        turn = talk.command("styles")
        assert turn.page == GalleryPage(effect="blend", slot="style")

    def test_nobody_else_sees_them_in_a_group(self, talk: DialogueHarness) -> None:
        talk.press(f"own-style:{painted(talk)}")
        turn = talk.happen(CommandGiven(id="x", address=HOME, sender=ANN, name="styles", is_group=True))
        assert turn.page == GalleryPage(effect="blend", slot="style")
        assert labels(talk) == ["1. Dots of pure colour", "2. Thick oil paint"]

    def test_pages_go_over_both(self, talk: DialogueHarness) -> None:
        kept = {"person": talk.person, "effect": "blend", "slot": "style", "size": 1, "created": 1.0}
        for number in range(PAGE):
            talk.kept[f"k{number}"] = KeptPicture(id=f"k{number}", blob=f"b{number}", name=f"n{number}", **kept)
        talk.press("gallery:style")
        assert talk.buttons[-1] == f"gallery:style:{PAGE}"
        talk.press(talk.buttons[-1])
        assert labels(talk)[:2] == ["1. Dots of pure colour", "2. Thick oil paint"]
        assert talk.buttons[-1] == "gallery:style:0"


def test_every_button_leaves_room_for_its_owners_mark() -> None:
    slot = "s" * 20

    class Long(Blend):
        slots = (Slot(name="content"), Slot(name=slot, gallery=FOLDER))

    talk = DialogueHarness(Rules({"blend": InstalledEffect("blend", Long(), TEXTS, {slot: STYLES})}))
    kept = {"person": talk.person, "blob": "b", "effect": "blend", "slot": slot, "size": 1, "created": 1.0}
    talk.kept["k" * 33] = KeptPicture(id="k" * 33, name="n" * 40, **kept)
    for show in ("kept", f"kept:{'k' * 33}", f"gallery:{slot}"):
        talk.press(show)
        assert talk.buttons
        assert max(len(button.encode()) for button in talk.buttons) <= 57
