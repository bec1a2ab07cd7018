"""``weights``: gets an encoder ready that isn't in the repository."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from cli.console import start_log, stderr
from cli.parameters import ConfigFile, Quiet, UsageError, Verbose
from config import operator_config
from effects.features import weights


def get_weights(
    encoder: Annotated[str, typer.Argument(help="torchvision, or vgg19, which would else wait for its first use.")],
    url: Annotated[str | None, typer.Option(help="Another place to get torchvision's from.")] = None,
    config: ConfigFile = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Get an encoder's weights ready, once. torchvision's are downloaded: 575 MB, of which 52 MB are kept."""
    start_log(verbose)
    folder = operator_config.load(operator_config.find(config)).data / "weights"
    if encoder == "vgg19" and url is None:
        path = weights.find(encoder, folder)
    elif encoder == "vgg19":
        raise UsageError("--url: vgg19 comes with a Python package and isn't downloaded; torchvision is")
    elif encoder == "torchvision":
        path = weights.torchvision_path(folder)
        if not path.exists():
            _download(url, folder, quiet)
    else:
        raise UsageError(f"there are no weights called {encoder} to get ready; there are vgg19 and torchvision")
    if not quiet:
        print(f"{path}: ready; use it with --encoder {encoder}")


def _download(url: str | None, folder: Path, quiet: bool) -> None:
    from effects.features import download  # aiohttp takes a tenth of a second, which painting needn't wait for

    bar = (TextColumn("downloading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*bar, console=stderr, transient=True, disable=quiet) as progress:
        task = progress.add_task("", total=None)
        fetching = download.fetch(
            url or download.url(),
            folder,
            lambda have, total: progress.update(task, completed=have, total=total),
        )
        asyncio.run(fetching)
