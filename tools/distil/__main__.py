"""Distils VGG19 into a narrow encoder: ``make train``."""

import time
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from torch import Tensor

from core.plugins.errors import WeightsError
from effects.features import precision, weights
from effects.features.encoder import Encoder, FeatureConfig, read_weights
from effects.features.weights_metadata import RELU_TAPS, WeightsMetadata
from tools.distil import photographs
from tools.distil.lessons import TIMES
from tools.distil.training import Plan, Training

ROOT = Path(__file__).parents[2]
PHOTOGRAPHS = ROOT.parent / "shared/data/photos-1000.zip"
STYLES = ROOT / "effects/style_transfer/gallery"
SAVE_EVERY = 100
TRIAL_STEPS = 2 * TIMES
"""As many as have their share of new lessons, which cost most."""


def seconds_per_step(plan: Plan, pictures: Tensor, vgg19: Encoder) -> float:
    """What a step costs here, from a few of a training that is thrown away."""
    trial = Training(plan, pictures, vgg19)
    trial.advance()
    begin = time.perf_counter()
    for _ in range(TRIAL_STEPS):
        trial.advance()
    trial.averaged[0].sum().item()  # waits for a GPU
    return (time.perf_counter() - begin) / TRIAL_STEPS


def advance(training: Training, checkpoint: Path) -> None:
    """Goes on to the last step, and saves from time to time."""
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    steps = training.plan.steps
    with Progress(*columns) as progress:
        task = progress.add_task("training", total=steps, completed=training.progress.step)
        while training.progress.step < steps:
            training.advance()
            errors = " ".join(f"{100 * error:.1f}" for error in training.progress.errors)
            progress.update(task, advance=1, description=f"errors {errors} %")
            if training.progress.step % SAVE_EVERY == 0:
                training.save(checkpoint)


def main(
    photos: Annotated[Path, typer.Option(help="A zip of photographs.")] = PHOTOGRAPHS,
    out: Annotated[Path, typer.Option(help="Where to put the encoder.")] = Path("compact.safetensors"),
    start: Annotated[Path | None, typer.Option(help="An encoder to begin with, in place of a new one.")] = None,
    minutes: Annotated[float, typer.Option(min=0.01, help="How long to train; a step's cost is tried first.")] = 100,
    rate: Annotated[float, typer.Option(help="The greatest learning rate.")] = Plan.rate,
    crops: Annotated[int, typer.Option(min=2, help="Crops of photographs a step; a GPU takes 16 and more.")] = 5,
    paintings: Annotated[int, typer.Option(min=2, help="Paintings in the making a step; a GPU takes 8 and more.")] = 4,
    side: Annotated[int, typer.Option(min=64, help="Their side in pixels, a multiple of 16.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="Another number gives another encoder.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
) -> None:
    """Teach a narrow encoder to see as VGG19 does; interrupted, the same command goes on."""
    if not photos.is_file():
        typer.echo(f"error: {photos}: no such file; --photos says where a zip of photographs is", err=True)
        raise typer.Exit(2)
    chosen = torch.device(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device)
    folder = ROOT / "data/weights"
    try:
        dtype = precision.choose(chosen, folder)
        vgg19 = Encoder.open(weights.find("vgg19", folder), FeatureConfig(), dtype, chosen)
        begun = None if start is None else read_weights(start)[1]
    except WeightsError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(1) from error
    print("reading the photographs ...")
    pictures = photographs.with_styles(photographs.read(photos), STYLES)
    plan = Plan(rate=rate, crops=crops, paintings=paintings, side=side, seed=seed)
    checkpoint = out.with_name(out.name + ".checkpoint")
    if checkpoint.exists():
        training = Training.resumed(checkpoint, pictures, vgg19)
        print(f"going on with step {training.progress.step} of {training.plan}; delete {checkpoint} to begin anew")
    else:
        each = seconds_per_step(plan, pictures, vgg19)
        steps = max(1, int(60 * minutes / each))
        print(f"{steps} steps on {chosen}, {each:.2f} s each: {minutes:g} minutes; saved every {SAVE_EVERY} steps")
        training = Training(plan.taking(steps), pictures, vgg19, begun)
    advance(training, checkpoint)
    training.write(out, metadata(training.plan))
    checkpoint.unlink(missing_ok=True)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB; `python -m tools.judge {out}` says how good it is")


def metadata(plan: Plan) -> WeightsMetadata:
    """What the encoder's file says of itself."""
    return WeightsMetadata(
        name="compact",
        licence="MIT; distilled from VGG19 by the Visual Geometry Group, University of Oxford, CC-BY-4.0",
        trained_on="the features of VGG19 for photographs and paintings in the making, see docs/compact-encoder.md",
        widths=plan.widths,
        taps=RELU_TAPS,
    )


if __name__ == "__main__":
    typer.run(main)
