"""Puts the parts of the bot together and runs them: settings, plugins, the database and the bot around it."""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

from cli.console import log_for_programs
from cli.lifeline import Lifeline
from cli.loading import load, switched_on, usable, variables_for_effects, without
from cli.open_files import allow_many_files
from cli.version import version
from config import operator_config
from config.secrets import Secrets
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot
from core.engine.parts import disk_check
from core.jobs import confinement
from core.jobs.runner import RunnerConfig
from core.monitoring.metrics import Metrics
from core.monitoring.observed_store import ObservedStore
from core.monitoring.server import serve_monitors
from core.plugins.adapter import OPERATOR_LOG, Adapter
from core.plugins.installed_effect import install
from core.plugins.sizes import SizeLimits
from storage.lock import only_one
from storage.peers import open_peers
from storage.private import all_in, make_private
from storage.store import open_store

SAME_SECONDS = 0.5
"""A second signal within these is the same one: what Ctrl-C sends to everybody, the parent passes on."""
STOP_SECONDS = 9.0
"""A process that was told to stop and hasn't by then ends at once: all that matters is in the database."""


async def serve(config: Path, secrets: Secrets, open_page: bool, lifeline: Lifeline) -> None:
    """Runs what plugins.toml says until Ctrl-C or SIGTERM. Raises ConfigError and StorageError."""
    allow_many_files()
    operator, off = switched_on(operator_config.load(config, secrets), config, secrets)
    if operator.log == "json":
        log_for_programs(secrets)
    loaded = without(load(operator, config, secrets), lifeline.left_out)
    plugins = usable(loaded, [*off.values()])
    found = {name: effect for name, (effect, _) in loaded.effects.items()}
    limits = operator.limits
    sizes = SizeLimits(largest=limits.largest_size, default=limits.default_size)
    effects = install(found, framework_texts(), loaded.galleries, sizes)
    running = RunnerConfig(
        timeout=limits.job_minutes * 60,
        keep=operator.keep_hours * 3600,
        environment=variables_for_effects(operator, config, secrets),
        online=frozenset(name for name, effect in effects.items() if effect.network),
    )
    metrics = Metrics(operator.data, version(), effects.keys())
    stop = _stop_on_signals()
    with only_one(operator.data):
        make_private(all_in(operator.data))
        async with open_store(operator.database_url) as store, open_peers(operator.database_url) as peers:
            for line in (*off.values(), *confinement.missing()):
                logging.getLogger(OPERATOR_LOG).info("%s", line)
            bot = Bot(
                ObservedStore(store, metrics),
                plugins,
                Rules(
                    effects,
                    max_waiting=limits.max_waiting,
                    max_queue=limits.max_queue,
                    max_photo_bytes=limits.photo_megabytes * 1_000_000,
                    keep_hours=operator.keep_hours,
                    retention=operator.keep,
                    max_kept=limits.max_kept,
                    max_kept_bytes=limits.kept_megabytes * 1_000_000,
                ),
                running,
                clock=time.time,
                token=lambda: uuid4().hex,
                hide=secrets.hide,
                end=lifeline.end,
                checks={"disk": disk_check(operator.data)},
                observe=metrics.adapter_call,
                peers=peers,
            )
            lifeline.name_exits(bot.plugin_frames)
            place = operator.monitoring.host, operator.monitoring.port
            aside = [asyncio.create_task(serve_monitors(bot, metrics, *place))]
            if open_page:
                aside.append(asyncio.create_task(_show(plugins.adapters)))
            try:
                await bot.run(stop)
            finally:
                for task in aside:
                    task.cancel()
                await asyncio.gather(*aside, return_exceptions=True)


def _stop_on_signals() -> asyncio.Event:
    """An event that is set by Ctrl-C and SIGTERM; a second one, or too slow a stop, ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = signal.SIGINT, signal.SIGTERM

    def told() -> None:
        if stop.is_set():
            return
        stop.set()
        for number in signals:
            loop.call_later(SAME_SECONDS, loop.remove_signal_handler, number)
        overdue = threading.Timer(STOP_SECONDS, os._exit, (0,))
        overdue.daemon = True
        overdue.start()

    for number in signals:
        loop.add_signal_handler(number, told)
    return stop


async def _show(adapters: Mapping[str, Adapter]) -> None:
    """Opens the page in a browser, where there is a screen to show it on."""
    from adapters.web.adapter import WebPage  # aiohttp is for those who serve the page

    page = next((adapter for adapter in adapters.values() if isinstance(adapter, WebPage)), None)
    if page is not None and (sys.platform == "darwin" or {"DISPLAY", "WAYLAND_DISPLAY"} & set(os.environ)):
        await page.ready.wait()
        await asyncio.to_thread(webbrowser.open, page.url)
