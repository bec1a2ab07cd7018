"""Bytes that are kept for a while: pictures, documents, checkpoints."""

from core.model.base import Model
from core.model.person import PersonId


class Blob(Model):
    """Bytes that a person gave or got, who that is, and when they go (seconds since 1970)."""

    id: str
    person: PersonId
    kind: str
    data: bytes
    expires: float
