"""The dialogue: a pure function from a session and what happened to the next session, replies and orders."""

from dataclasses import replace

from core.dialogue import admin, gallery, kept, result_buttons, slots
from core.dialogue import settings as menus
from core.dialogue.commands import ADMIN, GALLERY, declared_commands
from core.dialogue.context import TurnContext
from core.dialogue.framework_texts import framework_texts
from core.dialogue.privacy import privacy, who
from core.dialogue.replies import private
from core.dialogue.text_events import slot_named
from core.dialogue.turn import Action, JobStatus, Rules, TurnInput, TurnResult
from core.dialogue.variant_orders import give_variants
from core.model.event import (
    AddedToGroup,
    ButtonPressed,
    CommandGiven,
    DeadlinePassed,
    Event,
    JobEnded,
    OtherSent,
    PhotoSent,
    TextSent,
    in_place_of,
)
from core.model.job import JobState
from core.model.people import Mode
from core.model.reply import Button, Reply
from core.model.session import AlbumPhoto, Session, Settings
from core.plugins.installed_effect import InstalledEffect
from core.plugins.texts import LANGUAGES, negotiate

DialogueEvent = Event | DeadlinePassed | JobEnded
MENUS = frozenset(["effects", "effect", "set", "set-defaults", "forget-no"])
"""The buttons of menus, whose answer takes the menu's place."""
MAX_NAME_LENGTH = 32
"""So much is repeated of a command that there isn't: no platform's are longer."""


