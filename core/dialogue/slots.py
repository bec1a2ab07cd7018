"""Photos into slots: captions and albums, and the order that is given when all are there that must be."""

from core.dialogue.context import TurnContext
from core.dialogue.text_events import slot_named
from core.dialogue.turn import TurnResult
from core.model.errors import Lost, Refusal
from core.model.event import PhotoSent
from core.model.job import Order
from core.model.reply import Button, Reply
from core.model.session import Album, AlbumPhoto, Session
from core.plugins.installed_effect import InstalledEffect

ALBUM_SECONDS = 1.0
"""An album has no end mark: it is taken to be complete this long after its last photo."""


def photo_sent(context: TurnContext, turn: TurnResult, event: PhotoSent) -> TurnResult:
    """A photo came, alone or in an album."""
    if event.photo.refusal is not None:
        return turn.say(refusal(context, event.photo.refusal))
    assert event.photo.blob is not None  # the engine sets one of the two
    slot = event.slot or slot_named(context.effect(turn.session), event.caption, [context.language])
    photo = AlbumPhoto(blob=event.photo.blob, slot=slot, spoiler=event.photo.spoiler)
    if not event.album:
        return fill(context, turn, (photo,))
    album = turn.session.album
    earlier = album.photos if album is not None else ()
    deadline = context.turn_input.now + ALBUM_SECONDS
    return turn.remember(album=Album(id=event.album, photos=(*earlier, photo), deadline=deadline))


def settle_album(context: TurnContext, turn: TurnResult) -> TurnResult:
    """The album is complete: its photos count as if they had come one after another."""
    album = turn.session.album
    return turn if album is None else fill(context, turn.remember(album=None), album.photos)


def fill(context: TurnContext, turn: TurnResult, photos: tuple[AlbumPhoto, ...]) -> TurnResult:
    """Puts photos into slots, gives an order each time the slots are full, and answers once for all of them.

    Those whose caption names a slot come first, so that an album's other photos take what is left. A slot that is
    optional is filled by name only. Several for one slot are each made with the same other pictures.
    """
    effect = context.effect(turn.session)
    ordered = 0
    photos = tuple(sorted(photos, key=lambda photo: photo.slot is None))
    for number, photo in enumerate(photos, start=1):
        named = photo.slot if photo.slot is not None and effect.slot(photo.slot) is not None else None
        if is_full(context, turn.session) and (named is None or named in turn.session.photos):
            if no_room(context, turn) is not None:
                return turn.say(context.reply("photo-too-many", (context.button("paint"),)))
            turn = order_from_slots(context, turn)  # what is there has waited long enough
            ordered += 1
        slot = named or next_slot(effect, turn.session) or effect.slots[0].name
        kept = {name: blob for name, blob in turn.session.photos.items() if name != slot}
        spoiler = photo.spoiler or (bool(kept) and turn.session.spoiler)
        turn = turn.remember(photos={**kept, slot: photo.blob}, spoiler=spoiler)
        if is_full(context, turn.session):
            before, others = (
                len(turn.orders),
                {name: blob for name, blob in turn.session.photos.items() if name != slot},
            )
            turn = order_from_slots(context, turn)
            ordered += len(turn.orders) - before
            if named and not turn.session.photos and any(later.slot == named for later in photos[number:]):
                turn = turn.remember(photos=others, spoiler=spoiler)
    if turn.session.photos and not is_full(context, turn.session):
        turn = turn.say(what_is_missing(context, turn.session, just_ordered=ordered > 0))
    return turn


def move(context: TurnContext, turn: TurnResult, slot: str) -> TurnResult:
    """Puts the photo that came last into this slot, if that is free."""
    photos = dict(turn.session.photos)
    if photos and slot not in photos and context.effect(turn.session).slot(slot) is not None:
        _, blob = photos.popitem()
        turn = turn.remember(photos={**photos, slot: blob})
        if is_full(context, turn.session):
            return order_from_slots(context, turn)
    return turn.say(what_is_missing(context, turn.session))


