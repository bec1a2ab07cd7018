"""What those in charge have decided, as the dialogue knows it and as it is written down."""

from typing import Any

from core.dialogue.admin import person_meant
from core.dialogue.admin_status import status
from core.dialogue.context import TurnContext
from core.dialogue.dialogue import DialogueEvent
from core.dialogue.turn import Standing, TurnResult
from core.engine.turn_requests import StatusWanted
from core.model.event import ButtonPressed, DeadlinePassed, JobEnded
from core.model.people import People
from core.model.person import PersonId
from core.model.retention import DAY
from core.model.store import Transaction
from core.plugins.bot_status import BotStatus


async def decided(
    transaction: Transaction, people: People, person: PersonId, dialogue_event: DialogueEvent, now: float
) -> dict[str, Any]:
    """What a turn may know of it, by the names of ``TurnInput``."""
    restriction = await transaction.restriction(person)
    meant = None if isinstance(dialogue_event, DeadlinePassed | JobEnded) else person_meant(dialogue_event)
    return {
        "mode": await transaction.mode(),
        "admitted": people.admits(person, restriction),
        "restriction": restriction,
        "ordered": tuple(await transaction.ordered(person, now - DAY)),
        "other": await _standing(transaction, meant, now) if meant and person in people.admins else Standing(),
    }


async def _standing(transaction: Transaction, person: PersonId, now: float) -> Standing:
    return Standing(
        restriction=await transaction.restriction(person), ordered=len(await transaction.ordered(person, now - DAY))
    )


async def write_decisions(transaction: Transaction, turn: TurnResult) -> None:
    """Stores what somebody in charge has decided in a turn."""
    if turn.mode is not None:
        await transaction.keep_mode(turn.mode)
    for person, restriction in turn.restrictions.items():
        await transaction.keep_restriction(person, restriction)


async def note_address(transaction: Transaction, people: People, dialogue_event: DialogueEvent) -> None:
    """Stores where somebody in charge can be told of trouble: where they last wrote with nobody else reading it."""
    if isinstance(dialogue_event, DeadlinePassed | JobEnded) or dialogue_event.is_group:
        return
    if dialogue_event.person in people.admins:
        await transaction.keep_private_address(dialogue_event.person, dialogue_event.address)


async def with_status(
    transaction: Transaction,
    context: TurnContext,
    turn: TurnResult,
    dialogue_event: DialogueEvent,
    found: BotStatus | None,
) -> TurnResult:
    """A turn that says how the bot is, in the place of what a button was under.

    Raises StatusWanted where nobody has looked yet.
    """
    if found is None:
        raise StatusWanted
    mode = turn.mode or context.turn_input.mode
    turn = turn.say(status(context, mode, found, await transaction.active_jobs()))
    return turn.in_place_of(dialogue_event.message) if isinstance(dialogue_event, ButtonPressed) else turn
