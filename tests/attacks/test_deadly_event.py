"""An event that kills whoever handles it: the program, which has to try it again after each start, outlives it."""

import asyncio
import os
import signal
from pathlib import Path

from pydantic import Field, field_validator

from core.engine.left_events import MAX_TRIES
from core.model.base import Model
from tests.attacks.conftest import Found
from tests.chaos.harness import SlowTint, Tint
from tests.chaos.program import Program, Visitor

DEADLY = 0.25
EFFECT = "tests.attacks.test_deadly_event:DeadlyTint"


class _Options(Model):
    """Kills the bot's process, and the one that keeps it, with one value."""

    strength: float = Field(0.5, ge=0, le=1)

    @field_validator("strength")
    @classmethod
    def _kill(cls, strength: float) -> float:
        if strength == DEADLY:
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        return strength


class DeadlyTint(SlowTint):
    """As slow, and deadly to who asks for it."""

    options: type[Tint] = _Options  # type: ignore[assignment]


def test_it_ends_the_program_a_few_times_and_then_it_is_given_up(
    tmp_path: Path, unused_port: int, found: Found
) -> None:
    async def scenario(program: Program, ann: Visitor) -> None:
        await program.start()
        await ann.enter()
        await ann.write("hello")
        await ann.until(lambda items: len(items) == 2)
        await ann.press(f"set:strength:{DEADLY}")
        for _ in range(1 + MAX_TRIES):
            await program.ended()
            await program.start()
        await ann.until(lambda items: "went wrong" in items[-1]["text"])
        await ann.write("hello again")
        await ann.until(lambda items: len([item for item in items if item["mine"]]) == 2 and not items[-1]["mine"])
        found("starts until a deadly event is given up", program.starts, 2 + MAX_TRIES, "starts")
        assert await program.stop() == 0

    async def run() -> None:
        program, ann = Program(tmp_path, unused_port, effect=EFFECT), Visitor(f"http://127.0.0.1:{unused_port}")
        try:
            await scenario(program, ann)
        finally:
            await ann.close()
            program.end()

    asyncio.run(run())
    log = (tmp_path / "log").read_text()
    assert log.count("is given up") == 1
