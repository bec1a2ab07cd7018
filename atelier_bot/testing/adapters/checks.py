"""All checks of adapters, in the order in which they are worth being read."""

from collections.abc import Callable

from atelier_bot.testing.adapters import conversation, delivery, events, failures, loading, photos, privacy, running
from atelier_bot.testing.adapters.subject import AdapterUnderTest

AdapterCheck = Callable[[AdapterUnderTest], None]
"""Raises ConformanceError where an adapter isn't as it should be, NotApplicable where its platform lacks something."""

ADAPTER_CHECKS: tuple[AdapterCheck, ...] = (
    loading.it_is_made_for_this_contract,
    loading.it_has_an_adapters_members,
    loading.it_says_what_it_can,
    loading.making_it_leaves_no_file,
    loading.its_trouble_is_a_line,
    conversation.the_golden_conversation_reads_as_everywhere,
    conversation.numbers_answer_the_menu_last_shown,
    events.addresses_parse_back,
    events.no_two_people_collide,
    events.what_is_said_twice_is_two_events,
    events.private_chats_are_no_groups,
    events.commands_come_as_commands,
    events.nothing_is_confirmed_before_it_is_kept,
    events.what_was_kept_is_not_new_after_a_restart,
    photos.photos_come_as_they_were_sent,
    photos.albums_stay_together,
    photos.photos_over_the_limit_are_not_taken_for_whole,
    photos.photos_that_are_gone_are_lost,
    photos.forgetting_leaves_nothing_of_a_photo,
    delivery.texts_and_buttons_arrive,
    delivery.pictures_arrive,
    delivery.files_arrive_as_files,
    delivery.the_longest_text_arrives,
    delivery.the_longest_caption_arrives,
    delivery.buttons_come_back_with_their_ids,
    delivery.messages_change_in_their_place_after_a_restart,
    delivery.the_same_message_is_seen_once,
    failures.limits_are_told,
    failures.blocks_are_told,
    failures.outages_are_told,
    failures.what_nobody_has_heard_of_is_told,
    privacy.what_is_private_stays_private,
    privacy.no_secret_is_logged,
    running.it_runs_until_it_is_stopped,
    running.it_runs_again_after_a_stop,
    running.it_stops_within_five_seconds,
    running.two_accounts_run_side_by_side,
)
