"""How much a person may order, the same on every platform: what may wait, and how many jobs a day."""

from typing import NamedTuple

from core.dialogue.context import TurnContext
from core.dialogue.turn import TurnResult
from core.model.people import Mode
from core.model.retention import DAY

RETRY_SECONDS = 5.0
"""How often it is looked whether there is room by now for what waits for it."""


class NoRoom(NamedTuple):
    """Why no more can be ordered just now, and until when it needn't be tried again (seconds since 1970).

    ``then`` says that the text tells when there will be room, so that the next sentence can refer to that.
    """

    text: str
    until: float
    then: bool = False

    def kept(self, context: TurnContext) -> str:
        """What is said where the pictures wait for room."""
        return f"{self.text} {context.say('queue-kept-until-then' if self.then else 'queue-kept')}"

    def refused(self, context: TurnContext) -> str:
        """What is said where a button has to be pressed again."""
        return f"{self.text} {context.say('queue-press-then' if self.then else 'queue-press-again')}"


def no_room(context: TurnContext, turn: TurnResult) -> NoRoom | None:
    """Why no more can be ordered just now; None where it can."""
    rules, turn_input = context.rules, context.turn_input
    soon = turn_input.now + RETRY_SECONDS
    if turn_input.mode is Mode.DRAINING:
        return NoRoom(context.say("queue-draining"), soon, then=True)
    if (full := _no_more_today(context, turn)) is not None:
        return full
    if len(turn_input.jobs) + len(turn.orders) >= rules.max_waiting:
        return NoRoom(context.say("queue-yours-full", n=rules.max_waiting), soon)
    if turn_input.queue + len(turn.orders) >= rules.max_queue:
        return NoRoom(context.say("queue-full", n=rules.max_queue), soon)
    return None


def _no_more_today(context: TurnContext, turn: TurnResult) -> NoRoom | None:
    """Whether the person has ordered as much within a day as they may, until the oldest of it no longer counts."""
    turn_input = context.turn_input
    most = jobs_a_day(context)
    times = [*turn_input.ordered, *(turn_input.now for _ in turn.orders)]
    if len(times) < most:
        return None
    until = times[len(times) - most] + DAY
    text = context.say("queue-day-full", n=most, time=context.duration(until - turn_input.now))
    return NoRoom(text, until, then=True)


def jobs_a_day(context: TurnContext) -> int:
    """How many jobs the person may order within 24 hours."""
    own = context.turn_input.restriction.jobs_a_day
    return context.rules.jobs_a_day if own is None else own
