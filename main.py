"""Atelier's command line: puts the parts together and says in one line what went wrong."""

import asyncio
import json
import logging
import os
import sys
import time
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from PIL import Image
from rich.console import Console
from rich.logging import RichHandler
from rich.progress import BarColumn, DownloadColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn
from typer.exceptions import TyperException

from config import settings
from config.secrets import HidingFormatter, Secrets
from core.errors import StorageError
from core.nst import images, weights
from core.nst.errors import OptionsError, PictureError, StyleTransferError
from core.nst.options import ClassicOptions, Detail, FineOptions, Studio

EFFECT = "style-transfer"
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".webp": "WEBP"}

log = logging.getLogger("atelier")
stderr = Console(stderr=True, highlight=False, soft_wrap=True)
app = typer.Typer(
    help="Atelier paints one picture in the style of another.",
    no_args_is_help=True,
    add_completion=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class UsageError(Exception):
    """A command that can't work as it was called."""


class Recipe(StrEnum):
    """The recipes by name."""

    FINE = "fine"
    CLASSIC = "classic"


ConfigFile = Annotated[
    Path | None,
    typer.Option("--config", dir_okay=False, show_default="plugins.toml", help="The operator's settings."),
]
Verbose = Annotated[bool, typer.Option("--verbose", "-v", help="Say more, and where an error came from.")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")]


@app.command()
def run(
    open_page: Annotated[bool, typer.Option("--open", help="Show the web page in a browser.")] = False,
    config: ConfigFile = None,
    verbose: Verbose = False,
) -> None:
    """Run the bot: its web page, or what plugins.toml says, until Ctrl-C or SIGTERM."""
    secrets = Secrets(os.environ)
    _log(verbose, secrets)
    from serve import serve  # what painting needn't wait for

    asyncio.run(serve(settings.find(config), secrets, open_page))


@app.command()
def stylize(
    content: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The picture to paint.")],
    style: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The picture with the style.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="Where to put it: .jpg, .png or .webp.")],
    recipe: Annotated[Recipe, typer.Option(help="classic is the original bot's; of the rest it has only --size.")] = (
        Recipe.FINE
    ),
    size: Annotated[
        int | None, typer.Option(show_default="512; classic 256", help="Long side in pixels, 64 to 1024.")
    ] = None,
    strength: Annotated[float | None, typer.Option(show_default="0.5", help="0: the photo, 1: all style.")] = None,
    keep_colours: Annotated[bool | None, typer.Option("--keep-colours", help="Keep the photo's colours.")] = None,
    style_scale: Annotated[float | None, typer.Option(show_default="1", help="2: strokes twice as large.")] = None,
    detail: Annotated[Detail | None, typer.Option(show_default="normal", help="How long to work on it.")] = None,
    seed: Annotated[int | None, typer.Option(show_default="0", help="Another number, another painting.")] = None,
    encoder: Annotated[str | None, typer.Option(show_default="compact", help="compact, vgg19 or a file.")] = None,
    device: Annotated[str | None, typer.Option(show_default="auto", help="auto, cpu or cuda.")] = None,
    precision: Annotated[str | None, typer.Option(show_default="auto", help="auto, fp32 or bf16.")] = None,
    config: ConfigFile = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Paint CONTENT in the style of STYLE."""
    _log(verbose)
    format = _format(output)
    wishes = _given(
        recipe=recipe,
        size=size,
        strength=strength,
        keep_colours=keep_colours,
        style_scale=style_scale,
        detail=detail,
        seed=seed,
    )
    model: type[FineOptions | ClassicOptions] = ClassicOptions if recipe is Recipe.CLASSIC else FineOptions
    options = settings.validate(model, wishes, "stylize")
    file = settings.find(config)
    operator = settings.load(file)
    table = {key: value for key, value in operator.effects.get(EFFECT, {}).items() if key != "plugin"}
    studio = settings.validate(Studio, table, f"{file}: effects.{EFFECT}")
    wishes = _given(encoder=encoder, device=device, precision=precision)
    studio = settings.validate(Studio, {**studio.model_dump(), **wishes}, "stylize")

    begin = time.monotonic()
    painting = _paint(
        _load(content, options.size),
        _load(style, options.style_side),
        options,
        studio,
        operator.data / "weights",
        quiet,
    )
    _write(output, images.save(painting, format))
    if not quiet:
        print(f"{output}: {painting.width} x {painting.height}, painted in {time.monotonic() - begin:.1f} s")


@app.command("weights")
def get_weights(
    encoder: Annotated[str, typer.Argument(help="vgg19, the only one that isn't in the repository.")],
    url: Annotated[str | None, typer.Option(help="Another place to get it from.")] = None,
    config: ConfigFile = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> None:
    """Download an encoder's weights, once: 575 MB, of which 52 MB are kept."""
    _log(verbose)
    if encoder != "vgg19":
        raise UsageError(f"there are no weights called {encoder} to download; there is vgg19")
    folder = settings.load(settings.find(config)).data / "weights"
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


@app.command("export-schema")
def export_schema(
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Where to put it; else it is printed.")] = None,
) -> None:
    """Write the JSON Schema of plugins.toml, for editors to complete and check by."""
    from config.schema import schema
    from serve import option_models

    (adapters, broken), (effects, more_broken) = option_models()
    for name, reason in {**broken, **more_broken}.items():
        log.warning("%s is left out: %s", name, reason)
    text = json.dumps(schema(adapters, effects), indent=2) + "\n"
    if output is None:
        print(text, end="")
    else:
        _write(output, text.encode())


def _paint(
    content: Image.Image,
    style: Image.Image,
    options: FineOptions | ClassicOptions,
    studio: Studio,
    folder: Path,
    quiet: bool,
) -> Image.Image:
    with Progress(
        TextColumn("painting"),
        BarColumn(),
        TaskProgressColumn(),
        TimeRemainingColumn(),
        console=stderr,
        transient=True,
        disable=quiet,
    ) as progress:
        task = progress.add_task("", total=1.0)
        # Imported here: PyTorch takes 2 s and 220 MB, which no other command needs.
        from core.nst.memory import give_back_freed_blocks
        from core.nst.recipe import WeightedStyle
        from core.nst.stylize import open_encoder, stylize

        give_back_freed_blocks()
        encoder = open_encoder(studio, options, folder)
        log.info("encoder %s, %s on %s; %r", encoder.card.name, encoder.dtype, encoder.device, options)
        return stylize(
            content,
            [WeightedStyle(style)],
            options,
            lambda fraction, _: progress.update(task, completed=fraction),
            encoder=encoder,
        )


def _given(**wishes: object) -> dict[str, object]:
    """The options that were given on the command line."""
    return {name: wish for name, wish in wishes.items() if wish is not None}


def _format(output: Path) -> str:
    format = FORMATS.get(output.suffix.lower())
    if format is None:
        raise UsageError(f"{output}: a painting is a {', '.join(FORMATS)} file")
    if not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}")
    return format


