"""The outbox: its replies are brought to the platforms, each conversation in order, different ones at once.

A crash between sending a message and noting that it was sent sends it once more, with the same key; nothing else is
ever said twice, and nothing is lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from typing import NamedTuple
from weakref import WeakValueDictionary

from core.engine import fallback, messages
from core.engine.group_words import GroupWords
from core.engine.progress_status import ProgressStatus
from core.jobs.outage import through_outage
from core.model.address import Address
from core.model.blob import Blob
from core.model.clock import Clock
from core.model.errors import StorageError
from core.model.log_context import about
from core.model.outbox import OutboxEntry
from core.model.person import PersonId
from core.model.reply import Reply, Way
from core.model.retention import Account
from core.model.store import Store, Transaction
from core.plugins.adapter import Adapter, Obstacle, RateLimited, Undeliverable
from core.plugins.backoff import backoff
from core.plugins.capabilities import Capabilities, Privacy
from core.plugins.errors import reason

log = logging.getLogger(__name__)

MAX_RETRY_PAUSE = 300.0
"""The longest pause in seconds between two tries to send a message."""
MAX_ADAPTER_FAILURES = 10
"""So often a message is tried that makes an adapter fail in a way that it shouldn't."""


class _Files(NamedTuple):
    """What the database has for a reply: its job's ``status`` message, and the one whose ``place`` it takes."""

    picture: Blob | None = None
    document: Blob | None = None
    status: str | None = None
    place: str | None = None


