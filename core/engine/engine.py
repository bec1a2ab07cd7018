"""The engine: takes events in for good, has the dialogue answer them, and puts the answers into the outbox.

One conversation's events are handled one after another, different conversations side by side. All that a turn leads to
is committed at once: after a crash it happens again or has happened.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from math import inf

from core.conversation import archive
from core.conversation.address import Address
from core.conversation.arrival import Arrival
from core.conversation.choices import options_schema
from core.conversation.events import AlbumSettled, Event
from core.conversation.lines import Lines
from core.conversation.replies import Reply
from core.conversation.session import Session
from core.conversation.store import Blob, Said, Store, Unit
from core.conversation.turns import ExportWanted, Outcome, Turns
from core.jobs.model import Job
from core.outage import through_outage
from core.plugins.adapter import Settings
from core.plugins.health import Health

log = logging.getLogger(__name__)

APOLOGY_PAUSE = 30.0
"""Seconds between the tries to answer an event that can't be handled."""


@dataclass(frozen=True)
class Hooks:
    """The rest of the program, as the engine knows it.

    Three wait for news, once it is committed: of the outbox, of the queue, and of jobs that shall stop. ``health`` is
    how each adapter is.
    """

    posted: Callable[[], None]
    ordered: Callable[[], None]
    cancelled: Callable[[str], None]
    health: Callable[[], tuple[Health, ...]] = tuple


@dataclass(frozen=True)
class _Item:
    """What waits in a conversation's line: an event, or an album that may be complete."""

    address: Address
    person: str
    event: Event | None = None


