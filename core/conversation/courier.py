"""The courier: brings what lies in the outbox to the platforms, each conversation in order, different ones at once.

A crash between sending a message and noting that it was sent sends it once more, with the same key; nothing else is
ever said twice, and nothing is lost.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import WeakValueDictionary

from core.conversation.address import Address
from core.conversation.fitting import fit, within
from core.conversation.replies import Reply
from core.conversation.store import Outgoing, Store
from core.plugins.adapter import Adapter, Message, RateLimited, Undeliverable

log = logging.getLogger(__name__)

PATIENCE = 300.0
"""The longest pause in seconds between two tries to send a message."""
MISTAKES = 10
"""So often a message is tried that makes an adapter fail in a way that it shouldn't."""


@dataclass
class _Status:
    """A job's status message while it is painted: the newest progress waits until the platform takes an edit."""

    address: Address
    newest: Message | None = None
    task: asyncio.Task[None] | None = None
    ended: bool = False

    def renew(self, message: Message) -> None:
        """Takes the place of what wasn't shown yet, but for a preview that it has no newer one of."""
        unseen = self.newest.picture if self.newest is not None else None
        self.newest = message.model_copy(update={"picture": message.picture or unseen})

    def give_back(self, message: Message | None) -> None:
        """What couldn't be shown may be later, unless there is something newer."""
        if message is not None and not self.ended:
            newer, self.newest = self.newest, message
            if newer is not None:
                self.renew(newer)