class Dialogue:
    """The dialogue under an operator's rules."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        commands = declared_commands(rules.effects)
        self._effects = {one.name: one.effect for one in commands if one.effect}
        self._gallery = {GALLERY, *(one.name for one in commands if one.key == GALLERY)}

    def advance(self, session: Session, event: DialogueEvent, turn_input: TurnInput) -> TurnResult:
        """One turn. Never raises, whatever comes; every event from a person is answered, but for a growing album."""
        locale = event.sender.locale if not isinstance(event, DeadlinePassed | JobEnded) else ""
        settings = session.settings.model_copy(update={"locale": locale or session.settings.locale})
        session, naming = session.model_copy(update={"settings": settings}), session.naming
        if not isinstance(event, DeadlinePassed | JobEnded):
            session = session.model_copy(update={"naming": ""})
        language = negotiate(settings.language, settings.locale)
        is_group = not isinstance(event, DeadlinePassed | JobEnded) and event.is_group
        context = TurnContext(self._rules, turn_input, framework_texts(), language, is_group)
        context = context.of(context.effect(session))
        turn = TurnResult(session=session)
        if isinstance(event, DeadlinePassed) and not turn_input.admitted:
            return slots.emptied(turn).remember(album=None)
        if turn_input.lost:
            turn = turn.say(context.reply("photos-expired")).remember(awaited="", retry_at=None)
        if not _belongs_to_album(session, event, turn_input.now):
            turn = slots.settle_album(context, turn)
        match event:
            case PhotoSent():
                return slots.photo_sent(context, turn, event)
            case CommandGiven() if event.name == ADMIN and event.person in self._rules.people.admins:
                return admin.command(context, turn, event)
            case CommandGiven() if event.name in self._gallery and event.name not in self._effects:
                return _gallery(context, turn)
            case CommandGiven():
                effect = self._effects.get(event.name)
                return _command(context, turn, event) if effect is None else _begin(context, turn, event, effect)
            case ButtonPressed():
                turn = _button(context, turn, event)
                return turn.in_place_of(event.message) if event.button.partition(":")[0] in MENUS else turn
            case TextSent() if naming:
                return kept.rename(context, turn, naming, event.text)
            case TextSent():
                return _text(context, turn, event)
            case OtherSent():
                return turn.say(slots.what_is_missing(context, turn.session).after(context.say("other")))
            case AddedToGroup():
                return turn.say(_group_hello(context, turn))
            case JobEnded():
                return result_buttons.job_ended(context, turn, event)
            case DeadlinePassed():
                return slots.order_what_waits(context, turn)


def _belongs_to_album(session: Session, event: DialogueEvent, now: float) -> bool:
    """Whether an album goes on: the same album's next photo doesn't settle it, nor does the end of a job."""
    album = session.album
    if album is None or isinstance(event, JobEnded):
        return True
    if isinstance(event, DeadlinePassed):
        return now < album.deadline
    return isinstance(event, PhotoSent) and event.album == album.id


def _command(context: TurnContext, turn: TurnResult, event: CommandGiven) -> TurnResult:
    match event.name:
        case "start":
            return turn.say(private(context.reply("start", *_language_buttons())))
        case "effects":
            return menus.show_effects(context, turn)
        case "variants":
            return give_variants(context, turn, event.address)
        case "settings" if event.options:
            return menus.change_options(context, turn, event.options)
        case "settings":
            return menus.show_settings(context, turn)
        case "kept":
            return kept.command(context, turn, event.argument)
        case "keep":
            return kept.keep_last(context, turn, event.address, event.argument)
        case "status":
            return turn.say(private(_status(context, turn)))
        case "cancel" | "reset":
            return _cancel_all(context, turn, forget_photos=event.name == "reset")
        case "language" if event.argument:
            return _set_language(context, turn, event.argument)
        case "language":
            return turn.say(private(context.reply("language", *_language_buttons())))
        case "privacy":
            return turn.say(private(privacy(context)))
        case "whoami":
            return turn.say(private(who(context, event.person)))
        case "forget" if event.argument.strip().casefold() == context.say("yes").casefold():
            return turn.model_copy(update={"action": Action.FORGET})
        case "forget":
            yes = context.button("forget-yes").model_copy(update={"typed": f"/forget {context.say('yes')}"})
            return turn.say(private(context.reply("forget-ask", (yes, context.button("forget-no")))))
        case "export" if not context.turn_input.downloads:
            return turn.say(private(context.reply("no-downloads")))
        case "export":
            return turn.model_copy(update={"action": Action.EXPORT})
        case "help":
            return turn.say(private(context.reply("help", commands=_commands(context))))
        case _:
            name = event.name[:MAX_NAME_LENGTH]
            return turn.say(private(context.reply("unknown-command", command=name, commands=_commands(context))))


def _begin(context: TurnContext, turn: TurnResult, event: CommandGiven, effect: InstalledEffect) -> TurnResult:
    """Begins a picture by an effect; some platforms give photos and options along, and the rest stays as it was."""
    turn, context = menus.with_effect(turn, effect), context.of(effect)
    if event.options:
        known = {name: value for name, value in event.options.items() if name in effect.schema}
        changed = menus.with_changes(turn, effect, known)
        if changed is None:  # one is out of its range, which it says
            return menus.change_options(context, turn, known)
        turn = changed
    for photo in event.photos.values():
        if photo.refusal is not None:
            return turn.say(slots.refusal(context, photo))
    given = tuple(
        AlbumPhoto(blob=photo.blob, slot=slot, spoiler=photo.spoiler)
        for slot, photo in event.photos.items()
        if photo.blob is not None
    )
    if given:
        kept = {slot: blob for slot, blob in turn.session.photos.items() if slot not in event.photos}
        turn = turn.remember(photos=kept, spoiler=bool(kept) and turn.session.spoiler)
    if event.variants:
        return give_variants(context, slots.put_in_slots(turn, given), event.address, effect)
    if given:
        return slots.fill(context, turn, given)
    return turn.say(slots.what_is_missing(context, turn.session))


def _gallery(context: TurnContext, turn: TurnResult, slot: str = "", rest: str = "") -> TurnResult:
    """Shows a gallery, by default the one that is of use now, or chooses a picture of it."""
    effect = context.effect(turn.session)
    slot = slot or gallery.slot_of_use(effect, slots.next_slot(effect, turn.session))
    if not effect.gallery(slot):
        return turn.say(slots.what_is_missing(context, turn.session))
    return gallery.show_or_choose(context, turn, slot, rest)


def _button(context: TurnContext, turn: TurnResult, event: ButtonPressed) -> TurnResult:
    name, _, rest = event.button.partition(":")
    if name == ADMIN and event.person in context.rules.people.admins:
        return admin.pressed(turn, event)
    if (answered := kept.pressed(context, turn, name, rest)) is not None:
        return answered
    match name:
        case _ if name.startswith("use-as-"):
            return slots.move(context, turn, name.removeprefix("use-as-"))
        case "gallery":
            slot, _, choice = rest.partition(":")
            return _gallery(context, turn, slot, choice)
        case "effects":
            return menus.show_effects(context, turn)
        case "effect":
            return menus.choose_effect(context, turn, rest)
        case "paint":
            if slots.is_full(context, turn.session):
                return slots.order_from_slots(context, turn)
            return turn.say(slots.what_is_missing(context, turn.session))
        case "set" if rest == "effect" or rest.startswith("effect:"):  # as menus of earlier versions have it
            return menus.choose_effect(context, turn, rest.removeprefix("effect").removeprefix(":"))
        case "set" if ":" in rest:
            option, _, value = rest.partition(":")
            return menus.set_option(context, turn, option, value)
        case "set":
            return menus.show_choices(context, turn, rest)
        case "set-defaults":
            return menus.reset_options(context, turn)
        case "language":
            return _set_language(context, turn, rest)
        case "forget-yes":
            return turn.model_copy(update={"action": Action.FORGET})
        case "forget-no":
            return turn.say(private(context.reply("forget-not")))
    if rest:
        return result_buttons.job_button_pressed(context, turn, event)
    return turn.say(slots.what_is_missing(context, turn.session).after(context.say("button-unknown")))


def _text(context: TurnContext, turn: TurnResult, event: TextSent) -> TurnResult:
    """A slot's name moves the photo there; anything else is answered with what comes next."""
    slot = slot_named(context.effect(turn.session), event.text, [context.language])
    if slot is not None and len(turn.session.photos) == 1:
        return slots.move(context, turn, slot)
    if context.turn_input.jobs and not turn.session.photos:
        return turn.say(private(_status(context, turn)))
    return turn.say(slots.what_is_missing(context, turn.session))


