"""``doctor``: what is the matter, and the one thing to do about each."""

import asyncio
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import start_log
from cli.parameters import ConfigFile, Verbose
from config.secrets import Secrets
from core.plugins.finding import Severity

if TYPE_CHECKING:  # other commands needn't wait for it
    from cli.checkup import Looked


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON, a list of findings.")] = False,
    config: ConfigFile = None,
    verbose: Verbose = False,
) -> int:
    """Look at everything the bot needs, beside it or before it runs, and say what to do.

    ok: all is well. warning: it works, but not as it should. error: it doesn't work; then the exit code is 1.
    """
    secrets = Secrets(os.environ)
    start_log(verbose, secrets)
    found = asyncio.run(_looked(config, secrets, as_json))
    if as_json:
        print(secrets.hide(json.dumps([_row(one) for one in found], indent=2, ensure_ascii=False)))
    return 1 if any(one.finding.severity is Severity.ERROR for one in found) else 0


async def _looked(config: Path | None, secrets: Secrets, as_json: bool) -> list["Looked"]:
    """All findings; as text each is said as soon as it is there."""
    from cli.checkup import look

    found = []
    async for one in look(config, secrets):
        found.append(one)
        if not as_json:
            print(secrets.hide(_line(one)), flush=True)
    return found


def _line(one: "Looked") -> str:
    finding = one.finding
    remedy = f"\n{'':9}-> {finding.remedy}" if finding.remedy else ""
    return f"{finding.severity:<8} {one.about}: {' '.join(finding.what.split())}{remedy}"


def _row(one: "Looked") -> dict[str, str]:
    return {"about": one.about, **one.finding.model_dump(mode="json")}
