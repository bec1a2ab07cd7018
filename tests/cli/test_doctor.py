"""``doctor`` with the real program: what is the matter, what to do, and no secret."""

import asyncio
import json
import os
import sys
import time
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from storage.migrate import VERSION_TABLE
from tests.adapters.telegram.harness import TOKEN
from tests.cli.harness import PROGRAM
from tests.cli.test_backup import free_port, running
from tests.platforms.telegram import Server
from tests.storage.harness import tamper

QUICK = '[effects.calm]\nplugin = "tests.broken.effects:LooksWell"\n'
"""An effect without PyTorch."""


class Diagnosis(NamedTuple):
    """What the command said, and how it ended."""

    code: int
    text: str
    log: str

    def __getitem__(self, about: str) -> list[dict[str, str]]:  # type: ignore[override]
        """The findings about something, of those said as JSON."""
        return [row for row in json.loads(self.text) if row["about"] == about]


async def doctor(folder: Path, config: str, *arguments: str, **environment: str) -> Diagnosis:
    (folder / "plugins.toml").write_text(config)
    process = await asyncio.create_subprocess_exec(
        *(*PROGRAM, "doctor", *arguments),
        cwd=folder,
        env={**os.environ, "OMP_NUM_THREADS": "1", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, log = await asyncio.wait_for(process.communicate(), 120)
    assert process.returncode is not None
    return Diagnosis(process.returncode, out.decode(), log.decode())


def web() -> str:
    return f"[adapters.web]\nport = {free_port()}\n"


def ask(folder: Path, config: str, *arguments: str) -> Diagnosis:
    return asyncio.run(doctor(folder, config, *arguments))


def test_where_all_is_well_each_part_is_a_line_and_nothing_is_left_behind(tmp_path: Path) -> None:
    said = ask(tmp_path, web() + QUICK)
    assert (said.code, said.log) == (0, "")
    lines = said.text.splitlines()
    assert [line[:8].strip() for line in lines] == ["ok"] * len(lines)
    assert [line[9:].partition(":")[0] for line in lines] == [
        *("configuration", "program", "disk", "confinement", "database", "adapter web", "effect calm", "effect calm")
    ]
    assert {path.name for path in tmp_path.iterdir()} == {"plugins.toml"}


def test_somebody_who_is_named_and_can_write_nowhere_is_told_of(tmp_path: Path) -> None:
    people = '[people]\nadmins = ["web:web:1", "telegram:telegam:2", "telegram:telegram:3"]\n'
    off = '[adapters.telegram]\ntoken = { env = "NO_SUCH_TOKEN" }\n'
    said = ask(tmp_path, people + web() + off + QUICK, "--json")
    assert [(row["severity"], row["what"]) for row in said["people"]] == [
        ("warning", "people names telegram:telegam:2, and there is no table [adapters.telegam]")
    ]


def test_beside_a_bot_that_runs_it_disturbs_nothing(tmp_path: Path) -> None:
    config = web() + QUICK
    (tmp_path / "plugins.toml").write_text(config)
    with running(tmp_path):
        said = ask(tmp_path, config, "--json")
    assert said.code == 0, said
    assert said["program"][0]["what"] == "the bot runs"
    assert said["database"][0]["what"].startswith("data/atelier.db was written to; it is of version ")
    assert said["adapter web"][0]["what"].startswith("the page is served")


async def with_telegram(folder: Path, token: str) -> Diagnosis:
    async with Server(TOKEN, None, time.time) as server:
        config = f'{QUICK}[adapters.telegram]\ntoken = {{ env = "TELEGRAM_TOKEN" }}\napi_url = "{server.url}"\n'
        return await doctor(folder, config, "--json", TELEGRAM_TOKEN=token)


def test_a_token_is_tried_and_never_told(tmp_path: Path) -> None:
    said = asyncio.run(with_telegram(tmp_path, TOKEN))
    assert said.code == 0, said
    assert said["adapter telegram"][0]["what"] == "the token is @AtelierBot's"
    assert TOKEN not in said.text + said.log
    assert TOKEN.partition(":")[2] not in said.text + said.log


def test_a_wrong_token_is_an_error_with_the_one_thing_to_do_and_the_exit_code_says_so(tmp_path: Path) -> None:
    token = f"4243:{'B' * 35}"
    said = asyncio.run(with_telegram(tmp_path, token))
    assert said.code == 1
    (finding,) = said["adapter telegram"]
    assert finding["severity"] == "error"
    assert "@BotFather" in finding["remedy"]
    assert token not in said.text + said.log


@pytest.mark.parametrize(
    ("config", "about", "told"),
    [
        ("adapters = 5", "configuration", "adapters"),
        (f"prot = 1\n{QUICK}", "configuration", "prot: no such key"),
        (f"[adapters.web]\nprot = 1\n{QUICK}", "plugins", "did you mean port?"),
        (f"[adapters.web]\nport = 0\n{QUICK}[effects.bad]\nplugin = 'nowhere:Blur'\n", "plugins", "effects.bad"),
        ("[adapters.web]\nport = 0\n[effects.e]\nplugin = 'tests.broken.effects:ExitsAtCheck'\n", "effect e", "exit"),
    ],
)
def test_what_is_wrong_is_an_error_with_what_to_do(tmp_path: Path, config: str, about: str, told: str) -> None:
    said = ask(tmp_path, config, "--json")
    assert said.code == 1
    errors = [row for row in json.loads(said.text) if row["severity"] == "error"]
    assert {row["about"] for row in errors} >= {about}
    assert any(told in row["what"] for row in said[about])
    assert all(row["remedy"] for row in errors)


def test_a_newer_database_is_an_error(tmp_path: Path) -> None:
    config = web() + QUICK
    (tmp_path / "plugins.toml").write_text(config)
    with running(tmp_path):
        pass
    tamper(f"sqlite:///{tmp_path}/data/atelier.db", f"UPDATE {VERSION_TABLE} SET version_num = '99'")
    said = ask(tmp_path, config)
    assert said.code == 1
    (line,) = [line for line in said.text.splitlines() if line.startswith("error")]
    assert "data/atelier.db: was written by a newer version of Atelier (99, " in line
    assert "install that one again" in line


def test_style_transfer_says_what_it_paints_with(tmp_path: Path) -> None:
    said = ask(tmp_path, web(), "--json")
    assert said.code == 0, said
    whats: list[Any] = [row["what"] for row in said["effect style-transfer"]]
    for what, begin in zip(whats, ("the weights of compact", "PyTorch ", "", "made a picture of 64 px"), strict=True):
        assert what.startswith(begin)


def test_other_commands_need_not_wait_for_what_it_needs() -> None:
    code = "import sys; from cli import app; print({'sqlalchemy', 'aiohttp', 'torch'} & set(sys.modules))"
    root = Path(__file__).parents[2]

    async def loaded() -> str:
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, cwd=root, stdout=-1)
        return (await process.communicate())[0].decode().strip()

    assert asyncio.run(loaded()) == "set()"
