"""Pictures that people have kept: they stay until their person deletes them."""

from core.model.base import Model
from core.model.person import PersonId


class KeptPicture(Model):
    """A blob that its person has kept under a name; it has ``size`` bytes, and was kept at ``created`` (since 1970).

    ``effect`` is the one that it was kept with, ``slot`` the slot for which it is offered like a picture of the
    effect's gallery; what the effect made itself has none. A ``spoiler`` stays one.
    """

    id: str
    person: PersonId
    blob: str
    name: str
    effect: str
    slot: str = ""
    size: int
    created: float
    spoiler: bool = False
