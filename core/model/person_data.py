"""All that is kept of a person, and how much of it was deleted."""

from core.model.base import Model
from core.model.event import Event
from core.model.job import Job
from core.model.kept_picture import KeptPicture
from core.model.outbox import OutboxEntry


class DeletedCounts(Model):
    """How much was deleted of what was kept of a person."""

    photos: int
    jobs: int


class PersonData(Model):
    """All that is kept of a person. ``settings`` are JSON, ``sessions`` too by address, ``blobs`` the ids of theirs.

    ``kept`` are the pictures that stay until they delete them.
    """

    events: tuple[Event, ...]
    settings: str | None
    sessions: dict[str, str]
    blobs: tuple[str, ...]
    kept: tuple[KeptPicture, ...]
    jobs: tuple[Job, ...]
    replies: tuple[OutboxEntry, ...]
