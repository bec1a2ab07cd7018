"""kill -9 at any moment of a conversation: nothing is lost, nothing is seen twice, every job ends."""

import asyncio
import os
import random
import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

from tests.chaos.program import Program, State, Visitor

POINTS = int(os.environ.get("CHAOS_POINTS", "6"))
SEED = int(os.environ.get("CHAOS_SEED", "0"))
LONGEST = 4.0
"""A round of the conversation takes about so many seconds: the kill comes at a random time within."""


def done(items: list[State]) -> list[State]:
    return [item for item in items if item["text"].startswith("Here it is, painted")]


async def talk(visitor: Visitor, rounds: int) -> int:
    """One round: two photos, their painting, a stronger one; how many paintings there are now."""
    already = 2 * rounds
    await visitor.photo("teal")
    await visitor.photo("gold")
    items = await visitor.until(lambda items: len(done(items)) == already + 1)
    buttons = [button["id"] for row in done(items)[-1]["buttons"] for button in row]
    await visitor.press(next(button for button in buttons if button.startswith("stronger:")))
    await visitor.until(lambda items: len(done(items)) == already + 2)
    return already + 2


async def conversation(program: Program, visitor: Visitor, points: int, chance: random.Random) -> None:
    """Rounds of talk, with a kill at a random time of each: of the program, of the bot process or of its children."""
    await program.start()
    await visitor.enter()
    for rounds in range(points):

        async def killer(at: float, whom: str) -> None:
            await asyncio.sleep(at)
            if whom == "child":
                program.kill_children()
            elif whom == "bot":
                program.kill_bot()
            else:
                await program.kill()

        killing = asyncio.create_task(killer(chance.uniform(0, LONGEST), chance.choice(["program", "bot", "child"])))
        await talk(visitor, rounds)
        await killing
    items = await visitor.chat()
    assert_nothing_is_lost_or_twice(items, points)
    for item in (done(items)[0], done(items)[-1]):
        assert await visitor.open_picture(item) == (80, 60)
    assert await program.stop() == 0


def assert_nothing_is_lost_or_twice(items: list[State], rounds: int) -> None:
    mine = [item for item in items if item["mine"]]
    assert len(mine) == 2 * rounds
    assert all(item["picture"] and not item["failed"] for item in mine)
    assert len({item["id"] for item in items}) == len(items)
    answers = Counter(item["text"].split("!")[0].split(",")[0].split(".")[0] for item in items if not item["mine"])
    assert answers == {"Got your photo": rounds, "Here it is": 2 * rounds}, answers


def test_whoever_is_killed_whenever(tmp_path: Path, unused_port: int) -> None:
    async def scenario() -> None:
        program, visitor = Program(tmp_path, unused_port), Visitor(f"http://127.0.0.1:{unused_port}")
        try:
            await conversation(program, visitor, POINTS, random.Random(SEED))
        finally:
            await visitor.close()
            program.end()

    asyncio.run(scenario())
    with closing(sqlite3.connect(tmp_path / "data" / "atelier.db")) as database:
        assert database.execute("SELECT state, count(*) FROM jobs GROUP BY state").fetchall() == [("done", 2 * POINTS)]
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
