"""Each check of adapters fails on an adapter that is wrong in just its way, and says what is wrong."""

from pathlib import Path

import pytest

from atelier_bot.testing import ConformanceError, adapter_suite
from atelier_bot.testing.adapters.checks import ADAPTER_CHECKS, AdapterCheck
from atelier_bot.testing.adapters.subject import AdapterUnderTest
from atelier_bot.testing.check import name_of
from tests.atelier_bot.testing.adapters import broken
from tests.atelier_bot.testing.adapters.right import Right, opened

PATIENCE = 15.0
"""Seconds: what is waited for here never comes."""

test_nothing_is_wrong_with_the_right_one = adapter_suite(opened(Right))

FAULTS: dict[str, tuple[type[Right], str]] = {
    "it_is_made_for_this_contract": (broken.OfTomorrow, "it is made for contract 2"),
    "it_has_an_adapters_members": (broken.SendsToNobody, "its send takes other arguments"),
    "it_says_what_it_can": (broken.CapableOfNothing, "its capabilities have a limit that lets nothing through"),
    "making_it_leaves_no_file": (broken.MakesItsFolder, "it makes its folder before it runs"),
    "its_trouble_is_a_line": (broken.TellsMuchTrouble, "its trouble has several lines"),
    "the_golden_conversation_reads_as_everywhere": (broken.EditsByAnother, "after '(gold photo)' it reads"),
    "numbers_answer_the_menu_last_shown": (broken.IgnoresNumbers, "the answer to the number of a button isn't seen"),
    "addresses_parse_back": (broken.GoesByAnotherName, "should begin with right:bot"),
    "no_two_people_collide": (broken.HasOneRoom, "two people's private chats have one address: right:bot:room"),
    "what_is_said_twice_is_two_events": (broken.CountsByText, "two events have one id"),
    "private_chats_are_no_groups": (broken.IsAlwaysInAGroup, "a private chat is taken for a group"),
    "commands_come_as_commands": (broken.KnowsNoCommands, "/help is handed in as text"),
    "nothing_is_confirmed_before_it_is_kept": (broken.ConfirmsTooSoon, "what couldn't be kept never comes again"),
    "what_was_kept_is_not_new_after_a_restart": (broken.NumbersAnew, "comes again under another id after a restart"),
    "photos_come_as_they_were_sent": (broken.FetchesThumbnails, "a photo of (80, 60) is fetched as one of (40, 30)"),
    "albums_stay_together": (broken.KnowsNoAlbums, "two photos that were sent at once are in no album"),
    "photos_over_the_limit_are_not_taken_for_whole": (broken.CutsPhotos, "its fetch gives 10 bytes"),
    "photos_that_are_gone_are_lost": (broken.FetchesOnlyWhatIsThere, "its fetch raises KeyError("),
    "forgetting_leaves_nothing_of_a_photo": (broken.KeepsPhotos, "of somebody who was forgotten, in photo.jpg"),
    "texts_and_buttons_arrive": (broken.TakesMarkup, "arrives 'Note: 5 * 3 > 2_"),
    "pictures_arrive": (broken.ShowsNoPictures, "of a picture of (96, 72) arrives None"),
    "files_arrive_as_files": (broken.ShowsFiles, "a picture as a file arrives as none"),
    "the_longest_text_arrives": (broken.CutsTexts, "of a text of 2000 characters 1000 arrive"),
    "the_longest_caption_arrives": (broken.CutsCaptions, "of a caption of 500 characters 100 arrive"),
    "buttons_come_back_with_their_ids": (broken.CutsButtons, "comes back as 'set:xxx"),
    "messages_change_in_their_place_after_a_restart": (broken.RemembersItsMessages, "after a restart: KeyError"),
    "the_same_message_is_seen_once": (broken.IgnoresKeys, "a message with one key is seen 2 times"),
    "limits_are_told": (broken.KnowsNoLimits, "its send raises OSError('too many requests') and not RateLimited"),
    "blocks_are_told": (broken.KnowsNoBlocks, "its send raises OSError('forbidden') and not Undeliverable"),
    "outages_are_told": (broken.KnowsNoOutages, "its send raises Undeliverable('it is down') and not OSError"),
    "what_nobody_has_heard_of_is_told": (broken.KnowsNoOtherReasons, "its send raises KeyError('moon phase')"),
    "what_is_private_stays_private": (broken.HidesNothing, "others in the group read what is private"),
    "no_secret_is_logged": (broken.LogsItsToken, "a secret is in the log: tests.atelier_bot.testing.adapters.broken"),
    "it_runs_until_it_is_stopped": (broken.ReturnsAfterEachEvent, "it had to be started again"),
    "it_runs_again_after_a_stop": (broken.RunsOnce, "it doesn't hear its platform after 15 s"),
    "it_stops_within_five_seconds": (broken.StopsSlowly, "it doesn't stop within 5 s when it is cancelled"),
    "two_accounts_run_side_by_side": (broken.KnowsOneAccount, "what is said to another account is at right:bot:"),
}


@pytest.mark.parametrize("check", ADAPTER_CHECKS, ids=name_of)
def test_a_check_fails_where_that_is_wrong(check: AdapterCheck, tmp_path: Path) -> None:
    kind, says = FAULTS[check.__name__]
    with pytest.raises(ConformanceError) as caught:
        check(AdapterUnderTest(opened(kind), tmp_path, PATIENCE))
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_every_check_has_a_fault_to_find() -> None:
    assert {check.__name__ for check in ADAPTER_CHECKS} == FAULTS.keys()
