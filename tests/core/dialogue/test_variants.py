"""Variants: small pictures side by side, and the one that is chosen is made at full size and remembered."""

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules, TurnResult
from core.model.address import Address
from core.model.errors import Refusal
from core.model.event import Photo
from core.model.job import JobState
from core.model.person import PersonId
from core.plugins.effect import Variant
from core.plugins.installed_effect import install
from tests.core.dialogue.harness import ANN, Blend, DialogueHarness, Poster, Tint, painted, talk_of

ELSEWHERE = Address("web", "local", "another room")


class Varied(Blend):
    """A blend of which there are two variants, and one that its options don't take."""

    def variants(self, options: Tint) -> list[Variant]:
        return [
            Variant(name="lighter", changes={"strength": options.strength / 2}, draft={"warm": True}),
            Variant(name="bolder", changes={"strength": 1.0}, draft={"warm": True}),
            Variant(name="impossible", changes={"strength": 2.0}),
        ]


@pytest.fixture
def talk() -> DialogueHarness:
    return talk_of(Varied())


def tried(talk: DialogueHarness) -> str:
    """A painting and the variants of it; their job's id."""
    (order,) = talk.press(f"variants:{painted(talk)}").orders
    talk.end(order.id, JobState.DONE)
    return order.id


def given(talk: DialogueHarness, **photos: str) -> TurnResult:
    """Discord's command with photos and its switch."""
    brought = {slot: Photo(reference=blob, blob=blob) for slot, blob in photos.items()}
    return talk.command("style", photos=brought, variants=True)


class TestAskedFor:
    def test_under_a_painting_they_are_of_its_pictures_and_its_options(self, talk: DialogueHarness) -> None:
        painting = painted(talk)
        assert f"variants:{painting}" in talk.buttons
        (order,) = talk.press(f"variants:{painting}").orders
        assert order.inputs == {"content": "photo", "style": "style"}
        assert order.options == {"strength": 0.5, "warm": False}
        assert order.variants == {
            "lighter": {"strength": 0.25, "warm": True},
            "bolder": {"strength": 1.0, "warm": True},
        }

    def test_while_a_picture_is_made_they_wait_behind_it(self, talk: DialogueHarness) -> None:
        talk.photo("photo")
        (first,) = talk.photo("style").orders
        assert talk.buttons == (f"cancel:{first.id}", f"variants:{first.id}")
        turn = talk.press(f"variants:{first.id}")
        (order,) = turn.orders
        assert order.inputs == first.inputs
        assert turn.cancelled == ()
        assert talk.buttons == (f"cancel:{order.id}",)

    def test_nothing_is_said_of_how_long_a_whole_picture_takes(self, talk: DialogueHarness) -> None:
        talk.press(f"variants:{painted(talk)}")
        assert talk.said == "I'm painting three small ones for you to choose from. It won't take long."

    def test_they_count_as_one_of_those_that_may_wait(self) -> None:
        talk = DialogueHarness(Rules(install({"blend": Varied()}, framework_texts()), max_waiting=1))
        talk.photo("photo")
        (first,) = talk.photo("style").orders
        assert talk.press(f"variants:{first.id}").orders == ()
        assert talk.said.startswith("You already have one painting waiting")

    def test_an_effect_without_any_offers_none(self) -> None:
        talk = talk_of(Blend())
        painting = painted(talk)
        assert not any("variants" in button for button in talk.buttons)
        talk.press(f"variants:{painting}")
        assert talk.said == "There are no variants of this to choose from."

    def test_the_effects_own_words_and_tweaks_name_them(self) -> None:
        class Softening(Blend):
            def variants(self, options: Tint) -> list[Variant]:
                return [Variant(name=name, changes={}) for name in ("bolder", "softer", "of_its_own")]

        talk = talk_of(Softening())
        tried(talk)
        (row,) = talk.replies[0].buttons
        assert [button.label for button in row] == ["Bolder", "Softer", "of its own"]