class Courier:
    """Sends replies and edits status messages. ``clock`` gives seconds since 1970."""

    def __init__(self, store: Store, adapters: Mapping[tuple[str, str], Adapter], clock: Callable[[], float]) -> None:
        self._store, self._adapters, self._clock = store, adapters, clock
        self._wake = asyncio.Event()
        self._put_off_until = 0.0
        self._lanes: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()
        self._busy: dict[Address, asyncio.Task[None]] = {}
        self._passed_over: set[Address] = set()
        self._finishing = False
        self._statuses: dict[str, _Status] = {}

    def wake(self) -> None:
        """Something new lies in the outbox."""
        self._wake.set()

    async def finish(self, seconds: float) -> None:
        """Begins nothing new and waits for what is being sent: cancelled in the middle it would be sent again."""
        self._finishing = True
        if self._busy:
            await asyncio.wait(set(self._busy.values()), timeout=seconds)

    async def run(self) -> None:
        """Sends until it is cancelled."""
        async with asyncio.TaskGroup() as tasks:
            while True:
                self._wake.clear()
                async with self._store.begin() as unit:
                    waiting = await unit.unsent(self._clock())
                for address, replies in _by_address(waiting).items():
                    if self._finishing:
                        break
                    if address in self._busy:
                        self._passed_over.add(address)
                    elif self._adapter(address) is not None:
                        self._busy[address] = tasks.create_task(self._send_all(address, replies))
                await self._pause(bool(waiting) or self._clock() < self._put_off_until + 1.0)

    async def _pause(self, waiting: bool) -> None:
        """Until there is something new, or for a second where something waits or was put off."""
        try:
            async with asyncio.timeout(1.0 if waiting else 30.0):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _send_all(self, address: Address, replies: list[Outgoing]) -> None:
        try:
            for reply in replies:
                if self._finishing or not await self._deliver(reply):
                    return
        finally:
            del self._busy[address]
            if address in self._passed_over:
                self._passed_over.discard(address)
                self._wake.set()

    async def _deliver(self, outgoing: Outgoing) -> bool:
        """Sends one reply and notes what became of it; False where the rest has to wait for it."""
        try:
            reference = await self._send(outgoing)
        except RateLimited as limited:
            return await self._put_off(outgoing, limited.retry_after)
        except Undeliverable as error:
            return await self._give_up(outgoing, str(error))
        except OSError as error:
            log.info("%s: message %d will be sent later: %s", outgoing.address, outgoing.number, error)
            return await self._put_off(outgoing, min(PATIENCE, 2.0**outgoing.tries))
        except Exception as error:  # an adapter is foreign code; its mistakes are its own conversation's
            log.exception("%s: message %d made the adapter fail", outgoing.address, outgoing.number)
            if outgoing.tries < MISTAKES:
                return await self._put_off(outgoing, min(PATIENCE, 2.0**outgoing.tries))
            return await self._give_up(outgoing, repr(error))
        async with self._store.begin() as unit:
            await unit.sent(outgoing.number, reference)
        return True

    async def _give_up(self, outgoing: Outgoing, reason: str) -> bool:
        log.warning("%s: message %d can't be delivered: %s", outgoing.address, outgoing.number, reason)
        async with self._store.begin() as unit:
            await unit.give_up(outgoing.number, reason)
        return True

    async def _put_off(self, outgoing: Outgoing, seconds: float) -> bool:
        until = self._clock() + seconds
        async with self._store.begin() as unit:
            await unit.put_off(outgoing.number, until)
        self._put_off_until = max(self._put_off_until, until)
        return False

    async def _send(self, outgoing: Outgoing) -> str:
        adapter = self._adapter(outgoing.address)
        assert adapter is not None  # it was there when the reply was taken up, and adapters stay
        reply = outgoing.reply
        picture = document = status = None
        if reply.picture or reply.document or reply.job:
            async with self._store.begin() as unit:
                picture = await unit.blob(reply.picture) if reply.picture else None
                document = await unit.blob(reply.document) if reply.document else None
                if reply.job and adapter.capabilities.edit_interval is not None:
                    status = await unit.status_message(reply.job)
        if reply.job and status is not None:
            self._end_status(reply.job)
        fitted = fit(reply, adapter.capabilities, str(outgoing.number))
        whom = {"person": outgoing.person, "answers": reply.answers, "answer_by": reply.answer_by}
        *texts, last = (message.model_copy(update=whom) for message in fitted)
        limit = adapter.capabilities.file_limit if reply.as_file else adapter.capabilities.picture_limit
        shown = await asyncio.to_thread(within, picture.data, limit) if picture else None
        last = last.model_copy(update={"picture": shown, "document": document and document.data})
        async with self._lane(outgoing.address):
            for text in texts:
                await adapter.send(outgoing.address, text)
            if status is not None:
                return await adapter.edit(outgoing.address, status, last)
            return await adapter.send(outgoing.address, last)

    def progress(self, address: Address, reply: Reply, picture: bytes | None, fraction: float) -> None:
        """Shows how far a job is, in its status message; where edits must be rare, the newest wins."""
        adapter = self._adapter(address)
        if adapter is None or adapter.capabilities.edit_interval is None or reply.job is None:
            return
        status = self._statuses.setdefault(reply.job, _Status(address))
        if status.ended:
            return
        message = fit(reply, adapter.capabilities, f"{reply.job}.progress")[-1]
        status.renew(message.model_copy(update={"picture": picture, "progress": fraction}))
        if status.task is None:
            status.task = asyncio.create_task(self._edit(adapter, reply.job, status))

    async def _edit(self, adapter: Adapter, job: str, status: _Status) -> None:
        """Edits a status message as often as the platform allows, as long as there is something newer."""
        while status.newest is not None:
            async with self._store.begin() as unit:
                reference = await unit.status_message(job)
            wait = adapter.capabilities.edit_interval or 0.0
            message = None
            try:
                async with self._lane(status.address):
                    message, status.newest = status.newest, None
                    if reference is not None and message is not None:
                        await adapter.edit(status.address, reference, message)
            except RateLimited as limited:
                wait = limited.retry_after
                status.give_back(message)
            except (Undeliverable, OSError) as error:
                log.info("%s: progress isn't shown: %s", status.address, error)
            await asyncio.sleep(wait)
        status.task = None
        if status.ended:
            del self._statuses[job]

    def _end_status(self, job: str) -> None:
        """No progress may come after a job's last word; an edit that is on its way goes before it."""
        status = self._statuses.get(job)
        if status is not None:
            status.newest, status.ended = None, True

    def _lane(self, address: Address) -> asyncio.Lock:
        """What is sent to one conversation is sent one after another."""
        return self._lanes.setdefault(address, asyncio.Lock())

    def _adapter(self, address: Address) -> Adapter | None:
        return self._adapters.get((address.adapter, address.account))


def _by_address(replies: list[Outgoing]) -> dict[Address, list[Outgoing]]:
    found: dict[Address, list[Outgoing]] = {}
    for reply in replies:
        found.setdefault(reply.address, []).append(reply)
    return found
