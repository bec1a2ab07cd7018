"""Photos into slots: captions and albums, and the order that is given when all are there that must be."""

from collections.abc import Iterable

from core.dialogue import gallery
from core.dialogue.context import TurnContext, with_options
from core.dialogue.limits import NoRoom, no_room
from core.dialogue.text_events import slot_named
from core.dialogue.turn import TurnResult
from core.dialogue.variants import status_buttons
from core.model.event import Photo, PhotoSent
from core.model.job import Order
from core.model.people import Mode
from core.model.reply import Button, Reply
from core.model.session import Album, AlbumPhoto, Session
from core.plugins.errors import refusal_key
from core.plugins.installed_effect import InstalledEffect
from core.plugins.sizes import SIZE

ALBUM_SECONDS = 1.0
"""An album has no end mark: it is taken to be complete this long after its last photo."""


def photo_sent(context: TurnContext, turn: TurnResult, event: PhotoSent) -> TurnResult:
    """A photo came, alone or in an album."""
    if event.album:
        return _collect(context, turn, event)
    if event.photo.refusal is not None:
        return turn.say(refusal(context, event.photo))
    return fill(context, turn, (_photo(context, turn, event),))


def _photo(context: TurnContext, turn: TurnResult, event: PhotoSent) -> AlbumPhoto:
    assert event.photo.blob is not None  # the engine sets it, or a refusal
    slot = event.slot or slot_named(context.effect(turn.session), event.caption, [context.language])
    return AlbumPhoto(blob=event.photo.blob, slot=slot, spoiler=event.photo.spoiler)


def _collect(context: TurnContext, turn: TurnResult, event: PhotoSent) -> TurnResult:
    """Keeps an album's next photo, or why it can't be used, until the album is complete."""
    deadline = context.turn_input.now + ALBUM_SECONDS
    album = turn.session.album or Album(id=event.album, photos=(), deadline=deadline)
    photos, refused = album.photos, album.refused
    if event.photo.refusal is None:
        photos = (*photos, _photo(context, turn, event))
    else:
        refused = {**refused, len(photos) + len(refused) + 1: event.photo}
    return turn.remember(album=Album(id=album.id, photos=photos, refused=refused, deadline=deadline))


def settle_album(context: TurnContext, turn: TurnResult) -> TurnResult:
    """The album is complete: its photos count as if they had come one after another, and the others are named."""
    album = turn.session.album
    if album is None:
        return turn
    before = len(turn.replies)
    turn = fill(context, turn.remember(album=None), album.photos)
    if not album.refused:
        return turn
    why = " ".join(dict.fromkeys(refusal(context, one).text for one in album.refused.values()))
    count, places = len(album.photos) + len(album.refused), ", ".join(map(str, album.refused))
    said = why if count == 1 else context.say("album-refused", all=count, which=places, why=why)
    if len(turn.replies) > before and turn.replies[-1].job is None:  # a status message will say other things soon
        return turn.model_copy(update={"replies": (*turn.replies[:-1], turn.replies[-1].after(said))})
    return turn.say(Reply(text=said))


def fill(context: TurnContext, turn: TurnResult, photos: tuple[AlbumPhoto, ...]) -> TurnResult:
    """Puts photos into slots, gives an order each time the slots are full, and answers once for all of them.

    Several for one slot are each made with the same other pictures, if those were there before.
    """
    effect, earlier = context.effect(turn.session), set(turn.session.photos.values())
    ordered = 0
    placed = _placed(effect, turn.session, photos)
    for number, photo in enumerate(placed):
        left = len(photos) - number
        named = photo.slot
        if is_full(context, turn.session) and (named is None or named in turn.session.photos):
            if full := no_room(context, turn):
                said = context.reply("photo-too-many", n=left)
                return _wait_for(full, turn).say(said.after(full.text) if number else said)
            turn = order_from_slots(context, turn)  # what is there has waited long enough
            ordered += 1
        slot = named or next_slot(effect, turn.session) or effect.slots[0].name
        kept = {name: blob for name, blob in turn.session.photos.items() if name != slot}
        spoiler = photo.spoiler or (bool(kept) and turn.session.spoiler)
        turn = turn.remember(photos={**kept, slot: photo.blob}, spoiler=spoiler)
        if is_full(context, turn.session) and (left == 1 or not no_room(context, turn)):
            before = len(turn.orders)
            others = {name: blob for name, blob in turn.session.photos.items() if name != slot}
            turn = order_from_slots(context, turn)
            ordered += len(turn.orders) - before
            more = named and any(later.slot == named for later in placed[number + 1 :])
            if more and not turn.session.photos and earlier.issuperset(others.values()):
                turn = turn.remember(photos=others, spoiler=spoiler)
    if turn.session.photos and not is_full(context, turn.session):
        turn = turn.say(what_is_missing(context, turn.session, arrived=True, just_ordered=ordered > 0))
    return turn


