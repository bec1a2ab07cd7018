"""Puts the parts of the bot together and runs them: settings, plugins, the database and the bot around it."""

import asyncio
import logging
import os
import signal
import sys
import threading
import time
import webbrowser
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from pydantic import BaseModel

from config import operator_config
from config.checks import ConfigError, validate
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.bot import Bot, Plugins
from core.jobs.runner import RunnerConfig
from core.plugins.adapter import OPERATOR_LOG, Adapter
from core.plugins.discovery import Catalogue, Plugin, discover, options_of
from core.plugins.effect import Effect
from core.plugins.installed_effect import install
from storage.lock import only_one
from storage.store import open_store

BUILT_IN = {
    "web": "adapters.web.adapter:WebPage",
    "telegram": "adapters.telegram.adapter:Telegram",
    "discord": "adapters.discord.adapter:Discord",
}
ADAPTERS = Catalogue("adapter", Adapter, BUILT_IN, several=True)
EFFECTS = Catalogue("effect", Effect, {"style-transfer": "effects.style_transfer.effect:StyleTransfer"}, several=True)
STOP_SECONDS = 9.0
"""A process that was told to stop and hasn't by then ends at once: all that matters is in the database."""

log = logging.getLogger(__name__)

Models = tuple[dict[str, type[BaseModel]], dict[str, str]]


def option_models() -> tuple[Models, Models]:
    """The option models of all adapters and of all effects that have a name, each with why others don't load."""
    return options_of(ADAPTERS), options_of(EFFECTS)


async def serve(config: Path, secrets: Secrets, open_page: bool) -> None:
    """Runs what plugins.toml says until Ctrl-C or SIGTERM. Raises ConfigError and StorageError."""
    operator, off = _switched_on(operator_config.load(config, secrets), config, secrets)
    plugins, effects = _plugins(operator, config, secrets, off)
    stop = _stop_on_signals()
    with only_one(operator.data):
        async with open_store(operator.database_url) as store:
            for line in off:
                logging.getLogger(OPERATOR_LOG).info("%s", line)
            limits = operator.limits
            bot = Bot(
                store,
                plugins,
                Rules(install(effects, framework_texts()), limits.max_waiting, limits.max_queue, operator.keep_hours),
                RunnerConfig(timeout=limits.job_minutes * 60, keep=operator.keep_hours * 3600),
                limits.photo_megabytes * 1_000_000,
                clock=time.time,
                token=lambda: uuid4().hex,
                hide=secrets.hide,
            )
            showing = asyncio.create_task(_show(plugins.adapters)) if open_page else None
            await bot.run(stop)
            if showing is not None:
                showing.cancel()


def _switched_on(operator: OperatorConfig, config: Path, secrets: Secrets) -> tuple[OperatorConfig, list[str]]:
    """The settings without plugins that wait for a variable, and for each of those a line that says for which."""
    on, off = {}, []
    for kind, tables in (("adapters", operator.adapters), ("effects", operator.effects)):
        unset = {name: secrets.unset(table) for name, table in tables.items()}
        on[kind] = {name: table for name, table in tables.items() if not unset[name]}
        off += [
            f"{config}: {kind}.{name} is off until {' and '.join(variables)} is in the environment"
            for name, variables in unset.items()
            if variables
        ]
    return operator.model_copy(update=on), off


def _plugins(
    operator: OperatorConfig, config: Path, secrets: Secrets, off: Sequence[str]
) -> tuple[Plugins, Mapping[str, Effect[Any]]]:
    """What plugins.toml asks for; what can't be had is named, and where nothing is left that is an error.

    ``off`` says which plugins aren't asked for just now.
    """
    check = partial(validate, secrets=secrets)
    folder = operator.data

    def make_adapter(plugin: Plugin) -> Adapter:
        made: Adapter = plugin.type(plugin.name, plugin.options, folder / plugin.name)
        return made

    def make_effect(plugin: Plugin) -> tuple[Effect[Any], partial[Effect[Any]]]:
        maker = partial(plugin.type, plugin.options, folder / "weights")
        return maker(), maker  # one for the dialogue, the other for the child

    adapters, broken = discover(operator.adapters, ADAPTERS, check, make_adapter, f"{config}: adapters", secrets.hide)
    effects, others = discover(operator.effects, EFFECTS, check, make_effect, f"{config}: effects", secrets.hide)
    reasons = [*broken.values(), *others.values()]
    if not adapters or not effects:
        raise ConfigError("\n".join([*reasons, *off]))
    for reason in reasons:
        log.error("%s", reason)
    makers = {name: maker for name, (_, maker) in effects.items()}
    return Plugins(adapters, makers, broken), {name: effect for name, (effect, _) in effects.items()}


def _stop_on_signals() -> asyncio.Event:
    """An event that is set by Ctrl-C and SIGTERM; a second one, or too slow a stop, ends the process at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    signals = signal.SIGINT, signal.SIGTERM

    def told() -> None:
        stop.set()
        for number in signals:
            loop.remove_signal_handler(number)
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
