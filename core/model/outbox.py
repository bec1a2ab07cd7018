"""Replies that wait to be sent, or were."""

from core.model.address import Address
from core.model.base import Model
from core.model.person import PersonId
from core.model.reply import Reply


class OutboxEntry(Model):
    """A reply on its way: ``number`` orders a conversation's replies, ``reference`` is the platform's once it is sent.

    ``tries`` counts attempts to send it. Times are seconds since 1970.
    """

    number: int
    address: Address
    person: PersonId
    reply: Reply
    created: float
    reference: str | None = None
    tries: int = 0