class OutboxDispatcher:
    """Sends replies and edits status messages. ``clock`` gives seconds since 1970.

    ``answers`` says of an account whether this process is to send what goes there.
    """

    def __init__(
        self,
        store: Store,
        adapters: Mapping[Account, Adapter],
        clock: Clock,
        answers: Callable[[Account], bool] = lambda _: True,
    ) -> None:
        self._store, self._adapters, self._clock, self._answers = store, adapters, clock, answers
        self._wake = asyncio.Event()
        self._put_off_until = 0.0
        self._locks: WeakValueDictionary[Address, asyncio.Lock] = WeakValueDictionary()
        self._rooms = {account: asyncio.Lock() for account in adapters}
        self._busy: dict[Address, asyncio.Task[None]] = {}
        self._in_hand: dict[int, Address] = {}
        self._words = GroupWords(clock)
        self._passed_over: set[Address] = set()
        self._finishing = False
        self._statuses: dict[str, ProgressStatus] = {}

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
                busy, in_hand = set(self._busy), dict(self._in_hand)
                waiting = await through_outage("outbox", self._waiting)
                for address, replies in _by_address(waiting).items():
                    if self._finishing:
                        break
                    # a conversation that has moved meanwhile is still worked on under its old address
                    worked_on = next((in_hand[one.number] for one in replies if one.number in in_hand), address)
                    if worked_on in self._busy:
                        self._passed_over.add(worked_on)
                    elif worked_on in busy:
                        self._wake.set()  # what was found may have been sent since: look again
                    else:
                        self._busy[address] = tasks.create_task(self._send_all(address, replies))
                        self._in_hand.update((reply.number, address) for reply in replies)
                others = len(self._accounts()) < len(self._adapters)  # nobody tells when they are this process's
                await self._pause(bool(waiting) or others or self._clock() < self._put_off_until + 1.0)

    async def _waiting(self) -> list[OutboxEntry]:
        """What is to be sent now, but for conversations of adapters that there aren't, or that others answer for."""
        accounts = self._accounts()
        if not accounts:
            return []
        async with self._store.begin() as transaction:
            return await transaction.unsent(self._clock(), accounts)

    def _accounts(self) -> list[Account]:
        return [account for account in self._adapters if self._answers(account)]

    async def _pause(self, waiting: bool) -> None:
        """Until there is something new, or for a second where something may be to be sent soon."""
        try:
            async with asyncio.timeout(1.0 if waiting else 30.0):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _send_all(self, address: Address, replies: list[OutboxEntry]) -> None:
        try:
            for reply in replies:
                with about(conversation=address, job=reply.reply.job):
                    async with self._room_for(reply):
                        if not self._may_send(address) or not await self._deliver(reply):
                            return
        finally:
            del self._busy[address]
            for reply in replies:
                del self._in_hand[reply.number]
            if address in self._passed_over:
                self._passed_over.discard(address)
                self._wake.set()

    def _may_send(self, address: Address) -> bool:
        return not self._finishing and self._answers((address.adapter, address.account))

    async def _deliver(self, outgoing: OutboxEntry) -> bool:
        """Sends one reply and notes what became of it; False where the rest has to wait for it.

        The database's outages are this conversation's alone, and what was sent isn't sent again because of one.
        """
        adapter = self._adapters[outgoing.address.adapter, outgoing.address.account]
        parts = messages.parts(fallback.in_its_way(outgoing.reply), adapter.capabilities)
        if len(parts) > 1:  # so that each is sent once, whatever comes between them
            await self._note(outgoing, lambda transaction: transaction.split(outgoing.number, parts))
            self._wake.set()
            return False
        files = await through_outage(str(outgoing.address), partial(self._files, outgoing, adapter))
        try:
            reference = await self._send(outgoing, parts[0], files, adapter)
        except RateLimited as limited:
            return await self._put_off(outgoing, limited.retry_after)
        except Undeliverable as error:
            return await self._fall_back(outgoing, adapter, error.obstacle, str(error))
        except OSError as error:
            log.info("%s: message %d will be sent later: %s", outgoing.address, outgoing.number, error)
            return await self._put_off(outgoing, _pause_after(outgoing))
        except Exception as error:  # an adapter's mistakes, which it has said itself, are its own conversation's
            log.info("%s: message %d made the adapter fail", outgoing.address, outgoing.number, exc_info=True)
            if outgoing.tries < MAX_ADAPTER_FAILURES:
                return await self._put_off(outgoing, _pause_after(outgoing))
            return await self._fall_back(outgoing, adapter, Obstacle.MESSAGE, reason(error))
        word = self._word(outgoing, adapter, files.status)
        await self._note(outgoing, partial(self._sent, outgoing, files.status, reference, word))
        return True

    def _word(self, outgoing: OutboxEntry, adapter: Adapter, status: str | None) -> Reply | None:
        """What is said in the place of what went to the person alone; of what was private only once in a while."""
        reply = outgoing.reply
        if reply.aside is None or not reply.alone or adapter.capabilities.privacy is not Privacy.DIRECT:
            return None
        word = fallback.aloud(reply, reply.aside.told)
        if reply.private and not self._words.is_due(outgoing.address, outgoing.person, word.text):
            return None
        return word.model_copy(update={"job": reply.job if status is not None else None})

    async def _sent(
        self, outgoing: OutboxEntry, status: str | None, reference: str, word: Reply | None, transaction: Transaction
    ) -> None:
        """Marks a reply as sent; where that was to the person's private chat the place gets its word.

        That takes the place of the job's status message, which therefore stays known as such.
        """
        if outgoing.reply.way is Way.TOLD:
            await transaction.told(outgoing.number, reference)
            return
        await transaction.sent(outgoing.number, (status or reference) if word is not None else reference)
        if word is not None:
            await transaction.post(outgoing.address, outgoing.person, word, self._clock())
            self._wake.set()

    async def _fall_back(self, outgoing: OutboxEntry, adapter: Adapter, obstacle: Obstacle, why: str) -> bool:
        """Has what wasn't taken tried in another way, which is written down first; gives up where there is none."""
        other = fallback.next_way(outgoing.reply, obstacle, adapter.capabilities)
        if other is not None and outgoing.reply.private and not other.private:
            said = not self._words.is_due(outgoing.address, outgoing.person, other.text)
            other = None if said else other
        if other is None:
            log.warning("%s: message %d can't be delivered: %s", outgoing.address, outgoing.number, why)
            await self._note(outgoing, lambda transaction: transaction.give_up(outgoing.number, why))
            return True
        log.info("%s: message %d is tried in another way: %s", outgoing.address, outgoing.number, why)
        await self._note(outgoing, lambda transaction: transaction.split(outgoing.number, [other]))
        self._wake.set()
        return False

    async def _put_off(self, outgoing: OutboxEntry, seconds: float) -> bool:
        until = self._clock() + seconds
        await self._note(outgoing, lambda transaction: transaction.put_off(outgoing.number, until))
        self._put_off_until = max(self._put_off_until, until)
        return False

    async def _note(self, outgoing: OutboxEntry, what: Callable[[Transaction], Awaitable[None]]) -> None:
        """Writes down what became of a reply, as soon as that can be."""

        async def write() -> None:
            async with self._store.begin() as transaction:
                await what(transaction)

        await through_outage(str(outgoing.address), write)

    async def _files(self, outgoing: OutboxEntry, adapter: Adapter) -> _Files:
        reply = outgoing.reply
        if not (reply.picture or reply.document or reply.job or reply.replaces):
            return _Files()
        async with self._store.begin(large=bool(reply.picture or reply.document)) as transaction:
            picture = await transaction.blob(reply.picture) if reply.picture else None
            document = await transaction.blob(reply.document) if reply.document else None
            edits = reply.job is not None and adapter.capabilities.edit_interval is not None
            status = await transaction.status_message(reply.job) if reply.job and edits else None
        place = reply.replaces or status
        return _Files(picture, document, status, place if _may_edit(reply, adapter.capabilities) else None)

    async def _send(self, outgoing: OutboxEntry, reply: Reply, files: _Files, adapter: Adapter) -> str:
        if reply.job and files.status is not None:
            self._end_status(reply.job)
        # Keys end as they did when one row could be several messages: what was sent then keeps its key.
        message = messages.to_message(reply, f"{outgoing.number}.0", outgoing.person)
        able = adapter.capabilities
        message = await asyncio.to_thread(messages.with_files, message, reply.way, files.picture, files.document, able)
        async with self._lock(outgoing.address):
            if files.place is not None:
                return await adapter.edit(outgoing.address, files.place, message)
            return await adapter.send(await _destination(outgoing, reply, adapter), message)

    def progress(
        self, address: Address, person: PersonId, reply: Reply, picture: bytes | None, fraction: float
    ) -> None:
        """Shows how far a job is, in its status message; where edits must be rare, the newest wins."""
        adapter = self._adapters.get((address.adapter, address.account))
        if adapter is None or adapter.capabilities.edit_interval is None or reply.job is None:
            return
        if not self._may_send(address):
            return
        last = messages.parts(reply, adapter.capabilities)[-1]
        message = messages.to_message(last, f"{reply.job}.progress", person)
        shown = picture if adapter.capabilities.previews and adapter.capabilities.pictures else None
        message = message.model_copy(update={"picture": shown, "progress": fraction})
        status = self._statuses.get(reply.job)
        if status is None:
            status = self._statuses[reply.job] = ProgressStatus(address, message)
            status.task = asyncio.create_task(self._edit(adapter, reply.job, status))
        elif not status.ended:
            status.renew(message)

    async def _edit(self, adapter: Adapter, job: str, status: ProgressStatus) -> None:
        """Edits a status message as often as the platform allows, as long as there is something newer."""
        try:
            while status.newest is not None:
                await asyncio.sleep(await self._edit_once(adapter, job, status))
        finally:
            del self._statuses[job]

    async def _edit_once(self, adapter: Adapter, job: str, status: ProgressStatus) -> float:
        """Shows the newest progress, if that can be; seconds to wait before the next."""
        message = None
        try:
            async with self._store.begin() as transaction:
                working = await transaction.job(job)
                reference = await transaction.status_message(job)
            async with self._lock(status.address):
                message, status.newest = status.newest, None
                # A job that has ended has had its last word, or is about to have it.
                if message is not None and reference is not None and working is not None and working.state.active:
                    await adapter.edit(status.address, reference, message)
        except RateLimited as limited:
            status.give_back(message)
            return limited.retry_after
        except StorageError as error:
            log.warning("%s: progress isn't shown: %s", status.address, error)
            status.newest = None
        except (Undeliverable, OSError) as error:
            log.info("%s: progress isn't shown: %s", status.address, error)
        except Exception:  # the next progress may be more to the adapter's liking
            log.info("%s: progress made the adapter fail", status.address, exc_info=True)
        return adapter.capabilities.edit_interval or 0.0

    def _end_status(self, job: str) -> None:
        """No progress may come after a job's last word; an edit that is on its way goes before it."""
        status = self._statuses.get(job)
        if status is not None:
            status.newest, status.ended = None, True

    def _room_for(self, outgoing: OutboxEntry) -> AbstractAsyncContextManager[None]:
        """An adapter's documents are brought one at a time, as they are large: just one is in memory."""
        if outgoing.reply.document is None:
            return nullcontext()
        return self._rooms[outgoing.address.adapter, outgoing.address.account]

    def _lock(self, address: Address) -> asyncio.Lock:
        """What is sent to one conversation is sent one after another."""
        return self._locks.setdefault(address, asyncio.Lock())


