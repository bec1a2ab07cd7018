"""The whole program with every plugin that can't be loaded: a line each in the log and on ``/healthz``, and it runs."""

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from aiohttp import ClientError, ClientSession

from tests.cli.harness import ROOT
from tests.cli.test_loading import ADAPTERS, EFFECTS

TIMEOUT = 120.0


LATER = {
    *("CrashesWhenMade", "GivesUpWhenMade", "TakesNothing", "ExitsAtTweaks", "Unpicklable"),
    "OfAnotherAccount",
}
"""Those that would only be found out under the table that another one has here."""


def config(port: int) -> tuple[str, dict[str, str]]:
    """plugins.toml, and why each plugin can't be used, by its table."""
    text, reasons = f"[monitoring]\nport = 0\n[adapters.web]\nport = {port}\n[effects.style-transfer]\n", {}
    for kind, plugins in (("adapter", ADAPTERS), ("effect", EFFECTS)):
        for number, (path, says) in enumerate(plugins.items()):
            if path.partition(":")[2] not in LATER:
                name = "working" if path == "effects:ExitsWhenMade" else f"{kind}{number}"
                text += f'[{kind}s.{name}]\nplugin = "tests.broken.{path}"\n'
                reasons[name] = says.replace("'broken'", f"'{name}'")
    return text, reasons


async def health(url: str) -> tuple[int, list[dict[str, Any]]]:
    """What ``/healthz`` says as soon as there is a page."""
    async with asyncio.timeout(TIMEOUT), ClientSession() as session:
        while True:
            try:
                async with session.get(f"{url}/healthz") as answer:
                    told = await answer.json()
                    assert {one["kind"] for one in told["adapters"]} == {"adapter"}
                    assert {one["kind"] for one in told["effects"]} == {"effect"}
                    return answer.status, [*told["adapters"], *told["effects"]]
            except ClientError:  # it begins
                await asyncio.sleep(0.1)


def test_each_costs_a_line_and_itself(tmp_path: Path, unused_port: int) -> None:
    text, reasons = config(unused_port)
    (tmp_path / "plugins.toml").write_text(text)

    async def scenario() -> tuple[int, list[dict[str, Any]], list[str]]:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, str(ROOT / "main.py"), "run"),
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            status, told = await health(f"http://127.0.0.1:{unused_port}")
        finally:
            process.terminate()
            _, said = await process.communicate()
        assert process.returncode == 0
        return status, told, said.decode().splitlines()

    status, told, lines = asyncio.run(scenario())
    assert status == 503
    found = {one["name"]: (one["condition"], one["reason"]) for one in told}
    assert found.pop("web") == ("running", "")
    assert found.keys() == reasons.keys()
    said = [json.loads(line) for line in lines]
    errors = [line["event"] for line in said if line["level"] == "error"]
    assert len(errors) == len(reasons)
    for name, says in reasons.items():
        condition, why = found[name]
        assert condition == "broken"
        assert says in why
        assert why in errors
    assert len(said) == len(errors) + 1, [line for line in said if line["level"] != "error"]  # where the page is
