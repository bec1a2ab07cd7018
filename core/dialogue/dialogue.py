"""The dialogue: a pure function from a session and what happened to the next session, replies and orders."""

from dataclasses import replace

from core.dialogue import result_buttons, settings, slots
from core.dialogue.commands import COMMANDS
from core.dialogue.context import TurnContext
from core.dialogue.text_events import slot_named
from core.dialogue.texts import LANGUAGES, Texts, negotiate
from core.dialogue.turn import Action, Rules, TurnInput, TurnResult
from core.model.event import (
    AlbumSettled,
    ButtonPressed,
    CommandGiven,
    Event,
    JobEnded,
    OtherSent,
    PhotoSent,
    Slot,
    TextSent,
)
from core.model.job import JobState
from core.model.reply import Button, Reply
from core.model.session import AlbumPhoto, Session

DialogueEvent = Event | AlbumSettled | JobEnded


class Dialogue:
    """The dialogue under an operator's rules."""

    def __init__(self, rules: Rules, texts: Texts) -> None:
        self._rules, self._texts = rules, texts

    def advance(self, session: Session, event: DialogueEvent, turn_input: TurnInput) -> TurnResult:
        """One turn. Never raises, whatever comes; every event from a person is answered, but for a growing album."""
        locale = event.sender.locale if not isinstance(event, AlbumSettled | JobEnded) else ""
        session = session.model_copy(update={"locale": locale or session.locale})
        context = TurnContext(self._rules, turn_input, self._texts, negotiate(session.language, session.locale))
        turn = TurnResult(session=session)
        if turn_input.lost:
            turn = turn.say(context.reply("photos-expired"))
        if not _belongs_to_album(session, event):
            turn = slots.settle_album(context, turn)
        match event:
            case PhotoSent():
                return slots.photo_sent(context, turn, event)
            case CommandGiven():
                return _command(context, turn, event)
            case ButtonPressed():
                return _button(context, turn, event)
            case TextSent():
                return _text(context, turn, event)
            case OtherSent():
                return turn.say(context.reply("other"), slots.what_is_missing(context, turn.session))
            case JobEnded():
                return result_buttons.job_ended(context, turn, event)
            case AlbumSettled():
                return turn


def _belongs_to_album(session: Session, event: DialogueEvent) -> bool:
    """Whether an album goes on: the same album's next photo doesn't settle it, nor does the end of a job."""
    album = session.album
    if album is None or isinstance(event, JobEnded):
        return True
    return isinstance(event, PhotoSent) and event.album == album.id


def _command(context: TurnContext, turn: TurnResult, event: CommandGiven) -> TurnResult:
    match event.name:
        case "start":
            return turn.say(_private(context.reply("start", *_language_buttons())))
        case "style":
            return _style(context, turn, event)
        case "settings" if event.options:
            return settings.change_options(context, turn, event.options)
        case "settings":
            return settings.show_settings(context, turn)
        case "status":
            return turn.say(_private(_status(context, turn)))
        case "cancel" | "reset":
            return _cancel_all(context, turn, forget_photos=event.name == "reset" or not context.turn_input.jobs)
        case "language" if event.argument:
            return _set_language(context, turn, event.argument)
        case "language":
            return turn.say(_private(context.reply("language", *_language_buttons())))
        case "privacy":
            return turn.say(_private(context.reply("privacy", hours=context.rules.keep_hours)))
        case "forget":
            yes = context.button("forget-yes"), context.button("forget-no")
            return turn.say(_private(context.reply("forget-ask", yes)))
        case "export":
            return turn.model_copy(update={"action": Action.EXPORT})
        case _:
            return turn.say(_private(_help(context)))


def _style(context: TurnContext, turn: TurnResult, event: CommandGiven) -> TurnResult:
    """Starts a picture; on some platforms with photos and options given along. What isn't given stays as it was."""
    if event.options:
        options = {**turn.session.options, **event.options}
        turn = turn.remember(options=options)
    for photo in event.photos.values():
        if photo.refusal is not None:
            return turn.say(slots.refusal(context, photo.refusal))
    given = tuple(
        AlbumPhoto(blob=photo.blob, slot=slot, spoiler=photo.spoiler)
        for slot, photo in event.photos.items()
        if photo.blob is not None
    )
    if given:
        kept = {slot: blob for slot, blob in turn.session.photos.items() if slot not in event.photos}
        return slots.fill(context, turn.remember(photos=kept, spoiler=bool(kept) and turn.session.spoiler), given)
    return turn.say(slots.what_is_missing(context, turn.session))