def put_in_slots(turn: TurnResult, photos: Iterable[AlbumPhoto]) -> TurnResult:
    """Puts photos into the slots that they are for, and orders nothing."""
    for photo in photos:
        assert photo.slot is not None
        spoiler = photo.spoiler or turn.session.spoiler
        turn = turn.remember(photos={**turn.session.photos, photo.slot: photo.blob}, spoiler=spoiler)
    return turn


def _placed(effect: InstalledEffect, session: Session, photos: tuple[AlbumPhoto, ...]) -> list[AlbumPhoto]:
    """Photos in the order in which they are put into slots; ``slot`` is None for those that take what is free.

    Those whose caption names a slot come before those that take what is left, and those for optional slots before
    all, since an order is given as soon as the others are full. An optional slot is filled by name, or by an album that
    all the slots together have room for.
    """
    known = [photo if effect.slot(photo.slot or "") else photo.model_copy(update={"slot": None}) for photo in photos]
    named = {photo.slot for photo in known}
    free = sorted((slot for slot in effect.slots if slot.name not in named), key=lambda slot: slot.optional)
    if not session.photos and sum(photo.slot is None for photo in known) <= len(free):
        names = iter(slot.name for slot in free)
        known = [photo if photo.slot else photo.model_copy(update={"slot": next(names)}) for photo in known]
    optional = {slot.name for slot in effect.slots if slot.optional}
    return sorted(known, key=lambda photo: (photo.slot not in optional, photo.slot is None))


def move(context: TurnContext, turn: TurnResult, slot: str) -> TurnResult:
    """Puts the photo that came last into this slot, if that is free."""
    photos = dict(turn.session.photos)
    if photos and slot not in photos and context.effect(turn.session).slot(slot) is not None:
        _, blob = photos.popitem()
        turn = turn.remember(photos={**photos, slot: blob})
        if is_full(context, turn.session):
            return order_from_slots(context, turn)
        return turn.say(what_is_missing(context, turn.session, arrived=True))
    return turn.say(what_is_missing(context, turn.session))


def carry_over(photos: dict[str, str], effect: InstalledEffect) -> dict[str, str]:
    """What is in the slots when another effect is chosen: each photo by its slot's name, else in the next free one."""
    kept = {name: blob for name, blob in photos.items() if effect.slot(name) is not None}
    for blob in (blob for name, blob in photos.items() if name not in kept):
        free = next((slot.name for slot in effect.slots if not slot.optional and slot.name not in kept), None)
        if free is not None:
            kept[free] = blob
    return kept


def what_is_missing(
    context: TurnContext, session: Session, *, arrived: bool = False, just_ordered: bool = False
) -> Reply:
    """What is here already and what comes next; ``arrived`` says that the newest photo has just come to its slot."""
    effect = context.effect(session)
    missing = next_slot(effect, session)
    if missing is None:
        waits = session.retry_at is not None
        return context.reply("queue-kept") if waits else context.reply("ask-paint", (context.button("paint"),))
    hint = context.say("answer-hint")
    if not session.photos:
        text = context.slot_text(effect, "ask-first", missing)
        return Reply(text=text, buttons=gallery.way_in(context, effect, missing), asks=effect.name, answer_hint=hint)
    painting = just_ordered or any(status.job.state.active for status in context.turn_input.jobs)
    key = "ask-again" if not arrived else "ask-kept" if painting else "ask"
    text = _asking(context, effect, session, key, missing)
    free = [slot.name for slot in effect.slots if not slot.optional and slot.name not in session.photos]
    buttons = tuple((_slot_button(context, effect, "use-as", name),) for name in free)
    ways = (*gallery.way_in(context, effect, missing), *buttons)
    return Reply(text=text, buttons=ways, asks=effect.name, answer_hint=hint)


def _asking(context: TurnContext, effect: InstalledEffect, session: Session, key: str, missing: str) -> str:
    """Asks for a slot's picture: in the effect's words, which know of its other slots that must be filled, if the
    newest photo is in one of those.
    """
    newest = effect.slot([*session.photos][-1])
    if newest is not None and newest.optional:
        return effect.texts.say(context.language, key, slot=effect.slot_name(context.language, missing))
    return effect.slot_text(context.language, key, missing)


def _slot_button(context: TurnContext, effect: InstalledEffect, key: str, slot: str) -> Button:
    return Button(id=f"{key}-{slot}", label=context.slot_text(effect, f"button-{key}", slot))


