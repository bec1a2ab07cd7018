"""Trains the compact encoder from scratch on the CIFAR-10 classes and on photographs: ``make train``.

A classifier of VGG19's topology, narrow and with batch norm, learns two things at once: which of ten classes a small
picture shows and which of the photographs a crop was cut from. What it learns on the way, batch norm folded into the
convolutions, is the encoder. Colours jitter in training, so that its features say little about them.

The heads read the mean and the root mean square of each feature: style is told by just such statistics. Colours,
crops and mirroring of step n depend on the seed and n alone, so an interrupted run goes on as if it hadn't been.
"""

import io
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import numpy as np
import torch
import typer
from PIL import Image
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.nn import functional

from core.nst.card import CONVOLUTIONS, POOLINGS, RELU_TAPS, Card
from tools.judge import SHARED

WIDTHS = 24, 24, 48, 48, 128, 64, 64, 64, 128, 64, 64, 64, 128
CLASSES = 10
CLASS_BATCH, PHOTO_BATCH = 128, 64
PHOTO_WEIGHT = 0.3
CROP = 32
CROP_SIDES = 32, 96
"""Sides in pixels of what is cut from a photograph and scaled to CROP."""
JITTER = 0.2
RATE, WARM_UP = 0.2, 0.2
WEIGHT_DECAY = 5e-4
MOMENTUM = 0.9
CLIP = 5.0
SAVE_EVERY = 100


@dataclass(frozen=True)
class Data:
    """What there is to learn from: uint8 N x 3 x 32 x 32 with N labels, and photographs of any size, 3 x H x W."""

    pictures: Tensor
    labels: Tensor
    photos: Sequence[Tensor]


def read_data(cifar: Path, photos: Path) -> Data:
    """Reads a zip of CLASS/NAME pictures of 32 x 32 pixels and a zip of photographs."""
    with zipfile.ZipFile(cifar) as archive:
        names = [name for name in archive.namelist() if name.lower().endswith((".png", ".jpg"))]
        classes = sorted({name.split("/")[-2] for name in names})
        pictures = torch.stack([_decode(archive.read(name)) for name in names])
        labels = torch.tensor([classes.index(name.split("/")[-2]) for name in names])
    with zipfile.ZipFile(photos) as archive:
        found = [_decode(archive.read(name)) for name in archive.namelist() if name.lower().endswith((".png", ".jpg"))]
    return Data(pictures, labels, found)


def _decode(data: bytes) -> Tensor:
    return torch.from_numpy(np.array(Image.open(io.BytesIO(data)).convert("RGB"))).permute(2, 0, 1).contiguous()


class Classifier(nn.Module):
    """The encoder while it learns: batch norm after each convolution, two linear heads at the end."""

    def __init__(self, widths: Sequence[int], photos: int) -> None:
        super().__init__()
        sides = [3, *widths]
        self.convolutions = nn.ModuleList(nn.Conv2d(a, b, 3, padding=1, bias=False) for a, b in pairwise(sides))
        self.norms = nn.ModuleList(nn.BatchNorm2d(width) for width in widths)
        self.class_head = nn.Linear(2 * widths[-1], CLASSES)
        self.photo_head = nn.Linear(2 * widths[-1], photos)
        for convolution in self.convolutions:
            nn.init.kaiming_normal_(convolution.weight, nonlinearity="relu")

    def forward(self, x: Tensor) -> Tensor:
        """Mean and root mean square of the last features, N x 2C, of pictures N x 3 x H x W."""
        last = len(self.norms) - 1
        for n, (layer, convolution, norm) in enumerate(zip(CONVOLUTIONS, self.convolutions, self.norms, strict=False)):
            x = functional.relu(norm(convolution(x)))
            if layer + 2 in POOLINGS and n < last:
                x = functional.avg_pool2d(x, 2)
        return torch.cat((x.mean((2, 3)), (x.square().mean((2, 3)) + 1e-6).sqrt()), dim=1)

    @torch.no_grad()
    def folded(self) -> dict[str, Tensor]:
        """The encoder's tensors, in half precision."""
        tensors = {}
        for layer, convolution, norm in zip(CONVOLUTIONS, self.convolutions, self.norms, strict=False):
            scale = norm.weight / (norm.running_var + norm.eps).sqrt()
            tensors[f"features.{layer}.weight"] = (
                (convolution.weight * scale.view(-1, 1, 1, 1)).half().cpu().contiguous()
            )
            tensors[f"features.{layer}.bias"] = (norm.bias - norm.running_mean * scale).half().cpu()
        return tensors


