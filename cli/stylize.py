"""``stylize``: photos painted in the style of other pictures."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.batch import Order, paint_all
from cli.console import start_log
from cli.film import Film
from cli.painter import Painter
from cli.parameters import ConfigFile, Quiet, UsageError, Verbose
from cli.sources import Source, StyleSource, sort
from cli.targets import Format, Target, targets
from config import operator_config
from config.checks import Place, validate
from effects.style_transfer.options import ClassicOptions, Detail, FineOptions, StyleTransferConfig

EFFECT = "style-transfer"


class Recipe(StrEnum):
    """The recipes by name."""

    FINE = "fine"
    CLASSIC = "classic"


def stylize(
    pictures: Annotated[
        list[str],
        typer.Argument(metavar="PICTURE", help="Photos to paint; without --style, the last one is the style."),
    ],
    output: Annotated[
        str, typer.Option("--output", "-o", help="A .jpg, .png or .webp file, or a folder for any number.")
    ],
    style: Annotated[
        list[str] | None, typer.Option(metavar="FILE[:WEIGHT]", help="A style, as often as you like; they mix.")
    ] = None,
    format: Annotated[
        Format | None, typer.Option(show_default="by the name, else png", help="How paintings are saved.")
    ] = None,
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
    encoder: Annotated[
        str | None,
        typer.Option(show_default="compact; classic vgg19", help="compact, vgg19, torchvision or a file."),
    ] = None,
    device: Annotated[str | None, typer.Option(show_default="auto", help="auto, cpu or cuda.")] = None,
    precision: Annotated[str | None, typer.Option(show_default="auto", help="auto, fp32 or bf16.")] = None,
    progress_to: Annotated[
        Path | None, typer.Option(metavar="DIR", help="A folder for a picture of every step, numbered.")
    ] = None,
    no_clobber: Annotated[bool, typer.Option("--no-clobber", help="Leave files that are there as they are.")] = False,
    config: ConfigFile = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
) -> int:
    """Paint photos in the style of other pictures.

    The last picture is the style: stylize PHOTO... STYLE -o OUT

    Or styles are named, with weights: stylize PHOTO... --style a.jpg:0.7 --style b.jpg:0.3 -o OUT

    For a picture, - is standard input; for OUT it is standard output.
    """
    start_log(verbose)
    photos, styles = sort(pictures, style or [])
    options = _options(
        recipe,
        len(styles),
        _given(
            size=size,
            strength=strength,
            keep_colours=keep_colours,
            style_scale=style_scale,
            detail=detail,
            seed=seed,
        ),
    )
    effect_config, folder = _effect_config(config, _given(encoder=encoder, device=device, precision=precision))
    orders = _orders(photos, styles, targets(photos, output, format, clobber=not no_clobber), progress_to, quiet)
    if not orders:
        return 0
    loaded = [(style.picture.load(options.style_side), style.weight) for style in styles]
    failed = paint_all(orders, Painter(loaded, options, effect_config, folder), quiet=quiet, verbose=verbose)
    return 1 if failed else 0


def _given(**wishes: object) -> dict[str, object]:
    """The options that were given on the command line."""
    return {name: wish for name, wish in wishes.items() if wish is not None}


def _options(recipe: Recipe, styles: int, wishes: dict[str, object]) -> FineOptions | ClassicOptions:
    """Raises ConfigError and UsageError."""
    if recipe is Recipe.FINE:
        return validate(FineOptions, wishes, _flag)
    foreign = [name for name in wishes if name not in ClassicOptions.model_fields]
    if foreign:
        raise UsageError("\n".join(f"--recipe classic takes no {_flag([name])}" for name in foreign))
    if styles > 1:
        raise UsageError(f"--recipe classic takes one style, not {styles}")
    return validate(ClassicOptions, wishes, _flag)


def _effect_config(config: Path | None, wishes: dict[str, object]) -> tuple[StyleTransferConfig, Path]:
    """What the operator and then the command line choose, and where downloaded weights are. Raises ConfigError."""
    file = operator_config.find(config)
    operator = operator_config.load(file)
    table = {key: value for key, value in operator.effects.get(EFFECT, {}).items() if key != "plugin"}
    effect_config = validate(StyleTransferConfig, table, f"{file}: effects.{EFFECT}")
    return validate(StyleTransferConfig, {**effect_config.model_dump(), **wishes}, _flag), operator.data / "weights"


def _flag(place: Place) -> str:
    return f"--{str(place[0]).replace('_', '-')}"


def _orders(
    photos: Sequence[Source],
    styles: Sequence[StyleSource],
    places: Sequence[Target],
    progress_to: Path | None,
    quiet: bool,
) -> list[Order]:
    """What there is to do, when all of it can be written. Raises UsageError and OSError."""
    orders = []
    for photo, target in zip(photos, places, strict=True):
        if target.is_taken:
            if len(photos) == 1:
                raise UsageError(f"{target}: is there already, and --no-clobber keeps it")
            if not quiet:
                print(f"{target}: is there already, left as it is")
            continue
        target.check([*photos, *(style.picture for style in styles)])
        stem = photo.stem if target.path is None else target.path.stem
        film = None if progress_to is None else Film(progress_to, stem, target.clobber)
        if film is not None:
            film.check()
        orders.append(Order(photo, target, film))
    return orders