def carry_over(photos: dict[str, str], effect: InstalledEffect) -> dict[str, str]:
    """What is in the slots when another effect is chosen: each photo by its slot's name, else in the next free one."""
    kept = {name: blob for name, blob in photos.items() if effect.slot(name) is not None}
    for blob in (blob for name, blob in photos.items() if name not in kept):
        free = next((slot.name for slot in effect.slots if not slot.optional and slot.name not in kept), None)
        if free is not None:
            kept[free] = blob
    return kept


def what_is_missing(context: TurnContext, session: Session, *, just_ordered: bool = False) -> Reply:
    """What is here already and what comes next."""
    effect = context.effect(session)
    missing = next_slot(effect, session)
    if missing is None:
        return context.reply("ask-paint", (context.button("paint"),))
    if not session.photos:
        return Reply(text=context.slot_text(effect, "ask-first", missing), asks=effect.name)
    painting = just_ordered or any(status.job.state.active for status in context.turn_input.jobs)
    text = context.slot_text(effect, "ask-kept" if painting else "ask", missing)
    free = [slot.name for slot in effect.slots if not slot.optional and slot.name not in session.photos]
    buttons = tuple((_slot_button(context, effect, "use-as", name),) for name in free)
    return Reply(text=text, buttons=buttons, asks=effect.name)


def _slot_button(context: TurnContext, effect: InstalledEffect, key: str, slot: str) -> Button:
    return Button(id=f"{key}-{slot}", label=context.slot_text(effect, f"button-{key}", slot))


def order_from_slots(context: TurnContext, turn: TurnResult) -> TurnResult:
    """Orders a picture from the slots, which become empty, or says politely why not yet."""
    session, effect = turn.session, context.effect(turn.session)
    new = Order(
        id=fresh_id(context, turn),
        effect=effect.name,
        inputs={slot.name: session.photos[slot.name] for slot in effect.slots if slot.name in session.photos},
        options=context.options(session).model_dump(mode="json"),
        spoiler=session.spoiler,
    )
    answered = order(context, turn, new)
    return answered.remember(photos={}, spoiler=False) if len(answered.orders) > len(turn.orders) else answered


def fresh_id(context: TurnContext, turn: TurnResult) -> str:
    """An id for this turn's next order."""
    return f"{context.turn_input.token}{len(turn.orders) or ''}"


def order(context: TurnContext, turn: TurnResult, new: Order) -> TurnResult:
    """Places an order, unless the person or everybody has too many waiting."""
    refused = no_room(context, turn)
    if refused is not None:
        return turn.say(refused)
    cancel = (context.button("cancel", f"cancel:{new.id}"),)
    status = _first_words(context, cancel, len(turn.orders))
    turn = turn.model_copy(update={"orders": (*turn.orders, new)})
    return turn.say(status.model_copy(update={"job": new.id, "spoiler": new.spoiler}))


def no_room(context: TurnContext, turn: TurnResult) -> Reply | None:
    """What is said where no more can be ordered just now."""
    rules, turn_input = context.rules, context.turn_input
    if len(turn_input.jobs) + len(turn.orders) >= rules.max_waiting:
        return context.reply("queue-yours-full", (context.button("paint"),), n=rules.max_waiting)
    if turn_input.queue + len(turn.orders) >= rules.max_queue:
        return context.reply("queue-full", (context.button("paint"),))
    return None


def _first_words(context: TurnContext, cancel: tuple[Button, ...], earlier: int) -> Reply:
    """A new job's status message; this turn ordered ``earlier`` others before it."""
    turn_input = context.turn_input
    ahead, seconds = turn_input.ahead + earlier, turn_input.seconds and turn_input.seconds * (1 + earlier)
    if ahead:
        return context.reply("job-queued", cancel, n=ahead, time=context.duration(seconds))
    return context.reply("job-started", cancel, time=context.duration(seconds))


def is_full(context: TurnContext, session: Session) -> bool:
    """Whether every slot of the effect has its picture that needs one."""
    return next_slot(context.effect(session), session) is None


def refusal(context: TurnContext, why: Refusal | Lost) -> Reply:
    """Why a photo can't be used."""
    return context.reply(f"refused-{why.value.replace('_', '-')}")


def next_slot(effect: InstalledEffect, session: Session) -> str | None:
    """The first slot that is still to be filled."""
    return next((slot.name for slot in effect.slots if not slot.optional and slot.name not in session.photos), None)
