"""The dialogue: a pure function from a session and what happened to the next session, replies and orders."""

from dataclasses import replace

from core.conversation import choices, photos, pictures
from core.conversation.commands import COMMANDS
from core.conversation.events import (
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
from core.conversation.replies import Button, Reply
from core.conversation.scene import Scene
from core.conversation.session import AlbumPhoto, Session
from core.conversation.texts import LANGUAGES, Texts, negotiate
from core.conversation.turn import Action, Rules, Turn, World
from core.jobs.model import JobState

Happening = Event | AlbumSettled | JobEnded


class Dialogue:
    """The dialogue under an operator's rules."""

    def __init__(self, rules: Rules, texts: Texts) -> None:
        self._rules, self._texts = rules, texts

    def advance(self, session: Session, event: Happening, world: World) -> Turn:
        """One turn. Never raises, whatever comes; every event from a person is answered, but for a growing album."""
        locale = event.sender.locale if not isinstance(event, AlbumSettled | JobEnded) else ""
        session = session.model_copy(update={"locale": locale or session.locale})
        scene = Scene(self._rules, world, self._texts, negotiate(session.language, session.locale))
        turn = Turn(session=session)
        if world.lost:
            turn = turn.say(scene.reply("photos-expired"))
        if not _belongs_to_album(session, event):
            turn = photos.settle_album(scene, turn)
        match event:
            case PhotoSent():
                return photos.photo_sent(scene, turn, event)
            case CommandGiven():
                return _command(scene, turn, event)
            case ButtonPressed():
                return _button(scene, turn, event)
            case TextSent():
                return _text(scene, turn, event)
            case OtherSent():
                return turn.say(scene.reply("other"), photos.what_is_missing(scene, turn.session))
            case JobEnded():
                return pictures.job_ended(scene, turn, event)
            case AlbumSettled():
                return turn


def _belongs_to_album(session: Session, event: Happening) -> bool:
    """Whether an album goes on: the same album's next photo doesn't settle it, nor does the end of a job."""
    album = session.album
    if album is None or isinstance(event, JobEnded):
        return True
    return isinstance(event, PhotoSent) and event.album == album.id


def _command(scene: Scene, turn: Turn, event: CommandGiven) -> Turn:
    match event.name:
        case "start":
            return turn.say(scene.reply("start", *_language_buttons()))
        case "style":
            return _style(scene, turn, event)
        case "settings" if event.options:
            return choices.change_options(scene, turn, event.options)
        case "settings":
            return choices.show_settings(scene, turn)
        case "status":
            return turn.say(_private(_status(scene, turn)))
        case "cancel" | "reset":
            return _cancel_all(scene, turn, forget_photos=event.name == "reset" or not scene.world.jobs)
        case "language" if event.argument:
            return _set_language(scene, turn, event.argument)
        case "language":
            return turn.say(_private(scene.reply("language", *_language_buttons())))
        case "privacy":
            return turn.say(_private(scene.reply("privacy", hours=scene.rules.keep_hours)))
        case "forget":
            yes = scene.button("forget-yes"), scene.button("forget-no")
            return turn.say(_private(scene.reply("forget-ask", yes)))
        case "export":
            return turn.model_copy(update={"action": Action.EXPORT})
        case _:
            return turn.say(_private(_help(scene)))


def _style(scene: Scene, turn: Turn, event: CommandGiven) -> Turn:
    """Starts a picture; on some platforms with photos and options given along. What isn't given stays as it was."""
    if event.options:
        options = {**turn.session.options, **event.options}
        turn = turn.remember(options=options)
    for photo in event.photos.values():
        if photo.refusal is not None:
            return turn.say(photos.refusal(scene, photo.refusal))
    given = tuple(
        AlbumPhoto(blob=photo.blob, slot=slot, spoiler=photo.spoiler)
        for slot, photo in event.photos.items()
        if photo.blob is not None
    )
    if given:
        kept = {slot: blob for slot, blob in turn.session.photos.items() if slot not in event.photos}
        return photos.fill(scene, turn.remember(photos=kept, spoiler=bool(kept) and turn.session.spoiler), given)
    return turn.say(photos.what_is_missing(scene, turn.session))


def _button(scene: Scene, turn: Turn, event: ButtonPressed) -> Turn:
    name, _, rest = event.button.partition(":")
    match name:
        case "use-as-content" | "use-as-style":
            return _move(scene, turn, Slot(name.removeprefix("use-as-")))
        case "paint":
            if photos.is_full(scene, turn.session):
                return photos.order_from_slots(scene, turn)
            return turn.say(photos.what_is_missing(scene, turn.session))
        case "set" if ":" in rest:
            option, _, value = rest.partition(":")
            return choices.set_option(scene, turn, option, value)
        case "set":
            return choices.show_choices(scene, turn, rest)
        case "set-defaults":
            return choices.show_settings(scene, turn.remember(options={}))
        case "language":
            return _set_language(scene, turn, rest)
        case "forget-yes":
            return turn.model_copy(update={"action": Action.FORGET})
        case "forget-no":
            return turn.say(_private(scene.reply("forget-not")))
    if rest:
        return pictures.job_button_pressed(scene, turn, event)
    return turn.say(scene.reply("button-unknown"), photos.what_is_missing(scene, turn.session))


def _text(scene: Scene, turn: Turn, event: TextSent) -> Turn:
    """A slot's name moves the photo there; anything else is answered with what comes next."""
    slot = photos.slot_in(scene, event.text)
    if slot is not None and len(turn.session.photos) == 1:
        return _move(scene, turn, slot)
    if scene.world.jobs and not turn.session.photos:
        return turn.say(_status(scene, turn))
    return turn.say(photos.what_is_missing(scene, turn.session))


def _move(scene: Scene, turn: Turn, slot: Slot) -> Turn:
    """Puts the photo that is there into this slot."""
    if len(turn.session.photos) != 1 or slot not in scene.effect(turn.session).slots:
        return turn.say(photos.what_is_missing(scene, turn.session))
    (blob,) = turn.session.photos.values()
    turn = turn.remember(photos={slot: blob})
    return turn.say(photos.what_is_missing(scene, turn.session))


def _status(scene: Scene, turn: Turn) -> Reply:
    """What is being painted, what waits and how long it will take."""
    lines = []
    for status in scene.world.jobs:
        time = scene.duration(status.seconds_left)
        if status.job.state is JobState.RUNNING:
            lines.append(scene.say("status-running", percent=int(100 * status.job.fraction), time=time))
        else:
            lines.append(scene.say("status-queued", n=status.ahead, time=time))
    if turn.session.photos or not lines:
        lines.append(photos.what_is_missing(scene, turn.session).text)
    buttons = tuple((scene.button("cancel", f"cancel:{status.job.id}"),) for status in scene.world.jobs)
    return Reply(text="\n".join(lines), buttons=buttons)


def _cancel_all(scene: Scene, turn: Turn, *, forget_photos: bool) -> Turn:
    jobs = tuple(status.job.id for status in scene.world.jobs)
    had_photos = bool(turn.session.photos)
    turn = turn.model_copy(update={"cancelled": jobs})
    if forget_photos:
        turn = turn.remember(photos={}, spoiler=False)
    if jobs:
        return turn.say(scene.reply("cancelled-jobs", n=len(jobs)))
    return turn.say(scene.reply("cancelled-photos" if had_photos else "cancelled-nothing"))


def _set_language(scene: Scene, turn: Turn, wish: str) -> Turn:
    language = wish.strip().lower()
    if language not in LANGUAGES:
        return turn.say(_private(scene.reply("language", *_language_buttons())))
    scene = replace(scene, language=language)
    return turn.remember(language=language).say(_private(scene.reply("language-set")))


def _language_buttons() -> tuple[tuple[Button, ...], ...]:
    return (tuple(Button(id=f"language:{code}", label=name) for code, name in LANGUAGES.items()),)


def _help(scene: Scene) -> Reply:
    lines = [f"/{command.name} — {scene.say(f'command-{command.name}')}" for command in COMMANDS]
    return scene.reply("help", commands="\n".join(lines))


def _private(reply: Reply) -> Reply:
    return reply.model_copy(update={"private": True})


def chosen(session: Session, event: Event) -> Event:
    """A number, for those who have no buttons to press, as the button of the last menu that it stands for."""
    number = event.text.strip() if isinstance(event, TextSent) else ""
    if number.isascii() and number.isdecimal() and 1 <= int(number) <= len(session.menu):
        button = session.menu[int(number) - 1]
        return ButtonPressed(id=event.id, address=event.address, sender=event.sender, button=button)
    return event


def greeting_after_loss(texts: Texts, locale: str) -> Reply:
    """What is said where a stored session couldn't be read, and a fresh one begins."""
    return Reply(text=texts.say(negotiate(locale), "session-lost"))