def _group_hello(context: TurnContext, turn: TurnResult) -> Reply:
    """What a group is told that the bot has come to."""
    hello = context.reply("group-hello", command=context.effect(turn.session).command)
    return hello.model_copy(update={"answer_hint": context.say("group-hello-hint")})


def _status(context: TurnContext, turn: TurnResult) -> Reply:
    """What is being painted, what waits and how long it will take."""
    lines = []
    for status in context.turn_input.jobs:
        if status.job.state is JobState.RUNNING:
            lines.append(context.progress(status.job.fraction, status.seconds_left))
        else:
            lines.append(_waiting(context, status))
    lines.insert(0, context.say("status-now" if lines else "status-idle"))
    if turn.session.photos or not context.turn_input.jobs:
        lines.append(slots.what_is_missing(context, turn.session).text)
    buttons = tuple((context.button("cancel", f"cancel:{status.job.id}"),) for status in context.turn_input.jobs)
    return Reply(text="\n".join(lines), buttons=buttons)


def _waiting(context: TurnContext, status: JobStatus) -> str:
    """What is said of a job that waits: where the bot pauses nobody knows for how long."""
    if context.turn_input.mode is Mode.PAUSED:
        return context.say("job-paused")
    return context.queued(status.ahead, status.seconds_left)


def _cancel_all(context: TurnContext, turn: TurnResult, *, forget_photos: bool) -> TurnResult:
    """Stops all that is at work; photos that wait go too, those for which the rest is still to come only if wanted."""
    jobs = tuple(status.job.id for status in context.turn_input.jobs)
    had_photos, waited = bool(turn.session.photos), turn.session.retry_at is not None
    turn = turn.model_copy(update={"cancelled": jobs})
    if forget_photos or waited or not jobs:
        turn = slots.emptied(turn)
    said = [context.say("cancelled-jobs", n=len(jobs))] if jobs else []
    if waited or not jobs:
        said.append(context.say("cancelled-photos" if had_photos else "cancelled-nothing"))
    return turn.say(private(Reply(text=" ".join(said))))


def _set_language(context: TurnContext, turn: TurnResult, wish: str) -> TurnResult:
    language = wish.strip().lower()
    if language not in LANGUAGES:
        return turn.say(private(context.reply("language", *_language_buttons())))
    context = replace(context, language=language)
    return turn.set(language=language).say(private(context.reply("language-set")))


def _language_buttons() -> tuple[tuple[Button, ...], ...]:
    return (tuple(Button(id=f"language:{code}", label=name) for code, name in LANGUAGES.items()),)


def _commands(context: TurnContext) -> str:
    """Every command with what it is for, a line each."""
    commands = declared_commands(context.rules.effects)
    return "\n".join(f"/{command.name} — {command.about(context.language)}" for command in commands)


def menu_choice(session: Session, event: Event) -> Event:
    """A number, for those who have no buttons to press, as the button of the last menu that it stands for."""
    number = event.text.strip() if isinstance(event, TextSent) else ""
    if number.isascii() and number.isdecimal() and 1 <= int(number) <= len(session.menu):
        button = session.menu[int(number) - 1]
        return ButtonPressed(**in_place_of(event), button=button)
    return event


def greeting_after_loss(settings: Settings) -> Reply:
    """What is said where a stored session couldn't be read, and a fresh one begins."""
    return Reply(text=framework_texts().say(negotiate(settings.language, settings.locale), "session-lost"))
