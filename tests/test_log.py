"""What the whole program logs at its most talkative: an object a line, with ids, and nothing that anybody said."""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.chaos.program import ROOT, Program, Visitor

CONFIG = """
data = "{folder}/data"

[monitoring]
port = 0

[adapters.web]
port = {port}

[effects.slow-tint]
plugin = "tests.chaos.harness:SlowTint"
"""
PRIVATE = "the-milkman-knows-4711"


class Talkative(Program):
    """The program, with all that it says in a file."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port)
        self._config.write_text(CONFIG.format(folder=folder, port=port))

    async def start(self) -> None:
        """Starts it; it isn't ready yet."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "main.py", "run", "--verbose", "--config", str(self._config)),
            cwd=ROOT,
            stdout=self.log,
            stderr=self.log,
        )


def logged(folder: Path, port: int) -> str:
    """What is logged while a person talks, sends photos, and the process that paints is killed."""
    program = Talkative(folder, port)

    async def scenario() -> None:
        visitor = Visitor(f"http://127.0.0.1:{port}")
        await program.start()
        try:
            await visitor.enter()
            await visitor._say({"kind": "text", "id": "visit-90000001", "text": PRIVATE})
            for colour in ("teal", "gold"):
                await visitor.photo(colour)
            await visitor.until(lambda items: any(item.get("progress") for item in items))
            assert program.kill_children()
            await visitor.until(lambda items: any("Here it is" in item["text"] for item in items))
            assert await program.stop() == 0
        finally:
            await visitor.close()
            program.end()

    asyncio.run(scenario())
    return (folder / "log").read_text()


def test_it_is_an_object_a_line_with_ids_and_nothing_that_anybody_said(tmp_path: Path, unused_port: int) -> None:
    text = logged(tmp_path, unused_port)
    assert PRIVATE not in text
    lines: list[dict[str, Any]] = [json.loads(line) for line in text.splitlines()]
    for line in lines:
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
        assert line["level"] in ("info", "warning", "error")
        assert line["event"]
    (died,) = [line for line in lines if line["event"] == "the painter died (signal 9)"]
    assert re.fullmatch("[0-9a-f]{32}", died["job"])
    assert died["conversation"].startswith("web:web:")
