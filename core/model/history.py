"""What was said in a conversation so far."""

from core.model.base import Model
from core.model.event import Event
from core.model.outbox import OutboxEntry


class HistoryEntry(Model):
    """One line of a conversation's history: what a person sent or what was answered. Just one of the two is set."""

    when: float
    event: Event | None = None
    reply: OutboxEntry | None = None
