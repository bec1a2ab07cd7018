"""A student comes to see as its teacher does, and an interrupted training goes on as if it hadn't been."""

import io
import zipfile
from pathlib import Path

import pytest
import torch
from torch import Tensor

from effects.features.encoder import Encoder, FeatureConfig, read_weights
from effects.features.losses import relative_distance
from effects.features.weights_metadata import CONVOLUTIONS, RELU_TAPS
from effects.style_transfer import fine
from tests.conftest import SMALL, picture, small_weights
from tools.distil import photographs
from tools.distil.__main__ import metadata
from tools.distil.training import Plan, Training, rate

PLAN = Plan(widths=(6,) * len(CONVOLUTIONS), steps=30, crops=3, paintings=2, side=64)


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Tensor:
    """Four photographs, out of a zip."""
    path = tmp_path_factory.mktemp("photographs") / "photographs.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for seed in range(4):
            out = io.BytesIO()
            picture(90, 120, seed).save(out, "PNG")
            archive.writestr(f"{seed}.png", out.getvalue())
    return photographs.read(path)


@pytest.fixture(scope="module")
def teacher() -> Encoder:
    """An untrained network as VGG19."""
    return Encoder(*small_weights(SMALL), FeatureConfig())


def trained(pictures: Tensor, teacher: Encoder, steps: int) -> Training:
    training = Training(PLAN, pictures, teacher)
    for _ in range(steps):
        training.advance()
    return training


def test_photographs_are_squares_of_one_size(pictures: Tensor) -> None:
    assert pictures.shape == (4, 3, photographs.SIDE, photographs.SIDE)
    assert pictures.dtype is torch.uint8


def test_crops_are_pictures_and_depend_on_the_seed_alone(pictures: Tensor) -> None:
    drawn = [
        photographs.Photographs(pictures, torch.device("cpu")).batch(
            6, 64, photographs.Chance(torch.Generator().manual_seed(seed))
        )
        for seed in (1, 1, 2)
    ]
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert drawn[0].shape == (6, 3, 64, 64)
    assert -0.1 <= drawn[0].min() <= drawn[0].max() <= 1.1


def test_half_of_the_crops_are_pixel_for_pixel_a_photographs(pictures: Tensor) -> None:
    crops = photographs.Photographs(pictures, torch.device("cpu")).batch(
        40, 64, photographs.Chance(torch.Generator().manual_seed(0))
    )
    whole = (255 * crops - (255 * crops).round()).abs().amax((1, 2, 3)) < 1e-3
    assert 10 <= whole.sum() <= 30
    colours = {tuple(column) for column in pictures.permute(0, 2, 3, 1).flatten(0, 2).tolist()}
    found = (255 * crops[whole]).round().to(torch.uint8).permute(0, 2, 3, 1).flatten(0, 2)
    assert {tuple(column) for column in found.tolist()} <= colours


def test_drawn_styles_are_among_the_pictures(pictures: Tensor, tmp_path: Path) -> None:
    picture(90, 120, 9).save(tmp_path / "style.jpg")
    many = pictures.repeat(5, 1, 1, 1)
    found = photographs.with_styles(many, tmp_path)
    assert torch.equal(found[: len(many)], many)
    assert 0.1 < (len(found) - len(many)) / len(found) < 0.25


def test_it_learns(pictures: Tensor, teacher: Encoder) -> None:
    first, last = trained(pictures, teacher, 1), trained(pictures, teacher, PLAN.steps)
    assert sum(last.progress.errors) < 0.95 * sum(first.progress.errors)


def test_an_interrupted_training_goes_on_as_if_it_had_not_been(
    pictures: Tensor, teacher: Encoder, tmp_path: Path
) -> None:
    whole = trained(pictures, teacher, 6)
    trained(pictures, teacher, 3).save(tmp_path / "checkpoint")
    continued = Training.resumed(tmp_path / "checkpoint", pictures, teacher)
    for _ in range(3):
        continued.advance()
    assert continued.plan == whole.plan
    assert continued.progress == whole.progress
    assert all(torch.equal(ours, theirs) for ours, theirs in zip(continued.averaged, whole.averaged, strict=True))


def test_what_is_written_sees_as_the_student_does(pictures: Tensor, teacher: Encoder, tmp_path: Path) -> None:
    """The file's encoder finds between two pictures the distances that the student's heads find."""
    training = trained(pictures, teacher, 3)
    path = tmp_path / "compact.safetensors"
    training.write(path, metadata(PLAN))
    encoder = Encoder.open(path, fine.FEATURES)
    pair = [pictures[n : n + 1, :, :96, :96].float() / 255 for n in (0, 1)]
    described = [encoder.describe(one, RELU_TAPS, ()).grams for one in pair]
    for parameter, own in zip(training.student.parameters(), training.averaged, strict=True):
        parameter.data.copy_(own)
    with torch.no_grad():
        translated = [training.student(one) for one in pair]
    for tap, (a, b) in enumerate(zip(*translated, strict=True)):
        rows = [one[0].flatten(1) for one in (a, b)]
        expected = relative_distance(*(one @ one.T / one.shape[1] for one in rows))
        assert relative_distance(described[0][tap], described[1][tap]) == pytest.approx(expected.item(), rel=0.02)


def test_another_training_may_begin_with_what_one_has_learnt(
    pictures: Tensor, teacher: Encoder, tmp_path: Path
) -> None:
    training = trained(pictures, teacher, 20)
    path = tmp_path / "compact.safetensors"
    training.write(path, metadata(PLAN))
    _, weights = read_weights(path)
    continued, fresh = (Training(PLAN, pictures, teacher, start) for start in (weights, None))
    continued.advance()
    fresh.advance()
    assert sum(continued.progress.errors) < sum(fresh.progress.errors)


def test_the_rate_rises_and_falls() -> None:
    plan = PLAN.taking(1000)
    rates = [rate(plan, step) for step in range(1000)]
    highest = rates.index(max(rates))
    assert 50 <= highest <= 200
    assert rates[: highest + 1] == sorted(rates[: highest + 1])
    assert rates[highest:] == sorted(rates[highest:], reverse=True)
    assert rates[-1] < 0.02 * plan.rate