def order_from_slots(context: TurnContext, turn: TurnResult) -> TurnResult:
    """Orders a picture from the slots, which become empty, or says politely why not yet."""
    if full := no_room(context, turn):
        return _wait_for(full, turn).say(Reply(text=full.kept(context)))
    return emptied(order(context, turn, order_of_slots(context, turn)))


def order_of_slots(context: TurnContext, turn: TurnResult) -> Order:
    """What is ordered where the slots are full: the chosen effect with the person's settings."""
    session, effect = turn.session, context.effect(turn.session)
    return Order(
        id=fresh_id(context, turn),
        effect=effect.name,
        inputs={slot.name: session.photos[slot.name] for slot in effect.slots if slot.name in session.photos},
        options=context.options(session).model_dump(mode="json"),
        spoiler=session.spoiler,
    )


def order_what_waits(context: TurnContext, turn: TurnResult) -> TurnResult:
    """Orders what waits in the slots for room, if there is some by now."""
    retry_at = turn.session.retry_at
    if retry_at is None or retry_at > context.turn_input.now:
        return turn
    if not is_full(context, turn.session):  # something has been taken out of them since
        return turn.remember(retry_at=None)
    full = no_room(context, turn)
    return order_from_slots(context, turn) if full is None else _wait_for(full, turn)


def _wait_for(full: NoRoom, turn: TurnResult) -> TurnResult:
    """Has what is in the slots ordered as soon as there is room for it."""
    return turn.remember(retry_at=full.until)


def emptied(turn: TurnResult) -> TurnResult:
    """With nothing in the slots, and nothing asked for."""
    return turn.remember(photos={}, spoiler=False, awaited="", retry_at=None)


def fresh_id(context: TurnContext, turn: TurnResult) -> str:
    """An id for this turn's next order."""
    return f"{context.turn_input.token}{len(turn.orders) or ''}"


def order(context: TurnContext, turn: TurnResult, new: Order) -> TurnResult:
    """Places an order, unless it is at work already, or the person or everybody has too many waiting."""
    if any(status.job.order.asks_for_the_same(new) for status in context.turn_input.jobs):
        return turn.say(context.reply("job-same"))
    if full := no_room(context, turn):
        return turn.say(Reply(text=full.refused(context)))
    turn, new, lowered = _within_limits(context, turn, new)
    text = " ".join(filter(None, (_first_words(context, new, len(turn.orders)), lowered)))
    turn = turn.model_copy(update={"orders": (*turn.orders, new)})
    return turn.say(Reply(text=text, buttons=(status_buttons(context, new),), job=new.id, spoiler=new.spoiler))


def _within_limits(context: TurnContext, turn: TurnResult, new: Order) -> tuple[TurnResult, Order, str]:
    """An order with no larger size than the operator allows, and what is said where it, or the setting, was larger."""
    effect = context.rules.effects.get(new.effect)
    if effect is None:
        return turn, new, ""
    stored, options = turn.session.settings.options.get(effect.name, {}), effect.lowered(new.options)
    kept = effect.lowered(stored)
    if (kept, options) == (stored, new.options):
        return turn, new, ""
    turn = turn.set(options=with_options(turn.session, effect, kept))
    return (
        turn,
        new.model_copy(update={"options": options}),
        context.say("size-lowered", size=str(effect.schema[SIZE]["maximum"])),
    )


def _first_words(context: TurnContext, new: Order, earlier: int) -> str:
    """What a new job's status message says; this turn ordered ``earlier`` others before it."""
    turn_input = context.turn_input
    if turn_input.mode is Mode.PAUSED:
        return context.say("job-paused")
    if new.variants:  # the estimate is of a whole picture
        ahead = turn_input.ahead + earlier
        return context.queued(ahead, None) if ahead else context.say("variants-started")
    ahead, seconds = turn_input.ahead + earlier, turn_input.seconds and turn_input.seconds * (1 + earlier)
    return context.queued(ahead, seconds) if ahead else context.started(seconds)


def is_full(context: TurnContext, session: Session) -> bool:
    """Whether every slot of the effect has its picture that needs one."""
    return next_slot(context.effect(session), session) is None


def refusal(context: TurnContext, photo: Photo) -> Reply:
    """Why a photo can't be used that has a ``refusal``."""
    assert photo.refusal is not None
    megabytes = (photo.limit or context.rules.max_photo_bytes) // 1_000_000
    return context.reply(refusal_key(photo.refusal.value), mb=megabytes)


def next_slot(effect: InstalledEffect, session: Session) -> str | None:
    """The first slot that is still to be filled: of those that must be, and the one that was asked for."""
    wanted = (slot.name for slot in effect.slots if not slot.optional or slot.name == session.awaited)
    return next((name for name in wanted if name not in session.photos), None)
