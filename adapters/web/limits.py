"""What strangers may ask of the page, in numbers: of each thing so much for a person, an address, and all together."""

import math
import time
from collections.abc import Mapping

from aiohttp import web

from atelier_bot import Clock, Model, Recent

MAX_KNOWN = 10_000
"""So many people or addresses are remembered; those who have been quiet for long are the first to be forgotten."""
HOUR = 3600.0
MEGABYTE = 1_000_000


class Allowance(Model):
    """So much at once, and as much again within so many ``seconds``."""

    amount: float
    seconds: float


class Shares(Model):
    """How much of one thing a person may have, those at one address together, and everybody together."""

    person: Allowance | None = None
    address: Allowance | None = None
    all: Allowance | None = None


class Limits(Model):
    """The numbers of one page.

    ``requests`` are all that come, ``reads`` those of a person, ``pages`` what reads a conversation anew, ``writes``
    what is said and ``uploads`` photos, ``megabytes`` those of photos. ``identities`` are cookies for those who have
    none, ``guesses`` are tries to enter; a wrong one from who knows where takes ``guess_pause`` seconds, as it can't be
    counted without locking everybody out. ``waiting`` megabytes may lie in the folder, whenever they came. A post has
    ``post_seconds`` to arrive, a photo ``upload_seconds``, with no pause longer than a post's.
    """

    requests: Shares = Shares(address=Allowance(amount=1200, seconds=20))
    reads: Shares = Shares(person=Allowance(amount=300, seconds=15))
    pages: Shares = Shares(person=Allowance(amount=60, seconds=60), address=Allowance(amount=240, seconds=60))
    writes: Shares = Shares(person=Allowance(amount=30, seconds=15), address=Allowance(amount=120, seconds=30))
    uploads: Shares = Shares(person=Allowance(amount=30, seconds=15), address=Allowance(amount=300, seconds=HOUR))
    megabytes: Shares = Shares(
        person=Allowance(amount=500, seconds=HOUR),
        address=Allowance(amount=1000, seconds=HOUR),
        all=Allowance(amount=5000, seconds=HOUR),
    )
    identities: Shares = Shares(address=Allowance(amount=20, seconds=HOUR), all=Allowance(amount=1000, seconds=HOUR))
    guesses: Shares = Shares(address=Allowance(amount=5, seconds=25))
    guess_pause: float = 1.0
    waiting: Mapping[str, float] = {"person": 100, "address": 200, "all": 500}
    post_seconds: float = 20.0
    upload_seconds: float = 300.0


class Meter:
    """Counts one thing by person, by address and in all. ``clock`` gives seconds from any begin."""

    def __init__(self, shares: Shares, clock: Clock = time.monotonic) -> None:
        allowances = {"person": shares.person, "address": shares.address, "all": shares.all}
        self._buckets = {scope: _Buckets(each, clock) for scope, each in allowances.items() if each is not None}

    def admit(self, amount: float = 1.0, *, person: str | None = None, address: str | None = None) -> None:
        """Takes so much; what isn't known isn't counted by. Raises HTTPTooManyRequests, which says when to come again.

        Nothing is taken then. Who asks for more than anybody can have waits until all of it is there.
        """
        keys = {"person": person, "address": address, "all": ""}
        asked = [(buckets, key) for scope, buckets in self._buckets.items() if (key := keys[scope]) is not None]
        wait = max((buckets.wait(key, amount) for buckets, key in asked), default=0.0)
        if wait > 0:
            raise web.HTTPTooManyRequests(text="Not so fast, please.", headers={"Retry-After": str(math.ceil(wait))})
        for buckets, key in asked:
            buckets.take(key, amount)


class _Buckets:
    """A bucket for each key, full at first and refilled steadily."""

    def __init__(self, allowance: Allowance, clock: Clock) -> None:
        self._full, self._rate, self._clock = allowance.amount, allowance.amount / allowance.seconds, clock
        self._left: Recent[str, tuple[float, float]] = Recent(MAX_KNOWN)

    def wait(self, key: str, amount: float) -> float:
        """Seconds until there is so much; 0 where there is."""
        return max(0.0, min(amount, self._full) - self._now(key)) / self._rate

    def take(self, key: str, amount: float) -> None:
        """Takes so much of what there is."""
        self._left.put(key, (self._now(key) - min(amount, self._full), self._clock()))

    def _now(self, key: str) -> float:
        left, since = self._left.get(key) or (self._full, self._clock())
        return min(self._full, left + (self._clock() - since) * self._rate)


class Room:
    """Who has how many bytes in a folder, of the megabytes that there are for ``person``, ``address`` and ``all``."""

    def __init__(self, megabytes: Mapping[str, float]) -> None:
        self._most = {scope: each * MEGABYTE for scope, each in megabytes.items()}
        self._held: dict[str, tuple[str, str | None, int]] = {}

    def take(self, name: str, size: int, person: str, address: str | None = None, *, wait: float) -> None:
        """Has a file count to its person and, if known, address; one of the same name counts no longer.

        One file is always let in where there is no other. Raises HTTPTooManyRequests where it is the person's or the
        address's own files that have to go first, else HTTPServiceUnavailable; it says to ``wait`` so many seconds.
        """
        others = [held for key, held in self._held.items() if key != name]
        waiting = {
            "person": sum(size for whose, _, size in others if whose == person),
            "address": sum(size for _, where, size in others if where == address) if address is not None else 0,
            "all": sum(size for _, _, size in others),
        }
        full = [scope for scope, taken in waiting.items() if taken > 0 and taken + size > self._most[scope]]
        if full:
            kind = web.HTTPServiceUnavailable if full == ["all"] else web.HTTPTooManyRequests
            raise kind(text="Too many photos are waiting.", headers={"Retry-After": str(math.ceil(wait))})
        self._held[name] = (person, address, size)

    def note(self, name: str, size: int, person: str) -> None:
        """Counts a file that was there before."""
        self._held.setdefault(name, (person, None, size))

    def free(self, name: str) -> None:
        """Counts a file no longer."""
        self._held.pop(name, None)