def _load(path: Path, long_side: int) -> Image.Image:
    try:
        return images.load(path.read_bytes(), long_side=long_side)
    except PictureError as error:
        raise PictureError(error.refusal, f"{path}: {error}") from error


def _write(path: Path, data: bytes) -> None:
    """Writes a file whole or not at all."""
    unfinished = path.with_name(f".{path.name}.unfinished")
    try:
        unfinished.write_bytes(data)
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def _log(verbose: bool, secrets: Secrets | None = None) -> None:
    shown = stderr.is_terminal  # elsewhere nothing is coloured, and a line stays a line
    handler = RichHandler(console=stderr, show_time=False, show_path=False) if shown else logging.StreamHandler()
    logging.basicConfig(level=logging.INFO if verbose else logging.WARNING, handlers=[handler])
    handler.setFormatter(
        HidingFormatter(secrets or Secrets({}), "%(message)s" if shown else "%(levelname)s %(message)s")
    )
    logging.getLogger("atelier.news").setLevel(logging.INFO)


def main(arguments: list[str]) -> int:
    """Runs a command; returns its exit code: 0, 1 for a failure, 2 for a wrong call, 130 for Ctrl-C."""
    try:
        code = app(arguments, prog_name="main.py", standalone_mode=False) or 0
        if code == 130:  # what typer makes of Ctrl-C
            stderr.print("stopped", style="yellow")
        return int(code)
    except TyperException as error:
        return _fail(error.format_message(), error.exit_code, arguments)
    except (UsageError, settings.ConfigError, OptionsError) as error:
        return _fail(str(error), 2, arguments)
    except (StyleTransferError, StorageError) as error:
        return _fail(str(error), 1, arguments)
    except OSError as error:
        return _fail(f"{error.filename or 'the system'}: {error.strerror or error}", 1, arguments)


def _fail(message: str, code: int, arguments: list[str]) -> int:
    if {"-v", "--verbose"} & set(arguments):
        stderr.print_exception()
    for line in message.splitlines():
        stderr.print(f"error: {line}", style="red", markup=False)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
