"""Each check of effects fails on an effect that is wrong in just its way, and says what is wrong."""

from pathlib import Path
from typing import Any

import pytest

from atelier_bot.testing import ConformanceError, Kit, effect_suite
from atelier_bot.testing.check import name_of, result_of
from atelier_bot.testing.effects import checkpoints, conversation, inputs, repeats
from atelier_bot.testing.effects.checks import EFFECT_CHECKS, EffectCheck
from atelier_bot.testing.effects.subject import EffectUnderTest
from tests.atelier_bot.testing.effects import broken, broken_runs
from tests.atelier_bot.testing.effects.right import Right

MEGABYTES = 500

test_nothing_is_wrong_with_the_right_one = effect_suite(Right, megabytes=MEGABYTES)

FAULTS: dict[str, tuple[type[Any], str]] = {
    "it_is_made_for_this_contract": (broken.OfTomorrow, "it is made for contract 2"),
    "it_has_an_effects_members": (broken.RunsWithOne, "its run takes other arguments"),
    "it_has_a_model_for_its_settings": (broken.SetByADict, "config_model is no pydantic model"),
    "making_it_ends_no_process": (broken.ExitsWhenMade, "it ends the process that loads it (exit code 3)"),
    "it_can_be_handed_to_the_worker_process": (broken.Elsewhere, "it can't be handed to the worker process"),
    "it_brings_no_deep_learning_into_the_bot": (broken.ImportsTorch, "it brings torch into the bot process"),
    "every_option_has_a_default": (broken.SetsNoDefault, "these options have no default: depth"),
    "defaults_are_valid": (broken.SetsAWrongDefault, "its options' defaults: "),
    "every_option_can_be_drawn": (broken.AsksForFreeText, "its option motto can't be drawn"),
    "every_offered_value_is_valid": (broken.OffersWhatItRefuses, "its option depth offers 5.0 and doesn't take it"),
    "names_fit_into_buttons": (broken.LongName, "a button's id has 62 bytes and may have 57: effect:tint-as"),
    "its_texts_can_be_read": (broken.NoFluent, "en.ftl: this is no Fluent"),
    "its_texts_have_the_same_keys_in_every_language": (broken.SilentInRussian, "ru.ftl has no effect-about"),
    "everything_has_a_name_in_every_language": (broken.NamelessSlot, "in en there is no text slot-tone"),
    "its_texts_ask_for_nothing_that_they_are_not_given": (
        broken.AsksForWhatItIsNotGiven,
        "en.ftl: job-done asks for $minutes, which nobody gives it",
    ),
    "labels_fit_on_buttons": (broken.Wordy, "tweak-stronger has more than 80 characters"),
    "pictures_of_its_galleries_can_be_used": (broken.TextForAPicture, "the gallery of its slot photo: text.jpg"),
    "tweaks_come_for_all_options": (broken.TweaksAtTimes, "its tweaks, for the defaults: KeyError: 0.5"),
    "tweaks_have_names_of_their_own": (broken.TweaksMore, "its tweak more is called as a button of the bot's own"),
    "tweaks_fit_its_options": (broken.TweaksTooMuch, "its tweak stronger, for the defaults, doesn't fit its options"),
    "tweaks_change_something": (broken.TweaksNothing, "its tweak stronger changes nothing for the defaults"),
    "tweaks_have_different_names": (broken.TweaksTwice, "two of its tweaks are called stronger"),
    "variants_fit_its_options": (broken.DraftsTooSmall, "strength = 0.25, size = 8"),
    "it_makes_a_picture": (broken_runs.ReturnsNone, "its run returned NoneType and no picture"),
    "its_picture_can_be_used_again": (broken_runs.ReturnsAStamp, "16 x 16 px; each side must have at least 32"),
    "it_makes_a_picture_with_every_offered_value": (broken_runs.NeverWild, "with mood = wild: its run raised KeyError"),
    "it_does_without_its_optional_pictures": (broken_runs.WantsAFrame, "with pictures for photo, tone: its run raised"),
    "it_prints_nothing": (broken_runs.Prints, "it prints: loading the model"),
    "it_takes_grey_pictures": (broken_runs.WantsColours, "with a grey picture: its run raised AssertionError"),
    "it_takes_pictures_of_one_colour": (broken_runs.WantsContrast, "of one colour: its run raised ZeroDivisionError"),
    "it_takes_transparent_pictures": (broken_runs.WantsNoAlpha, "with a transparent picture: its run raised"),
    "it_takes_pictures_with_a_palette": (broken_runs.WantsNoPalette, "with a palette: its run raised ValueError"),
    "it_takes_pictures_of_16_bits": (
        broken_runs.WantsEightBits,
        "with a picture of 16 bits: its run raised ValueError",
    ),
    "it_takes_the_smallest_pictures": (broken_runs.CutsTheBorder, "with a picture of 32 x 32 px: its run raised"),
    "it_takes_a_phones_photos": (
        broken_runs.WantsNoPhotos,
        "with a picture of 12 megapixels: its run raised OptionsError",
    ),
    "it_takes_the_widest_pictures": (broken_runs.ShrinksToItsWidth, "20 times as wide as high: its run raised"),
    "it_takes_the_highest_pictures": (broken_runs.ShrinksToItsHeight, "20 times as high as wide: its run raised"),
    "it_takes_pictures_of_different_sizes": (broken_runs.WantsTheSameSize, "with pictures of different sizes: its run"),
    "it_says_how_far_it_is": (broken_runs.SaysHalf, "should be a number from 0 to 1, and it says str"),
    "it_never_goes_back": (broken_runs.GoesBack, "it was at 0.8 and goes back to 0.0"),
    "it_speaks_at_least_once_a_second": (broken_runs.IsSilent, "s: call report at least once a second"),
    "its_previews_are_pictures": (broken_runs.ShowsText, "a preview should be a picture, and is str"),
    "it_passes_on_that_its_picture_is_not_wanted": (broken_runs.SwallowsCancelled, "it goes on when report raises"),
    "it_stops_within_two_seconds": (broken_runs.StopsSlowly, "s to stop, and may take 2 s"),
    "its_checkpoints_can_be_kept": (broken_runs.KeepsADict, "a checkpoint should be bytes, and is dict"),
    "it_goes_on_from_a_checkpoint_as_if_nothing_had_happened": (
        broken_runs.GoesOnElsewhere,
        "from its checkpoint number 1 it goes on to another picture",
    ),
    "it_begins_anew_where_a_checkpoint_is_damaged": (
        broken_runs.TrustsItsCheckpoint,
        "where its checkpoint is damaged",
    ),
    "the_same_makes_the_same": (broken_runs.Random, "the same pictures and options lead to another picture"),
    "it_does_not_grow_in_20_runs": (broken_runs.Keeps, "in 15 runs its process grows by "),
    "it_keeps_to_the_memory_that_it_declares": (broken_runs.TakesMuch, "MB, and 500 MB were declared"),
    "its_command_can_be_given": (broken_runs.Shouts, "its command 'Tint it!' should be of small letters"),
    "people_get_a_picture": (
        broken_runs.RejectsEverything,
        "the last picture led to no picture: it was failed (photo:too",
    ),
    "people_may_send_all_at_once": (broken_runs.RejectsEverything, "all pictures at once led to no picture"),
    "every_button_under_a_picture_leads_on": (broken_runs.FailsWhereSofter, "the button 'Softer' led to no picture"),
    "every_setting_can_be_chosen": (broken_runs.TwoOfAName, "of its option warm 'no' can't be chosen in a chat"),
    "people_may_change_to_it_and_back": (broken_runs.LeavesDisorder, "another effect's picture led to no picture"),
    "two_configurations_work_side_by_side": (broken_runs.WorksOnce, "for the second configuration led to no picture"),
    "people_may_choose_among_its_variants": (broken_runs.FailsWhereLighter, "/variants led to no picture"),
}


