"""``weights``: downloads an encoder that isn't in the repository."""

import asyncio
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from cli.console import start_log, stderr
from cli.parameters import ConfigFile, Quiet, UsageError, Verbose
from config import settings
from core.nst import weights


def get_weights(
    encoder: Annotated[str, typer.Argument(help="vgg19, the only one that isn't in the repository.")],
    url: Annotated[str | None, typer.Option(help="Another place to get it from.")] = None,
    config: ConfigFile = settings.FILE,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Download an encoder's weights, once: 575 MB, of which 52 MB are kept."""
    start_log(verbose)
    if encoder != "vgg19":
        raise UsageError(f"there are no weights called {encoder} to download; there is vgg19")
    folder = settings.load(config).data / "weights"
    path = weights.vgg19_path(folder)
    if not path.exists():
        from core.nst import download  # aiohttp takes a tenth of a second, which painting needn't wait for

        bar = (TextColumn("downloading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
        with Progress(*bar, console=stderr, transient=True, disable=quiet) as progress:
            task = progress.add_task("", total=None)
            fetching = download.fetch_vgg19(
                url or download.vgg19_url(),
                folder,
                lambda have, total: progress.update(task, completed=have, total=total),
            )
            asyncio.run(fetching)
    if not quiet:
        print(f"{path}: ready; use it with --encoder vgg19")
