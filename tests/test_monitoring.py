"""The whole program as monitors see it: what is wrong is told, whatever it is, and passes with its cause."""

import asyncio
import json
import re
import resource
import socket
import sqlite3
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from tests.adapters.discord.wire import harness as discord
from tests.chaos.program import ROOT, Program, Visitor, children
from tests.platforms.discord import Server as Discord

TIMEOUT = 90.0
PAGE = """
data = "{folder}/data"

[monitoring]
port = {port}

[adapters.web]
port = 0

[effects.slow-tint]
plugin = "tests.chaos.harness:SlowTint"
"""
WITHOUT_A_PAGE = """
data = "{folder}/data"

[monitoring]
port = {port}

[adapters.discord]
token = {{ env = "TOKEN" }}
api_url = "{url}"

[effects.slow-tint]
plugin = "tests.chaos.harness:SlowTint"

[effects.gone]
plugin = "nobody.has:This"
"""
DASHBOARD = ROOT / "deploy" / "grafana.json"

Report = dict[str, Any]


class Watched(Program):
    """The program, and what monitors are told of it."""

    def __init__(self, folder: Path, port: int, config: str = PAGE, **values: str) -> None:
        super().__init__(folder, port, TOKEN=discord.TOKEN)
        self.folder = folder
        (folder / "plugins.toml").write_text(config.format(folder=folder, port=port, **values))

    async def get(self, path: str) -> tuple[int, str]:
        """What is answered as soon as somebody does."""
        async with asyncio.timeout(TIMEOUT), ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{self.url}{path}") as answer:
                        return answer.status, await answer.text()
                except ClientError:  # it begins
                    await asyncio.sleep(0.1)

    async def until(self, wanted: Callable[[dict[str, str]], bool]) -> dict[str, str]:
        """What is wrong with each part, adapter and effect, once that is as wanted; empty where all is well."""
        told: object = None
        try:
            async with asyncio.timeout(TIMEOUT):
                while True:
                    status, text = await self.get("/healthz")
                    report: Report = json.loads(text)
                    each = [one for kind in ("parts", "adapters", "effects") for one in report[kind]]
                    told = {one["name"]: one["reason"] for one in each if one["condition"] != "running"}
                    assert status == (503 if told else 200), report
                    assert report["well"] is (not told)
                    if len(each) > 6 and wanted(told):
                        return told
                    await asyncio.sleep(0.2)
        except TimeoutError:
            raise AssertionError(told) from None

    async def well(self) -> None:
        await self.until(lambda ill: not ill)

    @property
    def bot(self) -> int:
        (pid,) = children(self._process.pid)
        return pid

    @property
    def said(self) -> str:
        return (self.folder / "log").read_text()

    async def page(self) -> str:
        """Where its page is."""
        async with asyncio.timeout(TIMEOUT):
            while (found := re.search(r"Atelier is at (http://[0-9.]+:\d+)", self.said)) is None:
                await asyncio.sleep(0.1)
        return found[1]


def play(program: Watched, scenario: Callable[[], Awaitable[None]]) -> None:
    """Plays a scenario while the program runs; it stops as it should."""

    async def played() -> None:
        await program.start()
        try:
            await scenario()
            assert await program.stop() == 0
        finally:
            program.end()

    asyncio.run(played())