def _may_edit(reply: Reply, able: Capabilities) -> bool:
    """Whether a reply may take an earlier message's place: a group's is no place for what is one person's alone."""
    return able.edit_interval is not None and (not reply.alone or able.privacy is Privacy.HIDDEN)


async def _destination(outgoing: OutboxEntry, reply: Reply, adapter: Adapter) -> Address:
    """Where a reply goes: where it was asked for, or to the person alone. Raises as ``Adapter.direct`` does."""
    if not reply.alone or adapter.capabilities.privacy is Privacy.HIDDEN:
        return outgoing.address
    if adapter.capabilities.privacy is not Privacy.DIRECT:
        raise Undeliverable("the platform keeps nothing from others in a group", Obstacle.PLACE)
    place = await adapter.direct(outgoing.person)
    if place == outgoing.address:
        raise Undeliverable("it wasn't taken in the person's private chat", Obstacle.PLACE)
    return place


def _pause_after(outgoing: OutboxEntry) -> float:
    return backoff(outgoing.tries + 1, first=1.0, longest=MAX_RETRY_PAUSE)


def _by_address(replies: list[OutboxEntry]) -> dict[Address, list[OutboxEntry]]:
    found: dict[Address, list[OutboxEntry]] = {}
    for reply in replies:
        found.setdefault(reply.address, []).append(reply)
    return found
