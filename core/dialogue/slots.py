"""Photos into slots: captions and albums, and the order that is given when both are there."""

from core.conversation.events import Lost, PhotoSent, Slot
from core.conversation.replies import Button, Reply
from core.conversation.scene import Scene
from core.conversation.session import Album, AlbumPhoto, Session
from core.conversation.turn import Turn
from core.jobs.model import Order
from core.nst.errors import Refusal

ALBUM_SECONDS = 1.0
"""An album has no end mark: it is taken to be complete this long after its last photo."""


def photo_sent(scene: Scene, turn: Turn, event: PhotoSent) -> Turn:
    """A photo came, alone or in an album."""
    if event.photo.refusal is not None:
        return turn.say(refusal(scene, event.photo.refusal))
    assert event.photo.blob is not None  # the engine sets one of the two
    slot = event.slot or slot_in(scene, event.caption)
    photo = AlbumPhoto(blob=event.photo.blob, slot=slot, spoiler=event.photo.spoiler)
    if not event.album:
        return fill(scene, turn, (photo,))
    album = turn.session.album
    earlier = album.photos if album is not None else ()
    deadline = scene.world.now + ALBUM_SECONDS
    return turn.remember(album=Album(id=event.album, photos=(*earlier, photo), deadline=deadline))


def settle_album(scene: Scene, turn: Turn) -> Turn:
    """The album is complete: its photos count as if they had come one after another."""
    album = turn.session.album
    return turn if album is None else fill(scene, turn.remember(album=None), album.photos)


def fill(scene: Scene, turn: Turn, photos: tuple[AlbumPhoto, ...]) -> Turn:
    """Puts photos into slots, gives an order each time the slots are full, and answers once for all of them.

    Those whose caption names a slot come first, so that an album's other photo takes what is left.
    """
    ordered = 0
    for photo in sorted(photos, key=lambda photo: photo.slot is None):
        if is_full(scene, turn.session):  # the queue was full: another photo has to wait
            return turn.say(scene.reply("photo-too-many", (scene.button("paint"),)))
        slot = photo.slot if photo.slot in scene.effect(turn.session).slots else _empty_slot(scene, turn.session)
        filled = {**turn.session.photos, slot or Slot.CONTENT: photo.blob}
        turn = turn.remember(photos=filled, spoiler=turn.session.spoiler or photo.spoiler)
        if is_full(scene, turn.session):
            before = len(turn.orders)
            turn = order_from_slots(scene, turn)
            ordered += len(turn.orders) - before
    if turn.session.photos and not is_full(scene, turn.session):
        turn = turn.say(what_is_missing(scene, turn.session, just_ordered=ordered > 0))
    return turn


def what_is_missing(scene: Scene, session: Session, *, just_ordered: bool = False) -> Reply:
    """What is here already and what comes next."""
    missing = _empty_slot(scene, session)
    if missing is None:
        return scene.reply("ask-paint", (scene.button("paint"),))
    if missing is Slot.CONTENT and not session.photos:
        return scene.reply("ask-first")
    painting = just_ordered or any(status.job.state.active for status in scene.world.jobs)
    key = f"ask-{missing}-kept" if painting else f"ask-{missing}"
    return scene.reply(key, (scene.button(f"use-as-{missing}"),))


def order_from_slots(scene: Scene, turn: Turn) -> Turn:
    """Orders a picture from the slots, which become empty, or says politely why not yet."""
    session = turn.session
    new = Order(
        id=fresh_id(scene, turn),
        effect=scene.effect(session).name,
        inputs={slot.value: blob for slot, blob in session.photos.items()},
        options=scene.options(session).model_dump(mode="json"),
        spoiler=session.spoiler,
    )
    answered = order(scene, turn, new)
    return answered.remember(photos={}, spoiler=False) if len(answered.orders) > len(turn.orders) else answered


def fresh_id(scene: Scene, turn: Turn) -> str:
    """An id for this turn's next order."""
    return f"{scene.world.token}{len(turn.orders) or ''}"


def order(scene: Scene, turn: Turn, new: Order) -> Turn:
    """Places an order, unless the person or everybody has too many waiting."""
    rules, world = scene.rules, scene.world
    if len(world.jobs) + len(turn.orders) >= rules.max_waiting:
        return turn.say(scene.reply("queue-yours-full", (scene.button("paint"),), n=rules.max_waiting))
    if world.queue + len(turn.orders) >= rules.max_queue:
        return turn.say(scene.reply("queue-full", (scene.button("paint"),)))
    cancel = (scene.button("cancel", f"cancel:{new.id}"),)
    status = _first_words(scene, cancel, len(turn.orders))
    turn = turn.model_copy(update={"orders": (*turn.orders, new)})
    return turn.say(status.model_copy(update={"job": new.id, "spoiler": new.spoiler}))


def _first_words(scene: Scene, cancel: tuple[Button, ...], earlier: int) -> Reply:
    """A new job's status message; this turn ordered ``earlier`` others before it."""
    world = scene.world
    ahead, seconds = world.ahead + earlier, world.seconds and world.seconds * (1 + earlier)
    if ahead:
        return scene.reply("job-queued", cancel, n=ahead, time=scene.duration(seconds))
    return scene.reply("job-started", cancel, time=scene.duration(seconds))


def is_full(scene: Scene, session: Session) -> bool:
    """Whether every slot of the effect has its picture."""
    return _empty_slot(scene, session) is None


def slot_in(scene: Scene, caption: str) -> Slot | None:
    """The slot that a caption names in the person's language or in English, if it names just one."""
    words = {word.strip(".,:;!?()\"'«»").casefold() for word in caption.split()}
    named = [slot for slot in Slot if words & set(scene.say(f"words-{slot}").casefold().split())]
    return named[0] if len(named) == 1 else None


def refusal(scene: Scene, why: Refusal | Lost) -> Reply:
    """Why a photo can't be used."""
    return scene.reply(f"refused-{why.value.replace('_', '-')}")


def _empty_slot(scene: Scene, session: Session) -> Slot | None:
    return next((slot for slot in scene.effect(session).slots if slot not in session.photos), None)
