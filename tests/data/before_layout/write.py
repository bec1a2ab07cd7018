"""Writes atelier.db as the program left it that lay in other folders (commit 2b94eb1): ``python write.py FILE``.

It is run in a checkout of that commit, with that on the path; nothing that it imports is in this one any more.

Six people were in the middle of something when the process died: Ann's painting was being made, Bob's waited, Dora had
given one photo of two and changed an option, Eve's album was growing, Fay's answer couldn't be sent, and what Gus wrote
was kept and not answered yet.
"""

import asyncio
import io
import sys
from itertools import count
from pathlib import Path

from core.conversation.address import Address
from core.conversation.events import Person, TextSent
from core.jobs.model import JobState
from PIL import Image
from tests.core.conversation.desk import Desk, Platform

from core.plugins.adapter import Message
from storage.store import open_store


class Remembered(Platform):
    """A platform whose references are no later one's."""

    async def send(self, address: Address, message: Message) -> str:
        return f"before-{await super().send(address, message)}"


async def decode(photo: bytes) -> bytes:
    """Takes a colour's name for a picture of it."""
    out = io.BytesIO()
    Image.new("RGB", (40, 32), photo.decode()).save(out, "PNG")
    return out.getvalue()


def room(name: str) -> Address:
    return Address("desk", "one", name)


async def order(desk: Desk, person: Person, answers: int) -> None:
    """Two photos, one after another."""
    for number, colour in enumerate(("teal", "orange")):
        desk.platform.photos[f"{person.id}{number}"] = colour.encode()
        await desk.photo(f"{person.id}{number}", at=room(person.id), by=person)
        await desk.heard(answers + number + 1)


async def write(desk: Desk) -> None:
    """What everybody does until the process dies."""
    ids = count(1)
    desk.arrival._inspect = decode
    desk.arrival._token = lambda: f"photo{next(ids)}"
    ann, bob, dora, eve, fay, gus = (
        Person(id=id, name=id.title(), locale=locale)
        for id, locale in [("ann", "en"), ("bob", "ru"), ("dora", "en"), ("eve", "en"), ("fay", "en"), ("gus", "en")]
    )
    await order(desk, ann, 0)
    (job,) = await desk.jobs()
    async with desk.store.begin() as unit:
        begun = {"state": JobState.RUNNING, "attempt": 1, "started": desk.now, "fraction": 0.4}
        assert await unit.update_job(job.model_copy(update=begun), job.attempt)
    await desk.press("bob-set", "set:strength:1.0", at=room("bob"), by=bob)
    await desk.heard(3)
    await order(desk, bob, 3)
    await desk.press("dora-set", "set:warm:True", at=room("dora"), by=dora)
    await desk.heard(6)
    desk.platform.photos["dora0"] = b"teal"
    await desk.photo("dora0", at=room("dora"), by=dora)
    await desk.heard(7)
    desk.platform.photos["eve0"] = b"teal"
    await desk.photo("eve0", at=room("eve"), by=eve, album="holiday")
    while not await growing(desk):
        await asyncio.sleep(0.01)
    desk.platform.troubles.extend([OSError("no network")] * 9)
    await desk.command("fay-help", "help", at=room("fay"), by=fay)
    while len(desk.platform.troubles) == 9:
        await asyncio.sleep(0.01)
    async with desk.store.begin() as unit:
        await unit.receive(TextSent(id="gus-hello", address=room("gus"), sender=gus, text="hello"), desk.now)


async def growing(desk: Desk) -> bool:
    """Whether an album is."""
    async with desk.store.begin() as unit:
        return bool(await unit.deadlines())


async def main(file: Path) -> None:
    async with open_store(f"sqlite:///{file}") as store:
        desk = Desk(store, Remembered())
        parts = [asyncio.create_task(desk.engine.run()), asyncio.create_task(desk.courier.run())]
        await asyncio.wait_for(write(desk), 30)
        for part in parts:
            part.cancel()
        await asyncio.gather(*parts, return_exceptions=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]).absolute()))