class Engine:
    """``clock`` gives seconds since 1970. Events can be received once ``run`` has begun."""

    def __init__(self, store: Store, turns: Turns, arrival: Arrival, hooks: Hooks, clock: Callable[[], float]) -> None:
        self._store, self._turns, self._arrival, self._hooks, self._clock = store, turns, arrival, hooks, clock
        self._lines: Lines[Address, _Item] | None = None
        self._tasks: asyncio.TaskGroup | None = None
        self._keeping: set[asyncio.Task[bool]] = set()
        self.ready = asyncio.Event()

    async def run(self) -> None:
        """Handles what was left unhandled, then what comes, until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            self._tasks, self._lines = tasks, Lines(self._see_to, tasks)
            left, deadlines = await through_outage("inbox", self._left)
            for event in left:
                self._lines.add(event.address, _Item(event.address, event.person, event))
            for address, person, deadline in deadlines:
                tasks.create_task(self._settle(address, person, deadline))
            self.ready.set()
            try:
                await asyncio.Event().wait()
            finally:
                await asyncio.gather(*self._keeping, return_exceptions=True)

    async def _left(self) -> tuple[list[Event], list[tuple[Address, str, float]]]:
        """What an earlier process left unhandled: events, and when albums are complete."""
        async with self._store.begin() as unit:
            return await unit.unhandled(), await unit.deadlines()

    async def receive(self, event: Event) -> bool:
        """Keeps an event for good; only then may the platform be told that it came. False for a repeat.

        Raises StorageError: then it is to be brought again.
        """
        await self.ready.wait()
        # A task of its own: were it cancelled with whoever brings it, it could be kept and never be handled.
        keeping = asyncio.create_task(self._keep(event))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        return await asyncio.shield(keeping)

    async def _keep(self, event: Event) -> bool:
        assert self._lines is not None  # it is there once the engine is ready
        async with self._store.begin() as unit:
            # What is known and still waits may have been kept by a commit that failed to say so: then nobody has it.
            new = await unit.receive(event, self._clock()) or await unit.waits(event)
        item = _Item(event.address, event.person, event)
        if not new or item in self._lines.waiting(event.address):
            return False
        self._lines.add(event.address, item)
        return True

    async def _see_to(self, item: _Item) -> None:
        """Handles an item, whatever happens: an odd event, which is beyond the program, is answered too."""
        try:
            return await self._handle(item)
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
            event, blobs = await self._arrival.bring(item.event, self._turns.expiry(self._clock()))
            item = replace(item, event=event)
        try:
            await through_outage(str(item.address), partial(self._take_turn, item, blobs))
        except ExportWanted:
            packed = await through_outage(str(item.address), partial(archive.pack, self._store, item.person))
            await through_outage(str(item.address), partial(self._take_turn, item, blobs, packed))

    async def _take_turn(self, item: _Item, blobs: list[Blob], packed: bytes | None = None) -> None:
        """A turn for an event or for an album, with the photos that came and perhaps the export that was wanted."""
        async with self._store.begin() as unit:
            if item.event is None:
                deadline = await self._turns.deadline(unit, item.address, item.person)
                if deadline is None or deadline > self._clock():
                    self._watch(item, deadline)
                    return
            elif not await unit.handled(item.event):  # a commit failed to say that it succeeded, so nobody was told
                deadline = await self._turns.deadline(unit, item.address, item.person)
                self._see_to_rest(item, Outcome(ordered=True, cancelled=(), deadline=deadline))
                return
            for blob in blobs:
                await unit.put_blob(blob)
            happening = item.event or AlbumSettled()
            outcome = await self._turns.take(unit, item.address, item.person, happening, self._clock(), packed)
        self._see_to_rest(item, outcome)

    def _see_to_rest(self, item: _Item, outcome: Outcome) -> None:
        """Tells everybody what a turn has led to."""
        self._hooks.posted()
        if outcome.ordered:
            self._hooks.ordered()
        for job in outcome.cancelled:
            self._hooks.cancelled(job)
        self._watch(item, outcome.deadline)

    def _watch(self, item: _Item, deadline: float | None) -> None:
        """Has an album looked at when it may be complete."""
        if deadline is not None:
            assert self._tasks is not None  # the line that this was handled in is one of its tasks
            self._tasks.create_task(self._settle(item.address, item.person, deadline))

    async def _apologise(self, item: _Item) -> None:
        """Answers an event that no turn can be made of; the session stays as it was."""
        async with self._store.begin() as unit:
            if item.event is not None and await unit.handled(item.event):
                await self._turns.apologise(unit, item.event, self._clock())
        self._hooks.posted()

    async def _settle(self, address: Address, person: str, deadline: float) -> None:
        """Looks at an album when it may be complete; a later photo of it has set a later deadline."""
        await asyncio.sleep(max(0.0, deadline - self._clock()))
        assert self._lines is not None
        self._lines.add(address, _Item(address, person))

    async def ended(self, unit: Unit, job: Job) -> None:
        """Says how a job has ended, in the transaction that ends it."""
        await self._turns.end(unit, job, self._clock())

    def progress(self, job: Job, seconds_left: float | None) -> Reply:
        """What a job's status message says while it is worked on."""
        return self._turns.progress(job, seconds_left)

    async def history(self, address: Address, most: int, before: float = inf) -> list[Said]:
        """What was said last in a conversation, no more than ``most`` lines and none after ``before``."""
        async with self._store.begin() as unit:
            return await unit.history(address, most, before)

    async def blob(self, id: str, person: str) -> Blob | None:
        """A picture or document that this person gave or got."""
        async with self._store.begin() as unit:
            blob = await unit.blob(id)
        return blob if blob is not None and blob.person == person else None

    async def job(self, id: str, person: str) -> Job | None:
        """A job of this person's."""
        async with self._store.begin() as unit:
            job = await unit.job(id)
        return job if job is not None and job.person == person else None

    async def settings(self, address: Address, person: str, locale: str = "") -> Settings:
        """What the person may change, as it is now; ``locale`` is theirs while they have said nothing yet."""
        async with self._store.begin() as unit:
            session: Session = await self._turns.session(unit, address, person)
        session = session.model_copy(update={"locale": session.locale or locale})
        scene = self._turns.scene(session)
        effect = scene.effect(session)
        return Settings(
            language=scene.language,
            slots=tuple(effect.slots),
            photos={slot.value: blob for slot, blob in session.photos.items()},
            values=scene.options(session).model_dump(mode="json"),
            options=options_schema(effect),
        )

    def health(self) -> tuple[Health, ...]:
        """How each adapter is."""
        return self._hooks.health()
