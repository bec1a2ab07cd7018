"""What is kept of a person, and how much of it was deleted."""

from core.model.base import Model
from core.model.kept_picture import KeptPicture
from core.model.people import Restriction


class DeletedCounts(Model):
    """How much was deleted of what was kept of a person."""

    photos: int
    jobs: int


class PersonData(Model):
    """What is kept of a person, but for events, jobs and replies, of which there may be any number.

    ``settings`` are JSON, ``sessions`` too by address, ``blobs`` the ids of theirs; ``kept`` are the pictures that stay
    until they delete them; ``restriction`` is what those in charge have decided, which stays when they are forgotten.
    """

    settings: str | None
    sessions: dict[str, str]
    blobs: tuple[str, ...]
    kept: tuple[KeptPicture, ...]
    restriction: Restriction = Restriction()