class TestTheCommand:
    def test_is_there_where_an_effect_has_any(self) -> None:
        for effects, there in (([Varied()], True), ([Blend()], False), ([Poster(), Varied()], True)):
            talk = talk_of(*effects)
            talk.command("help")
            assert ("/variants — " in talk.said) is there

    def test_is_about_what_was_painted_last(self, talk: DialogueHarness) -> None:
        painted(talk)
        talk.now += 1
        talk.photo("new photo")
        (last,) = talk.photo("new style").orders
        (tried_now,) = talk.command("variants").orders
        assert tried_now.inputs == last.inputs
        talk.end(tried_now.id, JobState.DONE)
        talk.end(last.id, JobState.DONE)
        assert [order.inputs for order in talk.command("variants").orders] == [last.inputs]

    def test_is_about_this_conversation(self, talk: DialogueHarness) -> None:
        painting = painted(talk)
        talk.jobs[painting] = talk.jobs[painting].model_copy(update={"address": ELSEWHERE})
        assert talk.command("variants").orders == ()
        assert talk.said == "Send me the photo you want painted."

    def test_is_about_the_pictures_that_wait_in_the_slots(self) -> None:
        talk = DialogueHarness(Rules(install({"blend": Varied()}, framework_texts()), max_waiting=1))
        talk.photo("photo")
        (first,) = talk.photo("style").orders
        talk.photo("waiting photo")
        talk.photo("waiting style")
        assert talk.command("variants").orders == ()
        assert talk.session.photos == {"content": "waiting photo", "style": "waiting style"}
        talk.end(first.id, JobState.DONE)
        (order,) = talk.command("variants").orders
        assert order.inputs == {"content": "waiting photo", "style": "waiting style"}
        assert talk.session.photos == {}

    def test_asks_for_the_other_picture_where_one_is_here(self, talk: DialogueHarness) -> None:
        painted(talk)
        talk.photo("photo")
        assert talk.command("variants").orders == ()
        assert "Now send me a picture whose style you like." in talk.said


class TestWithTheEffectsCommand:
    def test_the_pictures_are_tried_and_not_painted(self, talk: DialogueHarness) -> None:
        (order,) = given(talk, content="photo", style="style").orders
        assert list(order.variants) == ["lighter", "bolder"]
        assert order.inputs == {"content": "photo", "style": "style"}
        assert talk.session.photos == {}

    def test_what_is_missing_is_asked_for(self, talk: DialogueHarness) -> None:
        assert given(talk, content="photo").orders == ()
        assert "Now send me a picture whose style you like." in talk.said

    def test_without_pictures_it_is_what_was_made_last_by_that_effect(self) -> None:
        talk = talk_of(Varied(), Poster())
        painted(talk)
        talk.command("poster")
        for blob in ("one", "two", "three"):
            talk.photo(blob)
        (order,) = given(talk).orders
        assert (order.effect, order.inputs) == ("blend", {"content": "photo", "style": "style"})

    def test_a_picture_that_will_not_do_is_said(self, talk: DialogueHarness) -> None:
        refused = Photo(reference="x", refusal=Refusal.TOO_SMALL)
        assert talk.command("style", photos={"content": refused}, variants=True).orders == ()
        assert "too small" in talk.said


class TestShown:
    def test_they_are_one_picture_with_a_button_each_in_their_order(self, talk: DialogueHarness) -> None:
        job = tried(talk)
        (reply,) = talk.replies
        assert (reply.picture, reply.side_by_side, reply.job) == ("painting", True, job)
        assert talk.buttons == (f"variant-lighter:{job}", f"variant-bolder:{job}")
        assert len(reply.buttons) == 1

    def test_a_spoiler_stays_one(self, talk: DialogueHarness) -> None:
        painting = painted(talk)
        old = talk.jobs[painting]
        talk.jobs[painting] = old.model_copy(update={"order": old.order.model_copy(update={"spoiler": True})})
        (order,) = talk.press(f"variants:{painting}").orders
        talk.end(order.id, JobState.DONE)
        assert talk.replies[0].spoiler

    def test_a_button_fits_every_platform(self, talk: DialogueHarness) -> None:
        name, id = "x" * 15, "0" * 33
        assert len(f"variant-{Variant(name=name, changes={}).name}:{id}".encode()) <= 57
        with pytest.raises(ValueError, match="at most 15"):
            Variant(name=f"{name}x", changes={})


