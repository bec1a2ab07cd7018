"""The emulated Telegram shows a bot in privacy mode what the published rules say, and nothing else."""

from typing import Any

import pytest

from tests.platforms.telegram_state import shown_in_privacy_mode

BOT = {"id": 4242, "is_bot": True, "username": "AtelierBot"}


@pytest.mark.parametrize(
    ("said", "spoken", "shown"),
    [
        ({"text": "/style"}, False, False),
        ({"text": "/style"}, True, True),
        ({"text": "/style@AtelierBot"}, False, True),
        ({"text": "/style@atelierbot now"}, False, True),
        ({"text": "/style@OtherBot"}, True, False),
        ({"text": "@AtelierBot hello"}, True, False),
        ({"text": "hello /style@AtelierBot"}, True, False),
        ({"photo": [], "caption": "/style@AtelierBot"}, False, True),
        ({"photo": []}, True, False),
        ({"photo": [], "reply_to_message": {"from": BOT}}, False, True),
        ({"text": "nice", "reply_to_message": {"from": {"id": 7}}}, True, False),
    ],
)
def test_in_a_group_it_gets_replies_and_its_commands(said: dict[str, Any], spoken: bool, shown: bool) -> None:
    message = {"chat": {"id": -1, "type": "supergroup"}, **said}
    assert shown_in_privacy_mode(message, BOT, spoken=spoken) is shown
    assert shown_in_privacy_mode({**message, "chat": {"id": 1, "type": "private"}}, BOT, spoken=spoken)
