"""The command: a page for one effect, until Ctrl-C."""

import asyncio
import logging
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import start_log
from cli.ctrl_c import STOPPED
from cli.dev.effect_file import EffectFile
from cli.parameters import Verbose
from config.secrets import Secrets

if TYPE_CHECKING:  # what other commands needn't wait for
    from cli.dev.reloader import Reloader

log = logging.getLogger(__name__)


def dev(
    file: Annotated[Path, typer.Argument(help="A Python file with one effect in it.", show_default=False)],
    picture: Annotated[
        list[str] | None, typer.Option(metavar="FILE", help="A picture for its slots, in order, as often as you like.")
    ] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, show_default="any that is free", help="Of the page.")] = 0,
    open_page: Annotated[bool, typer.Option("--open/--no-open", help="Open the page in a browser.")] = True,
    verbose: Verbose = False,
) -> int:
    """Write an effect and see what it makes, on a page that follows each save: dev my_effect.py"""
    start_log(verbose, Secrets(os.environ))
    asyncio.run(_serve(EffectFile.at(file), picture or [], port, open_page))
    return STOPPED


async def _serve(file: EffectFile, pictures: list[str], port: int, open_page: bool) -> None:
    """Shows the page until Ctrl-C or SIGTERM. Raises UsageError, PictureError and OSError."""
    from cli.browser import open_in_browser
    from cli.dev.page_state import PageState
    from cli.dev.reloader import Reloader
    from cli.dev.samples import load_samples
    from cli.dev.server import HOST, LIMITS, application
    from cli.stop_signals import stop_on_signals
    from core.plugins.http_server import serving

    page = PageState(file=file.path.name, status="working", slots=[], options=[], checks=[])
    reloader = Reloader(file, load_samples(pictures), len(pictures), page)
    stop = stop_on_signals()
    try:
        async with serving(application(page, reloader), HOST, port, LIMITS, log=log) as (host, found):
            url = f"http://{host}:{found}/"
            print(f"{file.path.name} is at {url} (Ctrl-C ends it)", flush=True)
            await reloader.saved()
            aside = [asyncio.create_task(_follow(file, reloader))]
            if open_page:
                aside.append(asyncio.create_task(open_in_browser(url)))
            await stop.wait()
            page.close()
            for task in aside:
                task.cancel()
            await asyncio.gather(*aside, return_exceptions=True)
    finally:
        await reloader.close()


async def _follow(file: EffectFile, reloader: "Reloader") -> None:
    from cli.dev.watching import saves

    async for _ in saves(file):
        await reloader.saved()
