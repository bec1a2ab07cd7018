"""The engine: takes events in for good, has the dialogue answer them, and puts the answers into the outbox.

One conversation's events are handled one after another, different conversations side by side. All that a turn leads to
is committed at once: after a crash it happens again or has happened.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from math import inf

from core.dialogue.gallery import page_of
from core.engine.admission import Admission
from core.engine.button_owner import mark_history, unmarked
from core.engine.export import Exporter
from core.engine.group_attention import GroupAttention
from core.engine.kept_pictures import own_pictures, with_own_photos
from core.engine.keyed_queue import KeyedQueue
from core.engine.left_events import LeftEvents
from core.engine.notices import not_yours, unknown_button
from core.engine.photo_intake import PhotoIntake
from core.engine.turn_requests import NOTHING, Brought, ExportWanted, PageWanted, PictureChosen, StatusWanted
from core.engine.turn_transaction import AfterCommit, TurnTransaction
from core.jobs.outage import through_outage
from core.model.address import Address
from core.model.blob import Blob
from core.model.clock import Clock
from core.model.event import ButtonPressed, DeadlinePassed, Event, GalleryChoice, Photo, PhotoSent, in_place_of
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.log_context import about
from core.model.peers import INBOXES, account_word
from core.model.person import PersonId
from core.model.reply import Reply
from core.model.retention import Account
from core.model.session import Session
from core.model.store import Store, Transaction
from core.plugins.adapter import OwnPicture, PersonSettings, Receipt
from core.plugins.bot_status import BotStatus
from core.plugins.health import Health
from core.plugins.installed_effect import InstalledEffect
from core.plugins.recent import Recent

log = logging.getLogger(__name__)

APOLOGY_PAUSE = 30.0
"""Seconds between the tries to answer an event that can't be handled."""
MOVES_KEPT = 1000
"""So many conversations are known that have moved; after that their platform tells of them once more."""


@dataclass(frozen=True)
class Hooks:
    """The rest of the program, as the engine knows it.

    Four are called after a commit: ``on_outbox`` when there is something to send, ``on_job`` when there is a new job,
    and ``on_cancel`` with the id of each job that is to stop. ``on_forget`` is called with a person who was forgotten,
    where that was asked for, and the references of the photos that they sent. ``health`` says how each adapter was when
    it was looked at, and ``status`` looks how the bot is.
    """

    on_outbox: Callable[[], None]
    on_job: Callable[[], None]
    on_cancel: Callable[[str], None]
    on_forget: Callable[[PersonId, Address, Sequence[str]], None]
    status: Callable[[], Awaitable[BotStatus]]
    health: Callable[[], tuple[Health, ...]] = tuple


@dataclass(frozen=True)
class _Item:
    """What waits in a conversation's queue: an event, or a session whose deadline may have passed.

    An event that is ``left`` was there when this process began to answer on its account.
    """

    address: Address
    person: PersonId
    event: Event | None = None
    left: bool = field(default=False, compare=False)


