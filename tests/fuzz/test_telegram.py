"""Whatever Telegram may send by its description, or may one day: what is meant for the bot is answered."""

import asyncio
import json

from adapters.telegram.command_parser import BotIdentity
from adapters.telegram.update_parser import UpdateParser
from core.engine.group_attention import GroupAttention
from core.model.address import Address
from core.model.event import Event, PhotoSent
from core.model.person import PersonId
from tests.conftest import shared
from tests.core.dialogue.harness import COMMANDS, DialogueHarness
from tests.fuzz.harness import lucks
from tests.fuzz.telegram_updates import BOT, Made, Updates


async def nobody(_address: Address, _person: PersonId) -> bool:
    """Nobody has sent a photo yet."""
    return False


def heard(made: Made) -> Event | None:
    """The event that a bot which has just begun hands in, if it does."""

    async def scenario() -> Event | None:
        parser = UpdateParser("telegram", "telegram", BotIdentity(BOT["id"], BOT["username"]), COMMANDS)
        parsed = parser.read(made.update)
        if parsed is None:
            return None
        return parsed.event if await GroupAttention(lambda: 0.0, nobody).is_for_us(parsed.event) else None

    return asyncio.run(scenario())


def answered(event: Event) -> bool:
    """Whether the dialogue answers an event, at once or when its album is complete."""
    if isinstance(event, PhotoSent):
        event = event.model_copy(update={"photo": event.photo.model_copy(update={"blob": "b"})})
    talk = DialogueHarness()
    turn = talk.happen(event)
    return bool(turn.replies or turn.action or talk.session.album)


def test_what_is_meant_for_the_bot_is_heard_once_and_nothing_else() -> None:
    description = json.loads(shared("specs/telegram-bot-api.json").read_text(encoding="utf-8"))
    for luck in lucks():
        made = Updates(description, luck).make()
        event = heard(made)
        assert (event is not None) == made.meant, made
        if event is not None:
            assert answered(event), made