def test_a_database_that_is_locked_and_a_full_disk(tmp_path: Path, unused_port: int) -> None:
    program = Watched(tmp_path, unused_port)

    async def scenario() -> None:
        await program.well()
        assert await program.get("/livez") == (200, "ok\n")
        with closing(sqlite3.connect(tmp_path / "data" / "atelier.db", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            ill = await program.until(lambda ill: "is locked by another program" in ill.get("database", ""))
            assert ill.keys() <= {"database", "queue", "outbox"}
            assert await program.get("/livez") == (200, "ok\n")
        await program.well()
        limits = resource.prlimit(program.bot, resource.RLIMIT_FSIZE)
        resource.prlimit(program.bot, resource.RLIMIT_FSIZE, (1000, limits[1]))
        ill = await program.until(lambda ill: {"database", "disk"} <= ill.keys())
        assert ill["database"].endswith("is the disk full or failing?")
        assert ill["disk"].endswith("can't be written to: File too large")
        async with ClientSession() as session, session.get(f"{await program.page()}/healthz") as answer:
            assert answer.status == 503  # the page says so too
            assert "is the disk full or failing?" in await answer.text()
        resource.prlimit(program.bot, resource.RLIMIT_FSIZE, limits)
        await program.well()

    play(program, scenario)


def test_without_a_page_an_adapter_that_is_down_and_an_effect_that_is_off(tmp_path: Path, unused_port: int) -> None:
    async def played() -> None:
        async with Discord(discord.TOKEN, discord.spec(), time.time) as server:
            program = Watched(tmp_path, unused_port, WITHOUT_A_PAGE, url=server.url)
            await program.start()
            try:
                ill = await program.until(lambda ill: server.gateway.connected and ill.keys() == {"gone"})
                assert "nobody" in ill["gone"]
                server.gateway.refusing = True
                server.gateway.cut()
                ill = await program.until(lambda ill: "discord" in ill)
                assert "is being restored" in ill["discord"]
                server.gateway.refusing = False
                await program.until(lambda ill: ill.keys() == {"gone"})
                assert await program.stop() == 0
            finally:
                program.end()

    asyncio.run(played())


def test_a_port_that_another_program_has_does_not_stop_the_bot(tmp_path: Path, unused_port: int) -> None:
    program = Watched(tmp_path, unused_port)

    async def scenario() -> None:
        async with ClientSession() as session, session.get(f"{await program.page()}/healthz") as answer:
            assert answer.status in (200, 503)
        assert f"monitors can't ask on port {unused_port} of 127.0.0.1: " in program.said

    with socket.socket() as other:
        other.bind(("127.0.0.1", unused_port))
        other.listen()
        play(program, scenario)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Metric]:
    """What the program exports, by the family's name, once a painting is done whose worker was killed meanwhile."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    program = Watched(tmp_path_factory.mktemp("recorded"), port)
    found: dict[str, Metric] = {}

    async def scenario() -> None:
        visitor = Visitor(await program.page())
        try:
            await visitor.enter()
            for colour in ("teal", "gold"):
                await visitor.photo(colour)
            await visitor.until(lambda items: any(item.get("progress") for item in items))
            assert program.kill_children()
            await visitor.until(lambda items: any("Here it is" in item["text"] for item in items))
        finally:
            await visitor.close()
        status, text = await program.get("/metrics")
        assert status == 200
        found.update({family.name: family for family in text_string_to_metric_families(text)})

    play(program, scenario)
    return found


SERIES = re.compile(r"\b([a-z][a-z0-9_]*)(?:\{([^}]*)\})?")


def queries() -> Iterator[tuple[str, str]]:
    """Each query of the dashboard, and how its lines are named."""
    dashboard = json.loads(DASHBOARD.read_text())
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield target["expr"], target["legendFormat"]


class TestTheDashboard:
    @pytest.mark.parametrize(("query", "legend"), list(queries()))
    def test_asks_for_what_is_exported_by_labels_that_it_has(
        self, query: str, legend: str, recorded: dict[str, Metric]
    ) -> None:
        samples = {sample.name: sample for family in recorded.values() for sample in family.samples}
        grouped = {label for found in re.findall(r"by \(([^)]*)\)", query) for label in found.split(", ")}
        (name, chosen), *others = [
            (name, chosen) for name, chosen in SERIES.findall(query) if name.startswith(("atelier_", "process_"))
        ]
        assert others == []
        assert name in samples
        labels = {"instance", *samples[name].labels}
        assert grouped <= labels
        assert set(re.findall(r"(\w+)[=!]", chosen)) <= labels
        assert set(re.findall(r"{{(\w+)}}", legend)) <= (grouped or labels)

    def test_shows_the_numbers_of_panels_side_by_side(self) -> None:
        panels = json.loads(DASHBOARD.read_text())["panels"]
        cells = [
            (x, y)
            for place in (panel["gridPos"] for panel in panels)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        ]
        assert len(cells) == len(set(cells))
        assert max(x for x, _ in cells) == 23
        assert len({panel["id"] for panel in panels}) == len(panels)


class TestWhatIsRecorded:
    def test_of_a_painting_whose_worker_was_killed(self, recorded: dict[str, Metric]) -> None:
        values = {
            (sample.name, *sample.labels.values()): sample.value
            for family in recorded.values()
            for sample in family.samples
        }
        assert values["atelier_events_total", "web", "photo"] == 2
        assert values["atelier_jobs_ordered_total", "slow-tint"] == 1
        assert values["atelier_jobs_ended_total", "slow-tint", "done"] == 1
        assert values["atelier_job_attempts_total", "slow-tint"] == 2
        assert values["atelier_job_retries_total", "slow-tint"] == 1
        assert values["atelier_job_seconds_count", "slow-tint"] == 1
        assert values["atelier_adapter_calls_total", "web", "fetch", "ok"] == 2
        assert values["atelier_child_resident_memory_bytes", "worker"] > 1_000_000
        assert values["process_resident_memory_bytes",] > 10_000_000
        assert values["atelier_well", "adapter", "web"] == 1

    def test_names_follow_prometheus_conventions(self, recorded: dict[str, Metric]) -> None:
        for family in recorded.values():
            if family.name.startswith("atelier_") and family.type in ("counter", "histogram"):
                suffixes = {"counter": ("_total", "_created"), "histogram": ("_bucket", "_count", "_sum", "_created")}
                assert all(sample.name.endswith(suffixes[family.type]) for sample in family.samples)
            if family.type == "histogram":
                assert family.name.endswith("_seconds")