class TestChosen:
    def test_it_is_made_at_full_size_from_the_same_pictures(self, talk: DialogueHarness) -> None:
        (order,) = talk.press(f"variant-bolder:{tried(talk)}").orders
        assert order.options == {"strength": 1.0, "warm": False}
        assert order.variants == {}
        assert order.inputs == {"content": "photo", "style": "style"}
        talk.end(order.id, JobState.DONE)
        assert talk.said == "Here it is, painted in 7 seconds.\nStrength: 1"

    def test_what_it_changes_is_the_persons_setting_from_then_on(self, talk: DialogueHarness) -> None:
        job = tried(talk)
        talk.command("settings", options={"warm": True})
        talk.press(f"variant-lighter:{job}")
        assert talk.session.settings.options == {"blend": {"strength": 0.25, "warm": True}}

    def test_one_that_is_the_default_is_no_setting(self) -> None:
        class Usual(Blend):
            def variants(self, options: Tint) -> list[Variant]:
                return [Variant(name="usual", changes={"strength": 0.5})]

        talk = talk_of(Usual())
        job = tried(talk)
        talk.command("settings", options={"strength": 0.9})
        talk.press(f"variant-usual:{job}")
        assert talk.session.settings.options == {}

    @pytest.mark.parametrize("name", ["impossible", "gone", ""])
    def test_one_that_is_not_offered_is_not_made(self, talk: DialogueHarness, name: str) -> None:
        assert talk.press(f"variant-{name}:{tried(talk)}").orders == ()
        assert talk.session.settings.options == {}

    def test_nobody_elses_choice_counts(self, talk: DialogueHarness) -> None:
        job = tried(talk)
        bob = PersonId.of("web", "local", "bob")
        talk.jobs[job] = talk.jobs[job].model_copy(update={"person": bob})
        assert talk.press(f"variant-bolder:{job}").orders == ()

    def test_an_effect_that_is_gone_is_said(self, talk: DialogueHarness) -> None:
        job = tried(talk)
        later = DialogueHarness(Rules(install({"poster": Poster()}, framework_texts())), ANN)
        later.jobs = talk.jobs
        for button in ("variants", "variant-bolder"):
            assert later.press(f"{button}:{job}").orders == ()
            assert later.said == "I no longer have the pictures of that. Please send them again."


class TestThatCameToNothing:
    @pytest.mark.parametrize(("reason", "lighter"), [("error", 0.25), ("options", 0.4)])
    def test_are_tried_again_and_not_painted(self, talk: DialogueHarness, reason: str, lighter: float) -> None:
        """With the settings as they are now, where other settings may help."""
        (order,) = talk.press(f"variants:{painted(talk)}").orders
        talk.end(order.id, JobState.FAILED, reason)
        talk.command("settings", options={"strength": 0.8})
        (again,) = talk.press(f"retry:{order.id}").orders
        assert again.variants["lighter"]["strength"] == lighter

    def test_their_pictures_can_be_swapped_or_exchanged(self, talk: DialogueHarness) -> None:
        (order,) = talk.press(f"variants:{painted(talk)}").orders
        talk.press(f"cancel:{order.id}")
        talk.end(order.id, JobState.CANCELLED)
        (swapped,) = talk.press(f"swap:{order.id}").orders
        assert (swapped.inputs, swapped.variants) == ({"style": "photo", "content": "style"}, order.variants)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_word_is_in_the_persons_language(language: str) -> None:
    talk = talk_of(Varied(), language=language)
    painting = painted(talk)
    said = [button.label for row in talk.replies[0].buttons for button in row]
    (order,) = talk.press(f"variants:{painting}").orders
    said.append(talk.said)
    talk.end(order.id, JobState.DONE)
    said += [talk.said, *(button.label for row in talk.replies[0].buttons for button in row)]
    assert all(any("а" <= letter <= "я" for letter in text.lower()) is (language == "ru") for text in said)
