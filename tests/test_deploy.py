"""What runs it on servers is whole: the image, the unit, and the settings that come with them."""

import asyncio
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from aiohttp import web

from cli.loading import switched_on
from config import operator_config
from config.secrets import Secrets

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
TOKENS = {"WEB_TOKEN": "w" * 24, "TELEGRAM_TOKEN": "123:abc", "DISCORD_TOKEN": "d" * 24}
DATABASE = {"ATELIER_DATABASE": "postgresql+psycopg://atelier:s3cret@database/atelier"}


def instructions() -> list[tuple[str, str]]:
    """Those of the Dockerfile, each with what it says."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line.split(None, 1) for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, said.strip()) for name, said in lines]


def copied() -> list[str]:
    """What the image gets of the repository."""
    found = [shlex.split(said) for name, said in instructions() if name == "COPY" and not said.startswith("--from")]
    return [source for *sources, _ in found for source in sources]


class TestTheImage:
    def test_gets_all_that_the_wheel_is_made_of(self) -> None:
        build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
        assert {*build["packages"], *build["force-include"], "pyproject.toml"} <= set(copied())

    @pytest.mark.parametrize("source", copied())
    def test_gets_what_is_there_and_is_not_ignored(self, source: str) -> None:
        assert (ROOT / source).exists()
        assert f"!{source}" in (ROOT / ".dockerignore").read_text().splitlines()

    def test_runs_as_nobody_in_particular(self) -> None:
        names = [name for name, _ in instructions()]
        (user,) = [said for name, said in instructions() if name == "USER"]
        assert int(user) > 1000
        assert names.index("USER") < names.index("ENTRYPOINT")

    def test_runs_a_command_by_settings_that_it_has(self) -> None:
        said = dict(instructions())
        assert json.loads(said["CMD"]) == ["run", "--config", "/etc/atelier/plugins.toml"]
        assert ("COPY", "deploy/container.toml /etc/atelier/plugins.toml") in instructions()

    @pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1)])
    def test_is_as_healthy_as_the_bot_says(self, status: int, code: int) -> None:
        said = dict(instructions())["HEALTHCHECK"]
        _, *arguments = json.loads(said[said.index("[") :])

        async def healthz(_: web.Request) -> web.Response:
            return web.json_response({"well": status == 200}, status=status)

        async def scenario() -> int | None:
            app = web.Application()
            app.router.add_get("/healthz", healthz)
            runner = web.AppRunner(app)
            await runner.setup()
            try:
                await web.TCPSite(runner, "127.0.0.1", 0).start()
                port = operator_config.Monitoring().port
                assert f":{port}/" in arguments[-1]
                here = arguments[-1].replace(str(port), str(runner.addresses[0][1]))
                process = await asyncio.create_subprocess_exec(
                    sys.executable, *arguments[:-1], here, stderr=subprocess.DEVNULL
                )
                return await asyncio.wait_for(process.wait(), 60)
            finally:
                await runner.cleanup()

        assert asyncio.run(scenario()) == code


class TestTheSettings:
    @pytest.mark.parametrize("name", ["container", "postgres"])
    def test_run_what_there_are_tokens_for(self, name: str) -> None:
        config = DEPLOY / f"{name}.toml"
        for tokens in ({}, TOKENS):
            secrets = Secrets({**DATABASE, **tokens})
            on, off = switched_on(operator_config.load(config, secrets), config, secrets)
            assert len(on.adapters) == len(tokens)
            assert len(off) == 3 - len(tokens)

    def test_of_postgres_have_its_address_from_the_environment(self) -> None:
        found = operator_config.load(DEPLOY / "postgres.toml", Secrets(DATABASE))
        assert found.database_url == DATABASE["ATELIER_DATABASE"]
        with pytest.raises(operator_config.ConfigError, match="ATELIER_DATABASE isn't set in the environment"):
            operator_config.load(DEPLOY / "postgres.toml", Secrets({}))

    def test_of_both_differ_in_the_database_alone_which_others_may_share(self) -> None:
        container, postgres = (
            tomllib.loads((DEPLOY / f"{name}.toml").read_text()) for name in ("container", "postgres")
        )
        shared = {"database": {"env": "ATELIER_DATABASE"}, "cluster": {"worker": True}}
        assert {**container, **shared} == postgres


def test_a_platform_runs_a_command_by_settings_that_are_there() -> None:
    kind, command = (ROOT / "Procfile").read_text().strip().split(": ")
    program, main, name, option, config = shlex.split(command)
    assert (kind, program, main, name, option) == ("worker", "python", "main.py", "run", "--config")
    assert (ROOT / config).exists()


class TestTheUnit:
    def test_is_one_as_systemd_says(self, tmp_path: Path) -> None:
        if shutil.which("systemd-analyze") is None:
            pytest.skip("needs systemd-analyze (Debian: apt-get install systemd)")
        unit = (DEPLOY / "atelier.service").read_text()
        here = tmp_path / "atelier.service"
        here.write_text(unit.replace("/opt/atelier/bin/atelier-bot", sys.executable))
        result = subprocess.run(
            ["systemd-analyze", "verify", "--man=no", here], capture_output=True, text=True, timeout=60
        )
        assert (result.returncode, result.stdout + result.stderr) == (0, "")

    def test_has_the_paths_that_its_document_makes(self) -> None:
        unit, document = (DEPLOY / "atelier.service").read_text(), (ROOT / "docs" / "deploy.md").read_text()
        paths = set(re.findall(r"/(?:etc|opt)/atelier(?:/bin)?(?:/[\w.]+)?", unit)) - {"/opt/atelier/bin/atelier"}
        assert paths
        for path in paths:
            assert path.removesuffix("/bin") in document
