"""Writes atelier.db as the program left it that could keep nothing for good (commit 1673c04): ``python write.py FILE``.

It is run in a checkout of that commit, with that on the path.

Six people were in the middle of something when the process died: Ann's painting was being made, Bob's waited, Dora had
given one photo of two and changed an option, Eve's album was growing, Fay's answer couldn't be sent, and what Gus wrote
was kept and not answered yet.
"""

import asyncio
import io
import sys
from itertools import count
from pathlib import Path

from PIL import Image

from core.model.address import Address
from core.model.event import TextSent
from core.model.job import JobState
from core.model.person import Person
from core.plugins.message import Message
from storage.store import open_store
from tests.core.engine.harness import EngineHarness, FakeAdapter


class Remembered(FakeAdapter):
    """A platform whose references are no later one's."""

    name = "desk"

    async def send(self, address: Address, message: Message) -> str:
        return f"before-{await super().send(address, message)}"


async def decode(photo: bytes) -> bytes:
    """Takes a colour's name for a picture of it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 32), photo.decode()).save(out, "PNG")
    return out.getvalue()


def room(name: str) -> Address:
    return Address("desk", "one", name)


async def order(harness: EngineHarness, person: Person, answers: int) -> None:
    """Two photos, one after another."""
    for number, colour in enumerate(("teal", "orange")):
        harness.platform.photos[f"{person.id}{number}"] = colour.encode()
        await harness.photo(f"{person.id}{number}", at=room(person.id), by=person)
        await harness.heard(answers + number + 1)


async def write(harness: EngineHarness) -> None:
    """What everybody does until the process dies."""
    ids = count(1)
    harness.intake._decode = decode
    harness.intake._token = lambda: f"photo{next(ids)}"
    ann, bob, dora, eve, fay, gus = (
        Person(id=id, name=id.title(), locale=locale)
        for id, locale in [("ann", "en"), ("bob", "ru"), ("dora", "en"), ("eve", "en"), ("fay", "en"), ("gus", "en")]
    )
    await order(harness, ann, 0)
    (job,) = await harness.jobs()
    async with harness.store.begin() as transaction:
        begun = {"state": JobState.RUNNING, "attempt": 1, "started": harness.now, "fraction": 0.4}
        assert await transaction.update_job(job.model_copy(update=begun), job.attempt)
    await harness.press("bob-set", "set:strength:1.0", at=room("bob"), by=bob)
    await harness.heard(3)
    await order(harness, bob, 3)
    await harness.press("dora-set", "set:warm:True", at=room("dora"), by=dora)
    await harness.heard(6)
    harness.platform.photos["dora0"] = b"teal"
    await harness.photo("dora0", at=room("dora"), by=dora)
    await harness.heard(7)
    harness.platform.photos["eve0"] = b"teal"
    await harness.photo("eve0", at=room("eve"), by=eve, album="holiday")
    while not await growing(harness):
        await asyncio.sleep(0.01)
    harness.platform.troubles.extend([OSError("no network")] * 9)
    await harness.command("fay-help", "help", at=room("fay"), by=fay)
    while len(harness.platform.troubles) == 9:
        await asyncio.sleep(0.01)
    async with harness.store.begin() as transaction:
        await transaction.receive(TextSent(id="gus-hello", address=room("gus"), sender=gus, text="hello"), harness.now)


async def growing(harness: EngineHarness) -> bool:
    """Whether an album is."""
    async with harness.store.begin() as transaction:
        return bool(await transaction.deadlines())


async def main(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        harness = EngineHarness(store, Remembered())
        parts = [asyncio.create_task(harness.engine.run()), asyncio.create_task(harness.outbox.run())]
        await asyncio.wait_for(write(harness), 30)
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).absolute()))
