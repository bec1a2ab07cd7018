"""Limits of what may be asked for: a person's, an address's, and everybody's."""

from collections.abc import Mapping

import pytest
from aiohttp import web

from adapters.web import limits
from adapters.web.limits import MEGABYTE, Allowance, Meter, Room, Shares


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def meter(amount: float = 3, seconds: float = 12, *, clock: Clock | None = None) -> Meter:
    """One that counts people."""
    return Meter(Shares(person=Allowance(amount=amount, seconds=seconds)), clock or Clock())


def wait(meter: Meter, person: str | None = "ann", address: str | None = None, amount: float = 1) -> int:
    """0, or the seconds that are to be waited."""
    try:
        meter.admit(amount, person=person, address=address)
    except web.HTTPTooManyRequests as refused:
        return int(refused.headers["Retry-After"])
    return 0


class TestMeter:
    def test_a_burst_passes_and_then_one_waits_for_each(self) -> None:
        clock = Clock()
        each = meter(clock=clock)
        assert [wait(each) for _ in range(3)] == [0, 0, 0]
        assert wait(each) == 4
        clock.now += 2
        assert wait(each) == 2
        clock.now += 2
        assert wait(each) == 0
        assert wait(each) > 0

    def test_people_do_not_wait_for_each_other(self) -> None:
        each = meter(1)
        assert wait(each, "ann") == 0
        assert wait(each, "bob") == 0

    def test_quiet_time_saves_up_a_burst_and_no_more(self) -> None:
        clock = Clock()
        each = meter(2, clock=clock)
        wait(each)
        clock.now += 1000
        assert [wait(each) == 0 for _ in range(3)] == [True, True, False]

    def test_those_at_one_address_share_and_all_share(self) -> None:
        shares = Shares(address=Allowance(amount=2, seconds=10), all=Allowance(amount=3, seconds=10))
        each = Meter(shares, Clock())
        assert wait(each, "ann", "1.2.3.4") == wait(each, "bob", "1.2.3.4") == 0
        assert wait(each, "cid", "1.2.3.4") == 5
        assert wait(each, "cid", "1.2.3.5") == 0
        assert wait(each, "dan", "1.2.3.6") == 4

    def test_who_is_refused_has_used_up_nobody_elses(self) -> None:
        shares = Shares(person=Allowance(amount=1, seconds=10), all=Allowance(amount=3, seconds=10))
        each = Meter(shares, Clock())
        assert [wait(each, "ann") for _ in range(5)] == [0, 10, 10, 10, 10]
        assert wait(each, "bob") == wait(each, "cid") == 0

    def test_from_nobody_knows_where_is_not_counted_by_address(self) -> None:
        each = Meter(Shares(address=Allowance(amount=1, seconds=10)), Clock())
        assert [wait(each, None, None) for _ in range(5)] == [0] * 5

    def test_more_than_anybody_can_have_waits_until_all_of_it_is_there(self) -> None:
        clock = Clock()
        each = meter(3, clock=clock)
        assert wait(each, amount=50) == 0
        assert wait(each, amount=50) == 12
        clock.now += 12
        assert wait(each, amount=50) == 0

    def test_strangers_do_not_fill_the_memory(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "MAX_KNOWN", 10)
        each = meter(1)
        assert [wait(each, str(number)) for number in range(60)] == [0] * 60
        assert wait(each, "59") > 0
        assert wait(each, "0") == 0


class TestRoom:
    SIZES: Mapping[str, float] = {"person": 10, "address": 15, "all": 20}

    def take(self, room: Room, name: str, megabytes: float, person: str, address: str | None = None) -> int:
        """200, or the status of the refusal."""
        try:
            room.take(name, int(megabytes * MEGABYTE), person, address, wait=7.5)
        except web.HTTPError as refused:
            return refused.status
        return 200

    def test_a_person_has_room_for_so_much_and_others_have_theirs(self) -> None:
        room = Room(self.SIZES)
        assert self.take(room, "a1", 6, "ann") == 200
        assert self.take(room, "a2", 6, "ann") == 429
        assert self.take(room, "b1", 6, "bob") == 200
        room.free("a1")
        assert self.take(room, "a2", 6, "ann") == 200

    def test_those_at_one_address_share(self) -> None:
        room = Room(self.SIZES)
        assert self.take(room, "a1", 9, "ann", "1.2.3.4") == 200
        assert self.take(room, "b1", 9, "bob", "1.2.3.4") == 429
        assert self.take(room, "c1", 9, "cid", "1.2.3.5") == 200

    def test_who_is_refused_is_told_when_to_try_again(self) -> None:
        room = Room(self.SIZES)
        self.take(room, "a1", 9, "ann")
        with pytest.raises(web.HTTPTooManyRequests) as refused:
            room.take("a2", 9 * MEGABYTE, "ann", wait=7.5)
        assert refused.value.headers["Retry-After"] == "8"

    def test_when_all_is_taken_it_is_nobodys_own_fault(self) -> None:
        room = Room(self.SIZES)
        assert [self.take(room, name, 9, name) for name in ("ann", "bob", "cid")] == [200, 200, 503]

    def test_one_photo_is_always_taken_however_large_and_the_same_one_again(self) -> None:
        room = Room(self.SIZES)
        assert self.take(room, "a1", 50, "ann") == 200
        assert self.take(room, "a1", 50, "ann") == 200

    def test_what_was_there_before_counts_to_its_person(self) -> None:
        room = Room(self.SIZES)
        room.note("a1", 9 * MEGABYTE, "ann")
        assert self.take(room, "a2", 2, "ann") == 429
