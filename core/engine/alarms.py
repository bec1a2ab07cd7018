"""Alarms: those in charge are told what is wrong, at most once an hour of each cause, and when it is well again.

They read it where they last wrote to the bot alone. What can't be told is no cause of its own.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from core.dialogue.admin_status import trouble
from core.dialogue.framework_texts import framework_texts
from core.engine.part_checks import LOOK_SECONDS
from core.jobs.outage import through_outage
from core.model.address import Address
from core.model.base import Model
from core.model.clock import Clock, Sleep
from core.model.people import People
from core.model.person import PersonId
from core.model.reply import Reply
from core.model.session import Settings, read
from core.model.store import Store, Transaction
from core.plugins.health import Condition, Health
from core.plugins.texts import negotiate

log = logging.getLogger(__name__)

STEADY_SECONDS = 60.0
"""What is otherwise for a shorter time isn't worth a message."""
QUIET_SECONDS = 3600.0
"""So long after a cause was told of it isn't told of again."""


class Alarm(Model):
    """When those in charge were told of a cause (seconds since 1970), and whether they know by now that it is over."""

    told: float
    over: bool = False


class KnownAlarms(Model):
    """What those in charge were told, by cause."""

    known: dict[str, Alarm] = {}


class AlarmChanges(NamedTuple):
    """What those in charge are to be told: what is wrong, and what is well again."""

    wrong: tuple[Health, ...]
    over: tuple[Health, ...]


def cause(health: Health) -> str:
    """What a cause is called: a part, an adapter or an effect, with its name."""
    return f"{health.kind} {health.name}"


def alarm_changes(
    found: Sequence[Health], steady: Mapping[str, float], alarms: KnownAlarms, now: float
) -> AlarmChanges:
    """What there is to tell; ``steady`` has for how many seconds each cause has been as it is.

    What has been stopped was stopped by whoever runs the bot.
    """
    settled = [
        health
        for health in found
        if steady[cause(health)] >= STEADY_SECONDS and health.condition is not Condition.STOPPED
    ]
    told = {cause(health): alarms.known.get(cause(health)) for health in settled}
    return AlarmChanges(
        wrong=tuple(one for one in settled if not one.good and _may_be_told(told[cause(one)], now)),
        over=tuple(one for one in settled if one.good and (alarm := told[cause(one)]) and not alarm.over),
    )


def _may_be_told(alarm: Alarm | None, now: float) -> bool:
    return alarm is None or (alarm.over and now - alarm.told >= QUIET_SECONDS)


def after(alarms: KnownAlarms, told: AlarmChanges, found: Sequence[Health], now: float) -> KnownAlarms:
    """What those in charge know once they were told; what there isn't any more is forgotten."""
    there = {cause(health) for health in found}
    known = {name: alarm for name, alarm in alarms.known.items() if name in there}
    known |= {cause(health): Alarm(told=now) for health in told.wrong}
    known |= {cause(one): known[cause(one)].model_copy(update={"over": True}) for one in told.over}
    return KnownAlarms(known=known)


class AlarmSender:
    """Looks at a bot's ``health`` and tells ``people`` in charge; ``posted`` hears when there is something to send.

    ``clock`` gives seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        people: People,
        health: Callable[[], Sequence[Health]],
        posted: Callable[[], None],
        clock: Clock,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._store, self._people, self._health, self._posted = store, people, health, posted
        self._clock, self._sleep = clock, sleep
        self._alarms = KnownAlarms()
        self._since: dict[str, tuple[bool, float]] = {}

    async def run(self) -> None:
        """Tells until it is cancelled; what goes wrong with that is logged and nothing else."""
        self._alarms = await through_outage("alarms", self._read, self._sleep)
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("those in charge can't be told")
            await self._sleep(LOOK_SECONDS)

    async def look(self) -> None:
        """Tells what there is to tell now. An outage of the database is waited for, and told of after it."""
        found, now = self._health(), self._clock()
        there = alarm_changes(found, self._steady(found, now), self._alarms, now)
        if not any(there):
            return
        alarms = after(self._alarms, there, found, now)
        if await through_outage("alarms", partial(self._tell, there, found, alarms), self._sleep):
            self._alarms = alarms
            self._posted()

    async def _read(self) -> KnownAlarms:
        async with self._store.begin() as transaction:
            stored = await transaction.alarms()
        return (read(KnownAlarms, stored) if stored is not None else None) or KnownAlarms()

    def _steady(self, found: Sequence[Health], now: float) -> dict[str, float]:
        """For how many seconds each cause was seen to be well, or not."""
        seen = {}
        for health in found:
            good, since = self._since.get(cause(health), (health.good, now))
            seen[cause(health)] = (health.good, since if good is health.good else now)
        self._since = seen
        return {name: now - since for name, (_, since) in seen.items()}

    async def _tell(self, there: AlarmChanges, found: Sequence[Health], alarms: KnownAlarms) -> bool:
        """Puts it into the outbox for everybody in charge who can be reached; False where nobody can be."""
        working = {health.name for health in found if health.kind == "adapter" and health.good}
        async with self._store.begin() as transaction:
            known = await transaction.private_addresses()
            reached = {to: who for who, to in known.items() if who in self._people.admins and to.account in working}
            for to, who in sorted(reached.items()):
                await self._post(transaction, to, who, there)
            if reached:
                await transaction.keep_alarms(alarms.model_dump_json())
        return bool(reached)

    async def _post(self, transaction: Transaction, to: Address, who: PersonId, there: AlarmChanges) -> None:
        stored = await transaction.settings(who)
        settings = (read(Settings, stored) if stored is not None else None) or Settings()
        language, texts = negotiate(settings.language, settings.locale), framework_texts()
        said = []
        if there.wrong:
            said.append("\n".join([texts.say(language, "alarm"), *map(trouble, there.wrong)]))
        if there.over:
            names = ", ".join(health.name for health in there.over)
            said.append(texts.say(language, "all-clear", name=names))
        for text in said:
            await transaction.post(to, who, Reply(text=text), self._clock())
