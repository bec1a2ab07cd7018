"""``worker``: works on the jobs of bots whose database is in PostgreSQL, on any machine."""

import asyncio
import faulthandler
import logging
import os
import re
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated
from uuid import uuid4

import typer

from cli.console import log_for_programs, start_log
from cli.parameters import ConfigFile, UsageError, Verbose
from config import operator_config
from config.checks import ConfigError
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.jobs import confinement
from core.jobs.allocator import give_back_freed_blocks
from core.jobs.concealment import conceal
from core.jobs.threads import usable_cores
from core.plugins.adapter import OPERATOR_LOG

PRIVATE = 0o077
"""What the worker writes is for its user alone."""
GPU = re.compile(r"cuda:\d+")


def worker(
    devices: Annotated[
        str, typer.Option(metavar="DEVICES", help="auto, cpu, or GPUs, such as cuda:0,cuda:1.")
    ] = "auto",
    processes: Annotated[int, typer.Option(min=1, max=256, help="How many jobs each device works on at once.")] = 1,
    config: ConfigFile = None,
    verbose: Verbose = False,
) -> None:
    """Work on the jobs of bots whose database is in PostgreSQL, until Ctrl-C or SIGTERM.

    It wants the same plugins.toml as the bots, of which it uses neither the adapters nor their tokens.
    """
    os.umask(PRIVATE)
    conceal()
    give_back_freed_blocks()
    environments = environments_of(devices, processes, os.environ, usable_cores())
    secrets = Secrets(os.environ)
    start_log(verbose, secrets, for_programs=True)
    faulthandler.enable()
    asyncio.run(_work(operator_config.find(config), secrets, environments))


def environments_of(devices: str, processes: int, environment: Mapping[str, str], cores: int) -> list[dict[str, str]]:
    """The variables that each worker process gets: the GPU that it sees, and its share of the cores, which they'd
    otherwise all take. What ``environment`` says of threads holds. Raises UsageError.
    """
    names = devices.split(",")
    if names not in (["auto"], ["cpu"]) and not all(GPU.fullmatch(name) for name in names):
        raise UsageError(f"--devices {devices}: should be auto, cpu, or GPUs, such as cuda:0,cuda:1")
    if len(set(names)) < len(names):
        raise UsageError(f"--devices {devices}: names a GPU twice; --processes says how many jobs each has at once")
    seen = {"auto": {}, "cpu": {"CUDA_VISIBLE_DEVICES": ""}}
    visible = [seen.get(name, {"CUDA_VISIBLE_DEVICES": name.removeprefix("cuda:")}) for name in names] * processes
    if len(visible) == 1 or "OMP_NUM_THREADS" in environment:
        return visible
    threads = {"OMP_NUM_THREADS": str(max(1, cores // len(visible)))}
    return [{**variables, **threads} for variables in visible]


async def _work(config: Path, secrets: Secrets, environments: list[dict[str, str]]) -> None:
    """Works as plugins.toml says until it is told to stop. Raises ConfigError and StorageError."""
    operator = operator_config.load(config, secrets)
    if operator.log == "json":
        log_for_programs(secrets)
    if not operator.is_shared:
        raise ConfigError(
            f"{config}: database: a worker shares PostgreSQL with the bots, postgresql+psycopg://...; at SQLite the "
            "bot works on jobs itself"
        )
    await _work_at(operator, config, secrets, environments)


async def _work_at(
    operator: OperatorConfig, config: Path, secrets: Secrets, environments: list[dict[str, str]]
) -> None:
    from cli.cluster import worker_of  # what the wrong call needn't wait for
    from cli.loading import load, switched_on
    from cli.stop_signals import stop_on_signals
    from cli.version import version
    from core.engine.watched_worker import WatchedWorker
    from core.monitoring.metrics import Metrics
    from core.monitoring.server import serve_monitors
    from storage.store import open_store

    operator, off = switched_on(operator.model_copy(update={"adapters": {}}), config, secrets)
    loaded = load(operator, config, secrets)
    log = logging.getLogger(OPERATOR_LOG)
    for reason in loaded.broken_effects.values():
        log.error("%s", reason)
    if not loaded.effects:
        raise ConfigError("\n".join([*loaded.broken_effects.values(), *off.values()]))
    stop = stop_on_signals()
    async with open_store(operator.database_url) as store:
        for line in (*off.values(), *confinement.missing()):
            log.info("%s", line)
        metrics = Metrics(operator.data, version(), loaded.effects)
        worker = worker_of(operator, loaded, config, secrets, store, metrics, environments)
        watched = WatchedWorker(worker, store, clock=time.time, token=lambda: uuid4().hex, hide=secrets.hide)
        log.info("%d jobs at once of %s", len(environments), ", ".join(loaded.effects))
        place = operator.monitoring.host, operator.monitoring.port
        aside = [asyncio.create_task(watched.run()), asyncio.create_task(serve_monitors(watched, metrics, *place))]
        try:
            await worker.run(stop)
        finally:
            for task in aside:
                task.cancel()
            await asyncio.gather(*aside, return_exceptions=True)