def class_batch(data: Data, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
    """Pictures in [0, 1], moved by up to 4 pixels, and their classes."""
    chosen = torch.from_numpy(rng.integers(len(data.labels), size=size))
    padded = functional.pad(data.pictures[chosen].float() / 255, (4, 4, 4, 4), mode="reflect")
    down, right = rng.integers(0, 9, 2)
    return padded[:, :, down : down + 32, right : right + 32], data.labels[chosen]


def photo_batch(data: Data, rng: np.random.Generator, size: int) -> tuple[Tensor, Tensor]:
    """Crops in [0, 1] and the numbers of the photographs they were cut from."""
    chosen = rng.integers(len(data.photos), size=size)
    return torch.cat([_crop(data.photos[n], rng) for n in chosen]), torch.from_numpy(chosen)


def _crop(photo: Tensor, rng: np.random.Generator) -> Tensor:
    height, width = photo.shape[-2:]
    least, most = (min(side, height, width) for side in CROP_SIDES)
    side = int(np.exp(rng.uniform(np.log(least), np.log(most))))
    top, left = rng.integers(0, height - side + 1), rng.integers(0, width - side + 1)
    piece = photo[None, :, top : top + side, left : left + side].float() / 255
    return functional.interpolate(piece, size=(CROP, CROP), mode="bilinear", align_corners=False, antialias=True)


def jitter(pictures: Tensor, rng: np.random.Generator) -> Tensor:
    """Changes brightness, contrast and saturation of each picture a little and mirrors half of them."""
    count = len(pictures)

    def factor(amount: float) -> Tensor:
        return torch.from_numpy(1 + rng.uniform(-amount, amount, (count, 1, 1, 1)).astype(np.float32))

    bright = pictures * factor(JITTER)
    mean = bright.mean((1, 2, 3), keepdim=True)
    contrasted = (bright - mean) * factor(JITTER) + mean
    grey = contrasted.mean(1, keepdim=True)
    coloured = (contrasted - grey) * factor(2 * JITTER) + grey
    mirrored = torch.from_numpy(rng.random((count, 1, 1, 1)) < 0.5)
    return torch.where(mirrored, coloured.flip(3), coloured)


class Training:
    """A classifier and its optimiser, somewhere between the first step and the last."""

    def __init__(self, data: Data, widths: Sequence[int], steps: int, seed: int, device: torch.device) -> None:
        torch.manual_seed(seed)
        self._data, self._seed, self._device = data, seed, device
        self.steps, self.step = steps, 0
        card = Card(name="compact", licence="MIT", trained_on="", widths=tuple(widths), taps=RELU_TAPS)
        self._mean, self._std = (torch.tensor(x, device=device).view(1, 3, 1, 1) for x in (card.mean, card.std))
        self.classifier = Classifier(widths, len(data.photos)).to(device, memory_format=torch.channels_last)
        parameters = list(self.classifier.parameters())
        groups = [
            {"params": [p for p in parameters if p.ndim > 1], "weight_decay": WEIGHT_DECAY},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]
        self._optimiser = torch.optim.SGD(groups, lr=RATE, momentum=MOMENTUM, nesterov=True)
        self._schedule = torch.optim.lr_scheduler.OneCycleLR(
            self._optimiser, RATE, total_steps=steps, pct_start=WARM_UP
        )

    def advance(self) -> tuple[float, float]:
        """One step; its two losses, of the classes and of the photographs."""
        rng = np.random.default_rng((self._seed, self.step))
        self._optimiser.zero_grad()
        class_loss = self._backward(
            class_batch(self._data, rng, CLASS_BATCH), self.classifier.class_head, rng, 1.0, 0.0
        )
        photo_loss = self._backward(
            photo_batch(self._data, rng, PHOTO_BATCH), self.classifier.photo_head, rng, PHOTO_WEIGHT, 0.05
        )
        nn.utils.clip_grad_norm_(self.classifier.parameters(), CLIP)
        self._optimiser.step()
        self._schedule.step()
        self.step += 1
        return class_loss, photo_loss

    def _backward(
        self,
        batch: tuple[Tensor, Tensor],
        head: nn.Module,
        rng: np.random.Generator,
        weight: float,
        smoothing: float,
    ) -> float:
        pictures, labels = jitter(batch[0], rng).to(self._device), batch[1].to(self._device)
        inputs = ((pictures - self._mean) / self._std).contiguous(memory_format=torch.channels_last)
        loss = functional.cross_entropy(head(self.classifier(inputs)), labels, label_smoothing=smoothing)
        (weight * loss).backward()
        return loss.item()

    def save(self, path: Path) -> None:
        """Writes all that ``restore`` needs; the file is whole or not there."""
        state = {
            "of": [self.steps, self._seed, len(self._data.labels), len(self._data.photos)],
            "step": self.step,
            "classifier": self.classifier.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
        }
        part = path.with_name(path.name + ".part")
        torch.save(state, part)
        part.replace(path)

    def restore(self, path: Path) -> None:
        """Goes on where ``path`` was saved. Raises ValueError for another training's file."""
        state = torch.load(path, map_location=self._device, weights_only=True)
        if state["of"] != [self.steps, self._seed, len(self._data.labels), len(self._data.photos)]:
            raise ValueError(f"{path}: of other steps, another seed or other data; delete it to start anew")
        self.classifier.load_state_dict(state["classifier"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])
        self.step = state["step"]


def seconds_per_step(data: Data, steps: int, device: torch.device) -> float:
    """What a step costs here, from three of a training that is thrown away."""
    trial = Training(data, WIDTHS, steps, 0, device)
    trial.advance()
    begin = time.perf_counter()
    for _ in range(3):
        trial.advance()
    return (time.perf_counter() - begin) / 3


def write(training: Training, out: Path) -> None:
    """Writes the encoder with its card."""
    card = Card(
        name="compact",
        licence="MIT",
        trained_on="CIFAR-10 and photographs, see docs/compact-encoder.md",
        widths=WIDTHS,
        taps=RELU_TAPS,
    )
    part = out.with_name(out.name + ".part")
    save_file(training.classifier.folded(), part, card.metadata())
    part.replace(out)


def main(
    cifar: Annotated[Path, typer.Option(help="CIFAR-10 as a zip of CLASS/NAME.png.")] = SHARED
    / "data/cifar10-train.zip",
    photos: Annotated[Path, typer.Option(help="A zip of photographs.")] = SHARED / "data/photos-1000.zip",
    out: Annotated[Path, typer.Option(help="Where to put the encoder.")] = Path("compact.safetensors"),
    steps: Annotated[int, typer.Option(min=20, help="How long to train.")] = 1500,
    seed: Annotated[int, typer.Option(min=0, help="Another number gives another encoder.")] = 0,
    device: Annotated[str, typer.Option(help="auto, cpu or cuda.")] = "auto",
) -> None:
    """Train the compact encoder; interrupted, the same command goes on."""
    for path in (cifar, photos):
        if not path.is_file():
            typer.echo(f"error: {path}: no such file; --cifar and --photos say where the data is", err=True)
            raise typer.Exit(2)
    chosen = torch.device(("cuda" if torch.cuda.is_available() else "cpu") if device == "auto" else device)
    print("reading the pictures ...")
    data = read_data(cifar, photos)
    training = Training(data, WIDTHS, steps, seed, chosen)
    checkpoint = out.with_name(out.name + ".checkpoint")
    if checkpoint.exists():
        try:
            training.restore(checkpoint)
        except ValueError as error:
            typer.echo(f"error: {error}", err=True)
            raise typer.Exit(1) from error
    minutes = seconds_per_step(data, steps, chosen) * (steps - training.step) / 60
    print(f"{steps - training.step} steps on {chosen}, about {minutes:.0f} minutes; saved every {SAVE_EVERY} steps")
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with Progress(*columns) as progress:
        task = progress.add_task("training", total=steps, completed=training.step)
        while training.step < steps:
            class_loss, photo_loss = training.advance()
            progress.update(task, advance=1, description=f"losses {class_loss:.2f} and {photo_loss:.2f}")
            if training.step % SAVE_EVERY == 0:
                training.save(checkpoint)
    write(training, out)
    checkpoint.unlink(missing_ok=True)
    print(f"{out}: {out.stat().st_size / 1e6:.2f} MB; `python -m tools.judge {out}` says how good it is")


if __name__ == "__main__":
    typer.run(main)