class Engine:
    """``clock`` gives seconds since 1970. Events can be received once ``run`` has begun.

    They are handled where this process answers on their account; else whichever does is told that they are there.
    """

    def __init__(
        self,
        store: Store,
        turns: TurnTransaction,
        intake: PhotoIntake,
        exporter: Exporter,
        hooks: Hooks,
        clock: Clock,
    ) -> None:
        self._store, self._turns, self._intake, self._hooks, self._clock = store, turns, intake, hooks, clock
        self._exporter, self._left_events = exporter, LeftEvents(store)
        self._queue: KeyedQueue[Address, _Item] | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._keeping: set[asyncio.Task[Receipt]] = set()
        self._watched: set[tuple[Address, PersonId, float]] = set()
        self._attention = GroupAttention(clock, self._has_photos)
        self._admission = Admission(turns.people, turns, clock)
        self._moves: Recent[Address, Address] = Recent(MOVES_KEPT)
        self._answered: dict[Account, bool] = {}
        self._begun: defaultdict[Account, asyncio.Event] = defaultdict(asyncio.Event)
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Handles what comes on the accounts that are answered on, until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks, self._queue = tasks, KeyedQueue(self._handle_whatever_happens, tasks)
            self.ready.set()
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.gather(*self._keeping, return_exceptions=True)

    async def answer(self, account: Account, *, several_hear: bool = False) -> None:
        """Handles what comes on an account from now on, after what another process has left unhandled there.

        Where ``several_hear`` what they bring is handled in the order in which it came, whoever it came to.
        """
        await self.ready.wait()
        left, deadlines = await through_outage("inbox", partial(self._left, account))
        self._answered[account] = several_hear
        self._begun[account].set()
        self._queue_new(left, left=True)
        for address, person, deadline in deadlines:
            self._watch(_Item(address, person), deadline)

    def leave(self, account: Account) -> None:
        """Leaves to others what comes on an account from now on."""
        self._answered.pop(account, None)
        self._begun[account].clear()

    async def until_answering(self, account: Account) -> None:
        """Returns as soon as what comes on an account is handled here."""
        await self._begun[account].wait()

    async def look(self, account: Account) -> None:
        """Handles what other processes have put into the inbox of an account, if it is answered on here."""
        if account not in self._answered:
            return
        self._queue_new(await through_outage("inbox", partial(self._unhandled, account)), left=False)

    async def _left(self, account: Account) -> tuple[list[Event], list[tuple[Address, PersonId, float]]]:
        """What nobody has handled yet on an account: events, and the deadlines of sessions."""
        async with self._store.begin() as transaction:
            return await transaction.unhandled(account), await transaction.deadlines(account)

    async def _unhandled(self, account: Account) -> list[Event]:
        async with self._store.begin() as transaction:
            return await transaction.unhandled(account)

    def _queue_new(self, events: Sequence[Event], *, left: bool) -> None:
        """Queues those events that aren't queued yet."""
        assert self._queue is not None  # it is there once the engine is ready
        for event in events:
            queued = (item.event.id for item in self._queue.waiting(event.address) if item.event is not None)
            if event.id not in queued:
                self._queue.add(event.address, _Item(event.address, event.person, event, left=left))

    @property
    def effects(self) -> Mapping[str, InstalledEffect]:
        """What can be made of pictures, by the names of their tables; the first is the default."""
        return self._turns.effects

    @property
    def admins(self) -> Collection[PersonId]:
        """Who is in charge, on whatever adapter."""
        return self._turns.people.admins

    @property
    def max_photo_bytes(self) -> int:
        """So many bytes a photo may have."""
        return self._intake.max_bytes

    async def submit(self, event: Event) -> Receipt:
        """Keeps an event for good; only then may the platform be told that it came.

        A press on another person's button isn't kept: there is just a notice; nor is what others say to each other in
        a group, or what those say for whom the bot doesn't work. Raises StorageError: then it is to be brought again.
        """
        await self.ready.wait()
        event = event.model_copy(update={"address": self._now(event.address)})
        if isinstance(event, ButtonPressed):
            if notice := await self._why_not(event):
                return Receipt(new=False, notice=notice)
            event = event.model_copy(update={"button": unmarked(event.button, event.person)})
        if not await self._attention.is_for_us(event):
            return Receipt(new=False)
        # A task of its own: were it cancelled with whoever brings it, it could be kept and never be handled.
        keeping = asyncio.create_task(self._keep(event))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        return await asyncio.shield(keeping)

    async def moved(self, old: Address, new: Address) -> None:
        """A conversation goes on at another address: what is kept of it goes there, and so does what still comes.

        It may be told more than once. Raises StorageError.
        """
        async with self._store.begin() as transaction:
            await transaction.move(old, new)
            self._moves.put(old, new)  # in here: whose turn comes next must know
        self._attention.moved(old, new)
        self._hooks.on_outbox()

    def _now(self, address: Address) -> Address:
        """Where a conversation goes on."""
        return self._moves.get(address) or address

    async def _why_not(self, event: ButtonPressed) -> str:
        """What somebody is told whose press doesn't count; empty where it does."""
        button = unmarked(event.button, event.person)
        if button is None:
            return not_yours(event)
        if button != event.button:
            return ""
        async with self._store.begin() as transaction:  # earlier versions' have no mark
            job = await transaction.job(button.partition(":")[2])
        if job is not None:
            return not_yours(event) if job.person != event.person else ""
        return unknown_button(event) if event.is_group else ""  # it may be anybody's there

    async def _has_photos(self, address: Address, person: PersonId) -> bool:
        async with self._store.begin() as transaction:
            return bool((await self._turns.session(transaction, address, person)).photos)

    async def _keep(self, event: Event) -> Receipt:
        async with self._store.begin() as transaction:
            refused = await self._admission.refusal(transaction, event)
            new, sender = (False, None) if refused else await self._received(transaction, event)
            account = event.address[:2]
            if refused is None and account not in self._answered:
                await transaction.notify(INBOXES, account_word(event.address))
        if refused is not None:
            self._admission.note(event)
            self._hooks.on_outbox()
            return refused
        if sender not in (None, event.person):
            log.warning("%s: an event is refused: its id %r was another person's", event.address, event.id)
        if self._answered.get(account, True):  # others may have kept something before
            await self.look(account)
            return Receipt(new=new)
        return Receipt(new=new and self._queued(_Item(event.address, event.person, event)))

    async def _received(self, transaction: Transaction, event: Event) -> tuple[bool, str | None]:
        """Whether an event is to be handled; of one that isn't, who brought it."""
        # What is known and still waits may have been kept by a commit that failed to say so: then nobody has it.
        new = await transaction.receive(event, self._clock()) or await transaction.waits(event)
        return new, None if new else await transaction.sender(event)

    def _queued(self, item: _Item) -> bool:
        """Has an item wait for its turn; False where it does already."""
        assert self._queue is not None  # it is there once the engine is ready
        if item in self._queue.waiting(item.address):
            return False
        self._queue.add(item.address, item)
        return True

    async def _handle_whatever_happens(self, item: _Item) -> None:
        """Handles an item, whatever happens: an odd event, which is beyond the program, is answered too."""
        with about(conversation=item.address):
            await self._handle_or_apologise(item)

    async def _handle_or_apologise(self, item: _Item) -> None:
        try:
            if item.event is None or not item.left:
                return await self._handle(item)
            async with self._left_events.trying(item.event) as hopeful:
                if hopeful:
                    return await self._handle(item)
            log.error("%s: an event is given up: whenever it was handled the program has ended", item.address)
        except Exception:
            log.exception("%s: an event can't be handled", item.address)
        while True:
            try:
                return await through_outage(str(item.address), partial(self._apologise, item))
            except Exception:
                log.exception("%s: an event can't even be answered", item.address)
            await asyncio.sleep(APOLOGY_PAUSE)

    async def _handle(self, item: _Item) -> None:
        """One turn of a conversation. What takes long comes before its transaction, and isn't repeated with it."""
        blobs: list[Blob] = []
        if item.event is not None:
            event = await through_outage(str(item.address), partial(with_own_photos, item.event, self.blob))
            event, blobs = await self._intake.bring(event, self._turns.expiry(self._clock()))
            item = replace(item, event=event)
        try:
            await through_outage(str(item.address), partial(self._take_turn, item, blobs))
        except ExportWanted:
            assert item.event is not None  # an album wants none
            parts = await self._exporter.pack(item.event, self._turns.expiry(self._clock()))
            await through_outage(str(item.address), partial(self._take_turn, item, blobs, Brought(parts=parts)))
        except StatusWanted:
            status = await self._hooks.status()
            await through_outage(str(item.address), partial(self._take_turn, item, blobs, Brought(status=status)))
        except PageWanted as wanted:
            found = [await self.blob(id, item.person) for id in page_of(wanted.page.own, wanted.page.first)]
            own = [blob for blob in found if blob is not None]
            sheet = await self._intake.galleries.sheet(wanted.page, own) or b""
            await through_outage(str(item.address), partial(self._take_turn, item, blobs, Brought(sheet=sheet)))
        except PictureChosen as chosen:
            assert item.event is not None  # an album chooses nothing
            await self._handle(replace(item, event=_as_photo(item.event, chosen.choice)))

    async def _take_turn(self, item: _Item, blobs: list[Blob], brought: Brought = NOTHING) -> None:
        """A turn for an event or for a deadline, with the photos that came and what the turn has asked for."""
        async with self._store.begin() as transaction:
            unhandled = item.event is None or await transaction.handled(item.event)
            item = replace(item, address=self._now(item.address))  # now that the person is held it moves no more
            if item.event is None:
                deadline = await self._turns.deadline(transaction, item.address, item.person)
                if deadline is None or deadline > self._clock():
                    self._watch(item, deadline)
                    return
            # a commit failed to say that it succeeded, so nobody was told
            elif not unhandled:
                deadline = await self._turns.deadline(transaction, item.address, item.person)
                self._see_to_rest(item, AfterCommit(ordered=True, deadline=deadline))
                return
            for blob in blobs:
                await transaction.put_blob(blob)
            dialogue_event = item.event or DeadlinePassed()
            outcome = await self._turns.take(
                transaction, item.address, item.person, dialogue_event, self._clock(), brought
            )
        self._see_to_rest(item, outcome)

    def _see_to_rest(self, item: _Item, outcome: AfterCommit) -> None:
        """Tells everybody what a turn has led to."""
        self._hooks.on_outbox()
        if outcome.ordered:
            self._hooks.on_job()
        for job in outcome.cancelled:
            self._hooks.on_cancel(job)
        if outcome.forgotten is not None:
            self._intake.galleries.forget_own()
            self._hooks.on_forget(item.person, item.address, outcome.forgotten)
        self._watch(item, outcome.deadline)

    def _watch(self, item: _Item, deadline: float | None) -> None:
        """Has a session looked at when its deadline passes, once, however many turns have that deadline."""
        if deadline is None or (item.address, item.person, deadline) in self._watched:
            return
        assert self._tasks is not None  # the queue that this was handled in is one of its tasks
        self._watched.add((item.address, item.person, deadline))
        self._tasks.create_task(self._settle(item.address, item.person, deadline))

    async def _apologise(self, item: _Item) -> None:
        """Answers an event that no turn can be made of; the session stays as it was."""
        async with self._store.begin() as transaction:
            if item.event is not None and await transaction.handled(item.event):
                await self._turns.apologise(transaction, item.event, self._clock())
        self._hooks.on_outbox()

    async def _settle(self, address: Address, person: PersonId, deadline: float) -> None:
        """Looks at a session when its deadline passes; a later turn may have set a later one."""
        await asyncio.sleep(max(0.0, deadline - self._clock()))
        self._watched.discard((address, person, deadline))
        assert self._queue is not None
        self._queue.add(address, _Item(address, person))

    async def ended(self, transaction: Transaction, job: Job) -> None:
        """Says how a job has ended, in the transaction that ends it."""
        job = job.model_copy(update={"address": self._now(job.address)})
        await self._turns.end(transaction, job, self._clock())

    def progress(self, job: Job, seconds_left: float | None) -> Reply:
        """What a job's status message says while it is worked on."""
        return self._turns.progress(job, seconds_left)

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        """What was said last in a conversation, no more than ``most`` lines and none after ``before``."""
        async with self._store.begin() as transaction:
            lines = await transaction.history(address, most, before)
        return [mark_history(line) for line in lines]

    async def blob(self, id: str, person: PersonId) -> Blob | None:
        """A picture or document that this person gave or got."""
        async with self._store.begin(large=True) as transaction:
            blob = await transaction.blob(id)
        return blob if blob is not None and blob.person == person else None

    async def job(self, id: str, person: PersonId) -> Job | None:
        """A job of this person's."""
        async with self._store.begin() as transaction:
            job = await transaction.job(id)
        return job if job is not None and job.person == person else None

    async def settings(self, address: Address, person: PersonId, locale: str = "") -> PersonSettings:
        """What the person may change, as it is now; ``locale`` is theirs while they have said nothing yet."""
        async with self._store.begin() as transaction:
            session: Session = await self._turns.session(transaction, address, person)
            kept = await transaction.kept_pictures(person)
        said = session.settings.model_copy(update={"locale": session.settings.locale or locale})
        context = self._turns.context(session.model_copy(update={"settings": said}))
        return PersonSettings(
            language=context.language,
            effect=context.effect(session),
            photos=session.photos,
            values=context.options(session).model_dump(mode="json"),
            kept=kept,
        )

    async def pictures(self, person: PersonId) -> list[OwnPicture]:
        """A person's pictures that can be used again, those that they have kept before the newest of the others."""
        async with self._store.begin() as transaction:
            return await own_pictures(transaction, self.effects, person)

    async def small_picture(self, id: str, person: PersonId) -> bytes | None:
        """A picture that this person gave or got as a small square JPEG."""
        blob = await self.blob(id, person)
        return await self._intake.galleries.small_own(blob) if blob is not None else None

    async def gallery_picture(self, choice: GalleryChoice) -> bytes | None:
        """A picture of a gallery as a small square JPEG."""
        return await self._intake.galleries.small(choice)

    def health(self) -> tuple[Health, ...]:
        """How each adapter is."""
        return self._hooks.health()


def _as_photo(event: Event, choice: GalleryChoice) -> PhotoSent:
    """What a person did who chose a picture, as the photo that it stands for."""
    return PhotoSent(**in_place_of(event), photo=Photo(gallery=choice), slot=choice.slot)