def _button(context: TurnContext, turn: TurnResult, event: ButtonPressed) -> TurnResult:
    name, _, rest = event.button.partition(":")
    match name:
        case "use-as-content" | "use-as-style":
            return _move(context, turn, Slot(name.removeprefix("use-as-")))
        case "paint":
            if slots.is_full(context, turn.session):
                return slots.order_from_slots(context, turn)
            return turn.say(slots.what_is_missing(context, turn.session))
        case "set" if ":" in rest:
            option, _, value = rest.partition(":")
            return settings.set_option(context, turn, option, value)
        case "set":
            return settings.show_choices(context, turn, rest)
        case "set-defaults":
            return settings.show_settings(context, turn.remember(options={}))
        case "language":
            return _set_language(context, turn, rest)
        case "forget-yes":
            return turn.model_copy(update={"action": Action.FORGET})
        case "forget-no":
            return turn.say(_private(context.reply("forget-not")))
    if rest:
        return result_buttons.job_button_pressed(context, turn, event)
    return turn.say(context.reply("button-unknown"), slots.what_is_missing(context, turn.session))


def _text(context: TurnContext, turn: TurnResult, event: TextSent) -> TurnResult:
    """A slot's name moves the photo there; anything else is answered with what comes next."""
    slot = slot_named(context.texts, event.text, [context.language])
    if slot is not None and len(turn.session.photos) == 1:
        return _move(context, turn, slot)
    if context.turn_input.jobs and not turn.session.photos:
        return turn.say(_status(context, turn))
    return turn.say(slots.what_is_missing(context, turn.session))


def _move(context: TurnContext, turn: TurnResult, slot: Slot) -> TurnResult:
    """Puts the photo that is there into this slot."""
    if len(turn.session.photos) != 1 or slot not in context.effect(turn.session).slots:
        return turn.say(slots.what_is_missing(context, turn.session))
    (blob,) = turn.session.photos.values()
    turn = turn.remember(photos={slot: blob})
    return turn.say(slots.what_is_missing(context, turn.session))


def _status(context: TurnContext, turn: TurnResult) -> Reply:
    """What is being painted, what waits and how long it will take."""
    lines = []
    for status in context.turn_input.jobs:
        time = context.duration(status.seconds_left)
        if status.job.state is JobState.RUNNING:
            lines.append(context.say("status-running", percent=int(100 * status.job.fraction), time=time))
        else:
            lines.append(context.say("status-queued", n=status.ahead, time=time))
    if turn.session.photos or not lines:
        lines.append(slots.what_is_missing(context, turn.session).text)
    buttons = tuple((context.button("cancel", f"cancel:{status.job.id}"),) for status in context.turn_input.jobs)
    return Reply(text="\n".join(lines), buttons=buttons)


def _cancel_all(context: TurnContext, turn: TurnResult, *, forget_photos: bool) -> TurnResult:
    jobs = tuple(status.job.id for status in context.turn_input.jobs)
    had_photos = bool(turn.session.photos)
    turn = turn.model_copy(update={"cancelled": jobs})
    if forget_photos:
        turn = turn.remember(photos={}, spoiler=False)
    if jobs:
        return turn.say(_private(context.reply("cancelled-jobs", n=len(jobs))))
    return turn.say(_private(context.reply("cancelled-photos" if had_photos else "cancelled-nothing")))


def _set_language(context: TurnContext, turn: TurnResult, wish: str) -> TurnResult:
    language = wish.strip().lower()
    if language not in LANGUAGES:
        return turn.say(_private(context.reply("language", *_language_buttons())))
    context = replace(context, language=language)
    return turn.remember(language=language).say(_private(context.reply("language-set")))


def _language_buttons() -> tuple[tuple[Button, ...], ...]:
    return (tuple(Button(id=f"language:{code}", label=name) for code, name in LANGUAGES.items()),)


def _help(context: TurnContext) -> Reply:
    lines = [f"/{command.name} — {context.say(f'command-{command.name}')}" for command in COMMANDS]
    return context.reply("help", commands="\n".join(lines))


def _private(reply: Reply) -> Reply:
    return reply.model_copy(update={"private": True})


def menu_choice(session: Session, event: Event) -> Event:
    """A number, for those who have no buttons to press, as the button of the last menu that it stands for."""
    number = event.text.strip() if isinstance(event, TextSent) else ""
    if number.isascii() and number.isdecimal() and 1 <= int(number) <= len(session.menu):
        button = session.menu[int(number) - 1]
        return ButtonPressed(id=event.id, address=event.address, sender=event.sender, button=button)
    return event


def greeting_after_loss(texts: Texts, locale: str) -> Reply:
    """What is said where a stored session couldn't be read, and a fresh one begins."""
    return Reply(text=texts.say(negotiate(locale), "session-lost"))
