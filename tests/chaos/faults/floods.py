"""Odd things in great numbers: updates that no platform would send, and files that are no pictures."""

import asyncio
import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random

from PIL import Image

from tests.chaos.crowd import Crowd, Habit, Regular
from tests.chaos.fault import Fault
from tests.chaos.fault_context import PLATFORMS, WEB, FaultContext
from tests.chaos.ledger import Kind
from tests.chaos.malformed import malformed
from tests.platforms.telegram import Trouble

BATCH = 100
LOOK_EVERY = 0.2
PEOPLE = 12
"""On each platform: a chat of Telegram's takes a message a second."""
FEW = 10
"""So many of a hundred come to the page, which takes so many photos an hour and no more."""
FORMATS = "JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"


@asynccontextmanager
async def malformed_updates(context: FaultContext) -> AsyncIterator[None]:
    """Telegram brings updates that make no sense, a hundred at once, in front of those that do."""
    # Numbers that have been before, so that those of the real ones stay ahead.
    made = [
        {"update_id": number - context.extent.updates, **malformed(context.luck)}
        for number in range(context.extent.updates)
    ]
    for begin in range(0, len(made), BATCH):
        body = json.dumps({"ok": True, "result": made[begin : begin + BATCH]})
        context.telegram.troubles.append(Trouble("getUpdates", 200, body))
    while context.telegram.troubles:
        await asyncio.sleep(LOOK_EVERY)
    yield


def broken_picture(luck: Random) -> bytes:
    """A file that begins as a picture does and has nothing of one behind that."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, luck.choice(FORMATS))
    return out.getvalue()[: luck.randrange(4, 13)] + luck.randbytes(luck.randrange(2000))


@asynccontextmanager
async def broken_pictures(context: FaultContext) -> AsyncIterator[None]:
    """People send files that are no pictures; each of these has to be answered, too."""
    habit = Habit(answers=(Kind.REFUSED,), picture=broken_picture)
    pages = context.extent.pictures * FEW // 100
    shares = {name: pages if name == WEB else (context.extent.pictures - pages) // 2 for name in PLATFORMS}
    crowds = []
    for name, share in shares.items():
        people = [Regular(await context.person(name), habit) for _ in range(min(PEOPLE, share))]
        crowd = Crowd(people, context.luck, context.tally)
        crowds.append(crowd.run(-(-share // len(people))))
    await asyncio.gather(*crowds)
    yield


FLOODS = (
    Fault("malformed updates", malformed_updates, lasts=False),
    Fault("broken pictures", broken_pictures, lasts=False),
)
