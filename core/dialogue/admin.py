"""What those in charge can do: see how the bot is, have it pause, and decide about people."""

from core.dialogue.commands import ADMIN
from core.dialogue.context import TurnContext
from core.dialogue.replies import private
from core.dialogue.text_events import command_in
from core.dialogue.turn import Action, TurnResult
from core.model.event import ButtonPressed, CommandGiven, Event, TextSent, in_place_of
from core.model.people import Mode, Restriction
from core.model.person import PersonId

MODES = {"pause": Mode.PAUSED, "drain": Mode.DRAINING, "resume": Mode.RUNNING}
"""What has the bot work otherwise."""
ABOUT_PEOPLE = ("ban", "unban", "quota")
DEFAULT_QUOTA = "default"
MAX_QUOTA = 10_000


def command_of(event: Event) -> Event:
    """A text that begins with the command as the command, on platforms that only know those in their menus."""
    typed = command_in(event.text) if isinstance(event, TextSent) else None
    if typed is None or typed[0] != ADMIN:
        return event
    return CommandGiven(**in_place_of(event), name=ADMIN, argument=typed[1])


def person_meant(event: Event) -> PersonId | None:
    """The person whom a command of somebody's in charge is about, if it is about one."""
    if not isinstance(event, CommandGiven) or event.name != ADMIN:
        return None
    words = event.argument.split()
    try:
        return PersonId.parse(words[1]) if len(words) > 1 and words[0].casefold() in ABOUT_PEOPLE else None
    except ValueError:
        return None


def command(context: TurnContext, turn: TurnResult, event: CommandGiven) -> TurnResult:
    """What somebody in charge wants done."""
    action, _, rest = event.argument.strip().partition(" ")
    match action.casefold():
        case "status":
            return turn.model_copy(update={"action": Action.STATUS})
        case mode if mode in MODES:
            return _say(context, turn.model_copy(update={"mode": MODES[mode]}), f"admin-{mode}")
        case about if about in ABOUT_PEOPLE:
            person = person_meant(event)
            if person is None:
                return _say(context, turn, "admin-unknown-person")
            return _decide(context, turn, about, person, rest.split()[1:])
        case _:
            return _say(context, turn, "admin-help")


def pressed(turn: TurnResult, event: ButtonPressed) -> TurnResult:
    """A button under the status: it is shown anew with what that changes."""
    mode = MODES.get(event.button.partition(":")[2])
    return turn.model_copy(update={"action": Action.STATUS, "mode": mode})


def _decide(context: TurnContext, turn: TurnResult, wanted: str, person: PersonId, more: list[str]) -> TurnResult:
    """Decides about a person, or says how they stand."""
    known = context.turn_input.other.restriction
    match wanted, more:
        case "ban", _ if person in context.rules.people.admins:
            return _say(context, turn, "admin-is-in-charge", person=person)
        case "ban", _:
            return _with(context, turn, person, known.model_copy(update={"banned": True}), "admin-banned")
        case "unban", _:
            freed = known.model_copy(update={"banned": False})
            welcome = context.rules.people.admits(person, freed)
            return _with(context, turn, person, freed, "admin-unbanned" if welcome else "admin-denied")
        case "quota", []:
            return _with(context, turn, person, known, "admin-quota")
        case "quota", [number]:
            quota = _quota(number)
            if quota is None and number.casefold() != DEFAULT_QUOTA:
                return _say(context, turn, "admin-quota-number", most=MAX_QUOTA)
            return _with(context, turn, person, known.model_copy(update={"jobs_a_day": quota}), "admin-quota")
        case _:
            return _say(context, turn, "admin-help")


def _with(context: TurnContext, turn: TurnResult, person: PersonId, new: Restriction, key: str) -> TurnResult:
    """With a decision about a person, and what is said of it."""
    other = context.turn_input.other
    if new != other.restriction:
        turn = turn.model_copy(update={"restrictions": {person: new}})
    n = context.rules.jobs_a_day if new.jobs_a_day is None else new.jobs_a_day
    kind = "usual" if new.jobs_a_day is None else "own"
    return _say(context, turn, key, person=person, n=n, kind=kind, ordered=other.ordered)


def _quota(number: str) -> int | None:
    """So many jobs a day; None where it is no number, or not one that can be meant."""
    value = int(number) if number.isascii() and number.isdecimal() and len(number) <= len(str(MAX_QUOTA)) else 0
    return value if 1 <= value <= MAX_QUOTA else None


def _say(context: TurnContext, turn: TurnResult, key: str, **arguments: str | int) -> TurnResult:
    return turn.say(private(context.reply(key, **arguments)))
