"""Puts the parts of the bot together and runs them: settings, plugins, the database and the bot around it."""

import asyncio
import logging
import time
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from functools import partial
from pathlib import Path
from uuid import uuid4

from cli.browser import open_in_browser
from cli.console import log_for_programs
from cli.lifeline import Lifeline
from cli.loading import load, switched_on, usable, without
from cli.open_files import allow_many_files
from cli.stop_signals import stop_on_signals
from cli.version import version
from cli.work_rules import rules_of, runner_config
from config import operator_config
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.engine.bot import Bot, MakeRunner
from core.engine.parts import disk_check
from core.jobs import confinement
from core.jobs.cluster_worker import ClusterWorker
from core.jobs.runner import Runner
from core.model.peers import NoPeers, Peers
from core.monitoring.memory import machine
from core.monitoring.metrics import Metrics
from core.monitoring.observed_store import ObservedStore
from core.monitoring.server import serve_monitors
from core.plugins.adapter import OPERATOR_LOG, Adapter
from storage.lock import only_one
from storage.private import all_in, make_private
from storage.store import SqlStore, open_store

HAND_BACK_SECONDS = 4.0
"""How long a stop waits for a worker beside the bot to hand back what it works on."""


async def serve(config: Path, secrets: Secrets, open_page: bool, lifeline: Lifeline) -> None:
    """Runs what plugins.toml says until Ctrl-C or SIGTERM. Raises ConfigError and StorageError."""
    allow_many_files()
    operator, off = switched_on(operator_config.load(config, secrets), config, secrets)
    if operator.log == "json":
        log_for_programs(secrets)
    loaded = without(load(operator, config, secrets), lifeline.left_out)
    plugins = usable(loaded, [*off.values()])
    rules = rules_of(operator, loaded)
    running = runner_config(operator, rules.effects, config, secrets)
    metrics = Metrics(operator.data, version(), rules.effects.keys())
    stop = stop_on_signals()
    with only_one(operator.data):
        make_private(all_in(operator.data))
        async with open_store(operator.database_url) as store, _peers_of(operator) as peers:
            for line in (*off.values(), *confinement.missing()):
                logging.getLogger(OPERATOR_LOG).info("%s", line)
            bot = Bot(
                ObservedStore(store, metrics),
                plugins,
                rules,
                running,
                clock=time.time,
                token=lambda: uuid4().hex,
                hide=secrets.hide,
                end=lifeline.end,
                checks={"disk": disk_check(operator.data)},
                observe=metrics.adapter_call,
                machine=partial(machine, operator.data, version()),
                peers=peers,
                make_runner=_runner_of(operator, store),
            )
            lifeline.name_exits(bot.plugin_frames)
            place = operator.monitoring.host, operator.monitoring.port
            aside = [asyncio.create_task(serve_monitors(bot, metrics, *place))]
            if open_page:
                aside.append(asyncio.create_task(_show(plugins.adapters)))
            try:
                if operator.is_shared and operator.cluster.worker:
                    from cli.cluster import worker_of

                    worker = worker_of(operator, loaded, config, secrets, store, metrics, [{}])
                    await _run_beside_worker(bot, worker, stop)
                else:
                    await bot.run(stop)
            finally:
                for task in aside:
                    task.cancel()
                await asyncio.gather(*aside, return_exceptions=True)


def _peers_of(operator: OperatorConfig) -> AbstractAsyncContextManager[Peers]:
    """The other bots at the database; at SQLite's there are none: the lock of the data folder keeps them away."""
    if not operator.is_shared:
        return nullcontext(NoPeers())
    from storage.peers import open_peers

    return open_peers(operator.database_url)


def _runner_of(operator: OperatorConfig, store: SqlStore) -> MakeRunner:
    if not operator.is_shared:
        return Runner
    from cli.cluster import runner_of  # SQLite does without PostgreSQL's driver and the queue

    return runner_of(operator, store)


async def _run_beside_worker(bot: Bot, worker: ClusterWorker, stop: asyncio.Event) -> None:
    working = asyncio.create_task(worker.run(stop))
    try:
        await bot.run(stop)
    finally:
        await asyncio.wait({working}, timeout=HAND_BACK_SECONDS if stop.is_set() else 0.0)
        working.cancel()


async def _show(adapters: Mapping[str, Adapter]) -> None:
    """Opens the page in a browser, where there is a screen to show it on."""
    from adapters.web.adapter import WebPage  # aiohttp is for those who serve the page

    page = next((adapter for adapter in adapters.values() if isinstance(adapter, WebPage)), None)
    if page is not None:
        await page.ready.wait()
        await open_in_browser(page.url)
