"""Distils VGG19 into a narrow encoder: ``make train``."""

import time
from pathlib import Path
from typing import Annotated

import torch
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from core.nst.card import RELU_TAPS, Card
from core.nst.encoder import Encoder, Reading
from tools.distil import photographs
from tools.distil.training import Plan, Training

SHARED = Path(__file__).parents[3] / "shared"
WIDTHS = (32, 32, 48, 48, 128, 64, 64, 64, 256, 128, 128, 128, 256)
SAVE_EVERY = 100
TRIAL_STEPS = 5


def seconds_per_step(plan: Plan, pictures: torch.Tensor, vgg19: Encoder) -> float:
    """What a step costs here, from a few of a training that is thrown away."""
    trial = Training(plan, pictures, vgg19)
    trial.advance()
    begin = time.perf_counter()
    for _ in range(TRIAL_STEPS):
        trial.advance()
    trial.averaged[0].sum().item()  # waits for a GPU
    return (time.perf_counter() - begin) / TRIAL_STEPS


def main(
    vgg19: Annotated[Path, typer.Option(help="The teacher's weights.")],
    photos: Annotated[Path, typer.Option(help="A zip of photographs.")] = SHARED / "data/photos-1000.zip",
    out: Annotated[Path, typer.Option(help="Where to put the encoder.")] = Path("compact.safetensors"),
    minutes: Annotated[float, typer.Option(min=0.1, help="How long to train; a step's cost is measured first.")] = 100,
    crops: Annotated[int, typer.Option(min=2, help="Crops of photographs a step.")] = 6,
    paintings: Annotated[int, typer.Option(min=2, help="Paintings in the making a step.")] = 3,
    side: Annotated[int, typer.Option(min=64, help="Their side in pixels, a multiple of 16.")] = 128,
    seed: Annotated[int, typer.Option(min=0, help="Another number gives another encoder.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
    half: bool = False, start: Path | None = None, rate: float = 2e-3,
    steps: int = 0,
    widths: str = ",".join(map(str, WIDTHS)),
) -> None:
    """Teach a narrow encoder to see as VGG19 does; interrupted, the same command goes on."""
    chosen = torch.device(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device)
    torch.backends.cuda.matmul.allow_tf32 = True
    dtype = torch.bfloat16 if half else torch.float32
    teacher = Encoder.open(vgg19, Reading(), dtype, chosen)
    pictures = photographs.read(photos)
    plan = Plan(tuple(map(int, widths.split(","))), 100, rate, crops, paintings, side, seed)
    each = seconds_per_step(plan, pictures, teacher)
    plan = Plan(plan.widths, steps or max(20, int(minutes * 60 / each)), rate, crops, paintings, side, seed)
    print(f"{plan.steps} steps on {chosen}, {each:.3f} s each, about {minutes:.0f} minutes", flush=True)
    from core.nst.encoder import read_weights
    training = Training(plan, pictures, teacher, None if start is None else read_weights(start)[1])
    begin = time.time()
    while training.progress.step < plan.steps:
        training.advance()
        if training.progress.step % SAVE_EVERY == 0:
            print(training.progress.step, f"{time.time() - begin:.0f} s", [round(e, 4) for e in training.progress.errors], flush=True)
            if training.progress.step % (5 * SAVE_EVERY) == 0:
                write(training, out)
    write(training, out)
    print("done", time.time() - begin, [round(e, 4) for e in training.progress.errors])


def write(training: Training, out: Path) -> None:
    plan = training.plan
    card = Card(name="compact", licence="CC-BY-4.0", trained_on="VGG19 and photographs, see docs/compact-encoder.md", widths=plan.widths, taps=RELU_TAPS)
    training.write(out, card)


if __name__ == "__main__":
    typer.run(main)
