"""What people have of their own, between the dialogue and the database: what is kept, and what isn't deleted yet."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from core.dialogue.dialogue import DialogueEvent
from core.dialogue.turn import TurnResult
from core.model.blob import Blob
from core.model.errors import Lost
from core.model.event import ButtonPressed, CommandGiven, Event, Photo, PhotoSent
from core.model.job import Job
from core.model.kept_picture import KeptPicture
from core.model.person import PersonId
from core.model.store import Transaction
from core.plugins.adapter import OwnPicture
from core.plugins.installed_effect import InstalledEffect

RECENT_JOBS = 30
"""Of so many jobs pictures are offered that aren't deleted yet."""

FindBlob = Callable[[str, PersonId], Awaitable[Blob | None]]
"""Gives a person's blob by its id. Raises StorageError."""


async def sizes_of(transaction: Transaction, dialogue_event: DialogueEvent, done: Sequence[Job]) -> dict[str, int]:
    """The bytes of the pictures that an event may have kept."""
    match dialogue_event:
        case ButtonPressed(job=Job() as job):
            jobs: Sequence[Job] = [job]
        case CommandGiven(name="keep"):
            jobs = done
        case _:
            return {}
    return await transaction.blob_sizes(
        {blob for job in jobs for blob in (*job.order.inputs.values(), job.result or "")}
    )


async def write_kept(transaction: Transaction, person: PersonId, turn: TurnResult, expires: float) -> None:
    """Stores what a turn keeps, and drops what it doesn't keep any more."""
    for picture in turn.kept:
        await transaction.keep_blobs([picture.blob], expires)  # whoever sweeps at this moment leaves it
        await transaction.keep_picture(picture)
    for id in turn.dropped:
        await transaction.delete_kept(id, person)


async def own_pictures(
    transaction: Transaction, effects: Mapping[str, InstalledEffect], person: PersonId
) -> list[OwnPicture]:
    """A person's pictures that can be used again, those that they have kept before the newest of the others."""
    kept = [_as_own(picture) for picture in await transaction.kept_pictures(person)]
    jobs = await transaction.done_jobs(person, RECENT_JOBS)
    others = [picture for job in jobs for picture in _of_job(job, effects.get(job.order.effect))]
    ends = await transaction.blob_ends({picture.blob for picture in (*kept, *others)})
    found: dict[tuple[str, str], OwnPicture] = {}
    for picture in (*kept, *_with_ends(others, ends)):
        found.setdefault((picture.blob, picture.slot), picture)
    return [picture for picture in found.values() if picture.blob in ends]


async def with_own_photos(event: Event, blob: FindBlob) -> Event:
    """An event whose photos that are the person's own already have their blob, or a refusal where that is gone."""

    async def found(photo: Photo) -> Photo:
        if not photo.own:
            return photo
        known = await blob(photo.own, event.person)
        return photo.model_copy(update={"blob": known.id} if known is not None else {"refusal": Lost.DELETED})

    match event:
        case PhotoSent():
            return event.model_copy(update={"photo": await found(event.photo)})
        case CommandGiven():
            return event.model_copy(update={"photos": {slot: await found(one) for slot, one in event.photos.items()}})
        case _:
            return event


def _as_own(picture: KeptPicture) -> OwnPicture:
    about = {"effect": picture.effect, "slot": picture.slot, "name": picture.name, "spoiler": picture.spoiler}
    return OwnPicture.model_validate({"blob": picture.blob, "kept": picture.id, **about})


def _of_job(job: Job, effect: InstalledEffect | None) -> Iterable[OwnPicture]:
    """What a job made, and what it was made from that may be kept: what there is a choice of."""
    if effect is None:
        return
    order = job.order
    about = {"effect": order.effect, "job": job.id, "spoiler": order.spoiler}
    if job.result is not None and not order.variants:
        yield OwnPicture.model_validate({"blob": job.result, **about})
    for slot in effect.slots:
        if slot.name in order.inputs and effect.has_choice(slot.name):
            yield OwnPicture.model_validate({"blob": order.inputs[slot.name], "slot": slot.name, **about})


def _with_ends(pictures: Iterable[OwnPicture], ends: Mapping[str, float]) -> list[OwnPicture]:
    return [picture.model_copy(update={"expires": ends.get(picture.blob)}) for picture in pictures]
