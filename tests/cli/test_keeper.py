"""The bot's process is started again when it is ended, by whom is said, and nothing is lost."""

import asyncio
import json
import os
import signal
from pathlib import Path

import pytest

from tests.chaos.program import Program, Visitor, children

CONFIG = """
data = "{folder}/data"

[adapters.web]
port = {port}

[monitoring]
port = 0

[adapters.odd]
plugin = "tests.broken.endings:{name}"

[effects.slow-tint]
plugin = "tests.chaos.harness:SlowTint"
"""
TIMEOUT = 60.0


class Odd(Program):
    """The program with an adapter that ends it when it is told to."""

    def __init__(self, folder: Path, port: int, name: str) -> None:
        super().__init__(folder, port)
        (folder / "plugins.toml").write_text(CONFIG.format(folder=folder, port=port, name=name))
        self.folder = folder

    def have_it_end(self) -> None:
        (self.folder / "data" / "odd").mkdir(exist_ok=True)
        (self.folder / "data" / "odd" / "now").touch()

    async def errors(self, number: int) -> list[str]:
        """What was said so often, once it was."""
        async with asyncio.timeout(TIMEOUT):
            while True:
                said = [
                    json.loads(line) for line in (self.folder / "log").read_text().splitlines() if line.startswith("{")
                ]
                errors = [line["event"] for line in said if line["level"] == "error"]
                if len(errors) >= number:
                    return errors
                await asyncio.sleep(0.05)


def play(folder: Path, port: int, name: str, times: int) -> tuple[list[str], int]:
    """A person sends two photos, and the process is ended so often meanwhile: they get their painting.

    What the log says of it, and the exit code.
    """

    async def scenario() -> tuple[list[str], int]:
        program, visitor = Odd(folder, port, name), Visitor(f"http://127.0.0.1:{port}")
        await program.start()
        try:
            await visitor.enter()
            await visitor.photo("teal")
            for number in range(times):
                program.have_it_end()
                await program.errors(number + 1)
                await visitor.chat()
            await visitor.photo("gold")
            items = await visitor.until(lambda items: any("Here it is" in item["text"] for item in items))
            assert len([item for item in items if item["mine"]]) == 2
            lines = await program.errors(times)
            return lines, await program.stop()
        finally:
            await visitor.close()
            program.end()

    return asyncio.run(scenario())


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Ends", "adapter odd has ended the bot's process (os._exit(3) at endings.py:"),
        ("Crashes", "the bot's process has ended (signal 6); it starts again in 1 s"),
        ("GivesUpElsewhere", "adapter odd has ended the bot's process (SystemExit: no licence (endings.py:"),
        ("IsInterruptedElsewhere", "adapter odd has ended the bot's process (KeyboardInterrupt (endings.py:"),
    ],
)
def test_a_plugin_that_ends_the_process_is_named_and_nobody_loses_anything(
    name: str, says: str, tmp_path: Path, unused_port: int
) -> None:
    (line,), code = play(tmp_path, unused_port, name, 1)
    assert line.startswith(says)
    assert line.endswith("; it starts again in 1 s")
    assert code == 0


def test_one_that_ends_it_again_and_again_is_left_out(tmp_path: Path, unused_port: int) -> None:
    lines, code = play(tmp_path, unused_port, "Ends", 3)
    assert code == 0
    (left_out,) = [line for line in lines if "left out" in line]
    assert left_out.startswith("adapters.odd: it has ended the bot's process 3 times and is left out")
    assert len(lines) == 4


def test_the_process_goes_with_its_keeper(tmp_path: Path, unused_port: int) -> None:
    async def scenario() -> None:
        program, visitor = Program(tmp_path, unused_port), Visitor(f"http://127.0.0.1:{unused_port}")
        await program.start()
        try:
            await visitor.enter()
            (bot,) = children(program._process.pid)
            descriptor = os.pidfd_open(bot)
            ended = asyncio.Event()
            asyncio.get_running_loop().add_reader(descriptor, ended.set)
            program._process.kill()
            await asyncio.wait_for(ended.wait(), TIMEOUT)
            asyncio.get_running_loop().remove_reader(descriptor)
            os.close(descriptor)
        finally:
            await visitor.close()
            program.end()

    asyncio.run(scenario())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_is_told_to_stop_while_nothing_runs_stops(number: signal.Signals, tmp_path: Path, unused_port: int) -> None:
    async def scenario() -> int:
        program, visitor = Odd(tmp_path, unused_port, "Ends"), Visitor(f"http://127.0.0.1:{unused_port}")
        await program.start()
        try:
            await visitor.enter()
            program.have_it_end()
            await program.errors(1)
            program._process.send_signal(number)
            return await asyncio.wait_for(program._process.wait(), TIMEOUT)
        finally:
            await visitor.close()
            program.end()

    assert asyncio.run(scenario()) == 0