@pytest.mark.parametrize("check", EFFECT_CHECKS, ids=name_of)
def test_a_check_fails_where_that_is_wrong(check: EffectCheck, atelier_kit: Kit, tmp_path: Path) -> None:
    kind, says = FAULTS[check.__name__]
    subject = EffectUnderTest(kind, tmp_path, atelier_kit, megabytes=MEGABYTES)
    with pytest.raises(ConformanceError) as caught:
        check(subject)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_check_has_a_fault_to_find() -> None:
    assert {check.__name__ for check in EFFECT_CHECKS} == FAULTS.keys()


LARGE = [
    inputs.it_takes_a_phones_photos,
    inputs.it_takes_the_widest_pictures,
    inputs.it_takes_the_highest_pictures,
    repeats.it_keeps_to_the_memory_that_it_declares,
]


class TestRefusals:
    """A picture that is large, or one that the effect has made itself, may be refused, in words."""

    @pytest.mark.parametrize("check", LARGE, ids=name_of)
    def test_what_is_large_may_be_refused_for_a_reason_that_people_are_told(
        self, check: EffectCheck, atelier_kit: Kit, tmp_path: Path
    ) -> None:
        check(EffectUnderTest(broken_runs.RefusesPhotos, tmp_path, atelier_kit, megabytes=MEGABYTES))

    @pytest.mark.parametrize("check", LARGE, ids=name_of)
    def test_it_may_not_be_refused_without_a_word(self, check: EffectCheck, atelier_kit: Kit, tmp_path: Path) -> None:
        subject = EffectUnderTest(broken_runs.RefusesPhotosWithoutAWord, tmp_path, atelier_kit, megabytes=MEGABYTES)
        with pytest.raises(ConformanceError, match="it refuses that, and there is no text refused-large to say why"):
            check(subject)

    def test_a_picture_like_any_other_may_not_be_refused(self, atelier_kit: Kit, tmp_path: Path) -> None:
        subject = EffectUnderTest(broken_runs.RejectsEverything, tmp_path, atelier_kit, megabytes=MEGABYTES)
        with pytest.raises(ConformanceError, match="with a grey picture: its run raised Rejected"):
            inputs.it_takes_grey_pictures(subject)

    def test_a_button_may_lead_to_a_refusal_in_words(self, atelier_kit: Kit, tmp_path: Path) -> None:
        check = conversation.every_button_under_a_picture_leads_on
        check(EffectUnderTest(broken_runs.RefusesWhereSofter, tmp_path, atelier_kit, megabytes=MEGABYTES))
        subject = EffectUnderTest(
            broken_runs.RefusesWhereSofterWithoutAWord, tmp_path, atelier_kit, megabytes=MEGABYTES
        )
        with pytest.raises(ConformanceError, match="the button 'Softer' led to no picture"):
            check(subject)


@pytest.mark.parametrize(
    "check",
    [checkpoints.its_checkpoints_can_be_kept, checkpoints.it_goes_on_from_a_checkpoint_as_if_nothing_had_happened],
    ids=name_of,
)
def test_a_check_of_checkpoints_is_skipped_with_a_word_where_none_is_kept(
    check: EffectCheck, atelier_kit: Kit, tmp_path: Path
) -> None:
    subject = EffectUnderTest(broken_runs.KeepsNothing, tmp_path, atelier_kit, megabytes=MEGABYTES)
    result = result_of(check, subject)
    assert result.outcome == "skipped"
    assert "it keeps no checkpoint to go on from" in result.why
