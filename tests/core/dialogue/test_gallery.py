"""Galleries in a conversation: the way there, a page of pictures with their numbers, and what a choice asks for."""

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dialogue.commands import declared_commands
from core.dialogue.framework_texts import framework_texts
from core.dialogue.gallery import PAGE
from core.dialogue.turn import GalleryPage, Rules
from core.model.event import GalleryChoice
from core.plugins.gallery import GalleryPicture
from core.plugins.installed_effect import InstalledEffect
from tests.core.dialogue.harness import ANN, EFFECTS, Blend, DialogueHarness, Poster


def pictures(names: Iterable[str]) -> tuple[GalleryPicture, ...]:
    """Pictures that nobody reads."""
    return tuple(GalleryPicture(name, Path(f"{name}.jpg")) for name in names)


STYLES = pictures(["dots", "oil", "waves"])
MANY = pictures(f"p{number}" for number in range(2 * PAGE + 1))
BLEND = EFFECTS["blend"]
OFFERING = InstalledEffect("blend", BLEND.effect, BLEND.texts, {"content": pictures(["lake"]), "style": STYLES})


def talk_about(*effects: InstalledEffect, language: str = "en") -> DialogueHarness:
    rules = Rules({effect.name: effect for effect in effects})
    return DialogueHarness(rules, ANN.model_copy(update={"locale": language}))


class TestTheWayThere:
    def test_is_a_button_where_a_picture_is_asked_for(self) -> None:
        talk = talk_about(OFFERING)
        talk.photo("photo")
        assert talk.buttons == ("gallery:style", "use-as-style")

    def test_takes_an_only_picture_at_once(self) -> None:
        talk = talk_about(OFFERING)
        talk.text("hello")
        assert talk.buttons == ("gallery:content:lake",)
        assert talk.press("gallery:content:lake").chosen == GalleryChoice(effect="blend", slot="content", name="lake")

    def test_is_there_for_an_optional_slot_that_was_asked_for(self) -> None:
        effect = InstalledEffect("poster", Poster(), framework_texts(), {"frame": STYLES})
        talk = talk_about(effect)
        for colour in ("sky", "land", "sea"):
            turn = talk.photo(colour)
        (order,) = turn.orders
        talk.press(f"add-frame:{order.id}")
        assert talk.buttons == ("gallery:frame",)

    def test_is_not_there_without_a_gallery(self) -> None:
        talk = talk_about(BLEND)
        talk.photo("photo")
        assert talk.buttons == ("use-as-style",)


class TestTheCommand:
    def test_goes_by_the_effects_word_and_by_the_frameworks(self) -> None:
        assert [one.name for one in declared_commands({"blend": OFFERING})][:2] == ["style", "styles"]
        for name in ("styles", "gallery"):
            assert talk_about(OFFERING).command(name).page == GalleryPage(effect="blend", slot="style")

    def test_goes_by_the_word_of_the_only_effect_that_has_one(self) -> None:
        other = InstalledEffect("poster", Poster(), framework_texts(), {})
        command = next(one for one in declared_commands({"poster": other, "blend": OFFERING}) if one.key == "gallery")
        assert (command.name, command.about("en")) == ("styles", "choose a style from my gallery")

    def test_goes_by_the_frameworks_where_several_effects_have_one(self) -> None:
        other = InstalledEffect("poster", Poster(), framework_texts(), {"frame": STYLES})
        names = [one.name for one in declared_commands({"blend": OFFERING, "poster": other})]
        assert "gallery" in names
        assert "styles" not in names

    def test_is_not_there_where_no_effect_has_one(self) -> None:
        assert not {"gallery", "styles"} & {one.name for one in declared_commands(EFFECTS)}

    def test_shows_the_gallery_of_what_is_missing(self) -> None:
        both = InstalledEffect("blend", BLEND.effect, BLEND.texts, {"content": STYLES, "style": MANY})
        talk = talk_about(both)
        assert talk.command("gallery").page == GalleryPage(effect="blend", slot="content")
        talk.photo("photo")
        assert talk.command("gallery").page == GalleryPage(effect="blend", slot="style")

    def test_asks_for_a_picture_where_the_chosen_effect_has_none(self) -> None:
        talk = talk_about(BLEND)
        turn = talk.command("gallery")
        assert turn.page is None
        assert talk.said == "Send me the photo you want painted."


class TestAPage:
    def test_has_a_button_for_each_picture_with_its_number_in_the_sheet(self) -> None:
        talk = talk_about(OFFERING, language="ru")
        talk.press("gallery:style")
        (reply,) = talk.replies
        labels = [button.label for row in reply.buttons for button in row]
        assert labels == ["1. Точки чистого цвета", "2. Густое масло", "3. Большие волны"]
        assert all(button.numbered for row in reply.buttons for button in row)

    def test_is_chosen_from_by_a_number_where_there_are_no_buttons(self) -> None:
        talk = talk_about(OFFERING)
        talk.press("gallery:style")
        assert talk.text("2").chosen == GalleryChoice(effect="blend", slot="style", name="oil")

    def test_leads_to_the_next_one_and_the_last_to_the_first(self) -> None:
        talk = talk_about(InstalledEffect("blend", BLEND.effect, BLEND.texts, {"style": MANY}))
        seen, button = [], "gallery:style"
        for first in (0, PAGE, 2 * PAGE):
            assert talk.press(button).page == GalleryPage(effect="blend", slot="style", first=first)
            *chosen, button = talk.buttons
            seen += [id.rpartition(":")[2] for id in chosen]
        assert seen == [picture.name for picture in MANY]
        assert button == "gallery:style:0"


class TestAChoice:
    def test_changes_nothing_until_the_picture_is_there(self) -> None:
        talk = talk_about(OFFERING)
        talk.photo("photo")
        turn = talk.press("gallery:style:waves")
        assert turn.chosen == GalleryChoice(effect="blend", slot="style", name="waves")
        assert turn.replies == turn.orders == ()
        assert turn.session.photos == {"content": "photo"}

    @pytest.mark.parametrize("rest", ["gone", "", "-1", "7" * 6, "¹"])
    def test_of_what_there_is_not_shows_the_gallery(self, rest: str) -> None:
        turn = talk_about(OFFERING).press(f"gallery:style:{rest}")
        assert turn.chosen is None
        assert turn.page == GalleryPage(effect="blend", slot="style")

    @given(st.text(max_size=57))
    def test_by_any_button_is_answered(self, rest: str) -> None:
        turn = talk_about(OFFERING).press(f"gallery:{rest}")
        assert turn.chosen or turn.replies


def test_every_button_has_room_for_the_longest_names() -> None:
    slot, name = "s" * 20, "p" * 20
    effect = InstalledEffect("blend", Blend(), BLEND.texts, {slot: pictures([name, "other"])})
    talk = talk_about(effect)
    talk.press(f"gallery:{slot}")
    assert max(len(button.encode()) for button in talk.buttons) <= 57
