"""What the engine and the runner need of a database, as protocols: ``storage`` keeps them."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractAsyncContextManager
from math import inf
from typing import Protocol

from core.model.address import Address
from core.model.blob import Blob
from core.model.event import Event
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.kept_picture import KeptPicture
from core.model.outbox import OutboxEntry
from core.model.people import Mode, Restriction
from core.model.person import PersonId
from core.model.person_data import DeletedCounts, PersonData
from core.model.reply import Reply
from core.model.retention import Account, Cutoffs


class Transaction(Protocol):
    """One transaction: everything that is done with it happens, or nothing.

    Who reads a session or changes a job, an event or anything else of a person's has others who do so wait until the
    transaction ends. It mustn't do so for several people, and posts to several conversations in the order of their
    addresses: then none waits for one that waits for it.
    """

    async def receive(self, event: Event, now: float) -> bool:
        """Puts an event into the inbox; False where the adapter's account has brought the same id before."""

    async def unhandled(self, account: Account | None = None) -> list[Event]:
        """Events that nobody has answered yet, of an account or of all, in the order in which they came."""

    async def waits(self, event: Event) -> bool:
        """Whether this person's event is in the inbox and nobody has answered it yet."""

    async def sender(self, event: Event) -> str | None:
        """The person whose event with this id is in the inbox, if there is one."""

    async def tries(self, event: Event) -> int:
        """How often an event was tried again, as ``count_try`` counts it."""

    async def count_try(self, event: Event) -> None:
        """Counts that an event is about to be tried again, which an earlier process has left unhandled."""

    async def handled(self, event: Event) -> bool:
        """Replaces an event by what became of it (``event`` has its blob now) and marks it as answered.

        False where it had been answered before; one that was forgotten meanwhile hadn't.
        """

    async def session(self, address: Address, person: PersonId) -> str | None:
        """A stored session, as JSON; until the transaction ends nobody else gets one of the person's."""

    async def keep_session(self, address: Address, person: PersonId, session: str, deadline: float | None) -> None:
        """Stores a session; ``deadline`` is the session's own."""

    async def touch_session(self, address: Address, person: PersonId, now: float) -> None:
        """Notes, to the day, that a session is used: see ``delete_idle``."""

    async def settings(self, person: PersonId) -> str | None:
        """A person's stored settings, as JSON; who has read their session or changes anything of theirs reads them."""

    async def keep_settings(self, person: PersonId, settings: str) -> None:
        """Stores a person's settings."""

    async def deadlines(self, account: Account | None = None) -> list[tuple[Address, PersonId, float]]:
        """Address, person and deadline of every session that has one, on an account or on all."""

    async def put_blob(self, blob: Blob) -> None:
        """Stores bytes under a new id."""

    async def blob(self, id: str) -> Blob | None:
        """Stored bytes, unless they are gone, or damaged, which is logged."""

    async def missing_blobs(self, ids: Iterable[str]) -> set[str]:
        """Those of these blobs that are gone."""

    async def blob_sizes(self, ids: Iterable[str]) -> dict[str, int]:
        """How many bytes each of these blobs has that is still there."""

    async def blob_ends(self, ids: Iterable[str]) -> dict[str, float]:
        """When each of these blobs expires that is still there."""

    async def keep_blobs(self, ids: Iterable[str], until: float) -> None:
        """Has blobs expire at ``until``, unless they'd expire later anyway."""

    async def delete_blob(self, id: str) -> None:
        """Deletes a blob before its time, if it is still there."""

    async def delete_expired(self, now: float, most: int) -> int:
        """Deletes at most so many blobs that have expired, but for those that an active job needs; how many.

        A job needs its checkpoint too, and what is still to be answered or sent its pictures. Those that somebody has
        kept don't expire.
        """

    async def delete_events(self, cutoffs: Cutoffs, after: int, most: int) -> int | None:
        """Looks at so many events from the one with the number ``after`` on, and deletes those that are done with.

        The number to go on after, None at the end.
        """

    async def delete_replies(self, cutoffs: Cutoffs, after: int, most: int) -> int | None:
        """The same for replies; none goes that waits for an adapter that there is, or that a job still changes."""

    async def delete_jobs(self, before: float, most: int) -> int:
        """Deletes at most so many jobs that ended before a time, but for those of which something waits; how many."""

    async def delete_idle(self, before: float) -> bool:
        """Deletes the sessions of one person that weren't used since, and with the last one the settings.

        False where there is nobody left.
        """

    async def kept_pictures(self, person: PersonId) -> list[KeptPicture]:
        """What a person has kept, newest first."""

    async def keep_picture(self, picture: KeptPicture) -> None:
        """Keeps a picture, or calls one of the person's that is kept by another name."""

    async def delete_kept(self, id: str, person: PersonId) -> None:
        """Keeps one of a person's pictures no longer: its blob goes as others do."""

    async def hold(self, person: PersonId) -> None:
        """Until the transaction ends nobody else changes anything of the person's: what is read now stays so."""

    async def add_job(self, job: Job) -> None:
        """Stores a new job."""

    async def job(self, id: str) -> Job | None:
        """A job by its id."""

    async def active_jobs(self) -> list[Job]:
        """Queued and running jobs, oldest first."""

    async def active_jobs_of(self, person: PersonId) -> list[Job]:
        """Those of one person, oldest first."""

    async def recent_jobs(self, work: str, count: int) -> list[Job]:
        """The jobs of a kind of work (see ``Order.work``) that were done last, newest first."""

    async def done_jobs(self, person: PersonId, count: int) -> list[Job]:
        """The person's jobs that were done last, newest first."""

    async def ordered(self, person: PersonId, after: float) -> list[float]:
        """When the person ordered each of those jobs that came after a time, the oldest first."""

    async def failed_jobs(self, count: int) -> list[Job]:
        """The jobs that failed last, newest first."""

    async def put_back(self, job: Job) -> bool:
        """Replaces a job that has failed by one that waits; False where it hasn't failed, or not for the last time."""

    async def update_job(self, job: Job, attempt: int) -> bool:
        """Replaces a job, unless it has ended or another attempt has begun since: then False, and nothing changes."""

    async def post(self, address: Address, person: PersonId, reply: Reply, now: float) -> int:
        """Puts a reply into the outbox and gives its number."""

    async def unsent(self, now: float, accounts: Collection[tuple[str, str]] | None = None) -> list[OutboxEntry]:
        """Replies that are to be sent and not put off, each conversation's in order, none behind one put off.

        ``accounts`` are the adapters, by name and account, that there are to send them; without it all are meant.
        """

    async def split(self, number: int, replies: Sequence[Reply]) -> None:
        """Puts several replies in the place of one that waits; what waits behind it gets higher numbers than theirs."""

    async def sent(self, number: int, reference: str) -> None:
        """Marks a reply as sent."""

    async def told(self, number: int, reference: str) -> None:
        """Marks a reply as sent that only says how to get what couldn't be shown."""

    async def put_off(self, number: int, until: float) -> None:
        """Has a reply wait, and counts the try."""

    async def give_up(self, number: int, reason: str) -> None:
        """Marks a reply as undeliverable."""

    async def undelivered(self, person: PersonId) -> list[OutboxEntry]:
        """What came of a person's jobs that they don't have: given up, or only told how to get it."""

    async def settled(self, number: int) -> None:
        """Has what wasn't delivered be undelivered no longer: it is offered again, or gone."""

    async def status_message(self, job: str) -> str | None:
        """The platform's reference of a job's newest status message that was sent."""

    async def move(self, old: Address, new: Address) -> None:
        """Puts all that is kept of a conversation under another address; who has a session there already keeps that."""

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        """The newest of a conversation's events and replies, no more than ``most``, in order; none after ``before``."""

    async def person_data(self, person: PersonId) -> PersonData:
        """What is kept of a person, but for what the next three give."""

    async def events_of(self, person: PersonId, after: int, most: int) -> list[tuple[int, Event]]:
        """A person's events with their numbers, in order: at most so many, of those that come ``after`` a number."""

    async def jobs_of(self, person: PersonId, after: int, most: int) -> list[tuple[int, Job]]:
        """A person's jobs, as ``events_of`` gives their events."""

    async def replies_of(self, person: PersonId, after: int, most: int) -> list[tuple[int, OutboxEntry]]:
        """What was said to a person, as ``events_of`` gives their events."""

    async def forget(self, person: PersonId) -> DeletedCounts:
        """Deletes all that is kept of a person, but for their ``restriction``."""

    async def restriction(self, person: PersonId) -> Restriction:
        """What those in charge have decided about a person."""

    async def keep_restriction(self, person: PersonId, restriction: Restriction) -> None:
        """Stores what those in charge have decided about a person; of the defaults nothing is left."""

    async def private_addresses(self) -> dict[PersonId, Address]:
        """Where each of those in charge last wrote with nobody else reading it."""

    async def keep_private_address(self, person: PersonId, address: Address) -> None:
        """Stores where somebody in charge wrote with nobody else reading it."""

    async def mode(self) -> Mode:
        """How the bot works just now."""

    async def keep_mode(self, mode: Mode) -> None:
        """Stores how the bot works from now on."""

    async def alarms(self) -> str | None:
        """What those in charge were told of trouble, as JSON."""

    async def keep_alarms(self, alarms: str) -> None:
        """Stores what those in charge were told of trouble."""

    async def notify(self, channel: str, word: str) -> None:
        """Tells other processes at the database a word of 7999 bytes at most, once the transaction is committed.

        At SQLite there are none.
        """


class Store(Protocol):
    """A database. All that is done with it may raise StorageError."""

    def begin(self, *, large: bool = False) -> AbstractAsyncContextManager[Transaction]:
        """A transaction, committed at the end of the block and undone if it raises.

        ``large`` ones, which read or write pictures or documents that nobody's turn depends on, are begun one at a
        time: whoever waits for a transaction waits for one of them at most.
        """
