"""The training of the compact encoder, in short: on a few pictures made here, for a few steps."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from core.nst import fine
from core.nst.encoder import Encoder
from tools import train_encoder
from tools.train_encoder import Data, Training

CPU = torch.device("cpu")
WIDTHS = (4, 4, 6, 6, 8)


@pytest.fixture(scope="module")
def data() -> Data:
    """Ten classes, each a colour; three photographs, each of its own grain."""
    rng = np.random.default_rng(0)
    labels = torch.arange(200) % 10
    colours = torch.from_numpy(rng.integers(0, 256, (10, 3, 1, 1)))
    noise = torch.from_numpy(rng.integers(-20, 20, (200, 3, 32, 32)))
    pictures = (colours[labels] + noise).clamp(0, 255).byte()
    photos = [torch.from_numpy(rng.integers(0, 256, (3, side, side + 9), dtype=np.uint8)) for side in (33, 64, 120)]
    return Data(pictures, labels, photos)


def trained(data: Data, steps: int) -> Training:
    training = Training(data, WIDTHS, 12, 0, CPU)
    for _ in range(steps):
        training.advance()
    return training


def test_it_learns(data: Data) -> None:
    training = Training(data, WIDTHS, 12, 0, CPU)
    losses = [training.advance()[0] for _ in range(12)]
    assert np.mean(losses[-3:]) < 0.8 * np.mean(losses[:3])


def test_an_interrupted_training_goes_on_as_if_it_had_not_been(data: Data, tmp_path: Path) -> None:
    whole = trained(data, 6)
    trained(data, 3).save(tmp_path / "checkpoint")
    continued = Training(data, WIDTHS, 12, 0, CPU)
    continued.restore(tmp_path / "checkpoint")
    for _ in range(3):
        continued.advance()
    assert continued.step == whole.step
    for name, tensor in whole.classifier.folded().items():
        assert torch.equal(tensor, continued.classifier.folded()[name]), name


def test_another_trainings_checkpoint_is_refused(data: Data, tmp_path: Path) -> None:
    trained(data, 1).save(tmp_path / "checkpoint")
    with pytest.raises(ValueError, match="another seed"):
        Training(data, WIDTHS, 12, 1, CPU).restore(tmp_path / "checkpoint")


def test_the_encoder_computes_what_the_classifier_did(
    data: Data, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train_encoder, "WIDTHS", WIDTHS)
    training = trained(data, 3)
    train_encoder.write(training, tmp_path / "encoder.safetensors")
    reading = fine.Reading(pooling="average", padding="zeros", normalise=True)
    encoder = Encoder.open(tmp_path / "encoder.safetensors", reading)

    picture = data.photos[1][None, :, :32, :32].float() / 255
    features = encoder.features(picture, [11])[11]
    classifier = training.classifier.eval()
    mean, std = (torch.tensor(x).view(1, 3, 1, 1) for x in (encoder.card.mean, encoder.card.std))
    expected = classifier((picture - mean) / std)[:, : WIDTHS[-1]]
    torch.testing.assert_close(functional.adaptive_avg_pool2d(features, 1)[..., 0, 0], expected, atol=5e-3, rtol=5e-3)


def test_jitter_keeps_shape_and_depends_on_the_generator_alone(data: Data) -> None:
    pictures = data.pictures[:5].float() / 255
    first, again, other = (train_encoder.jitter(pictures, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert first.shape == pictures.shape
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_archives_are_read_class_by_folder(tmp_path: Path) -> None:
    for name, members in {"cifar": ["cat/1.png", "cat/2.png", "dog/1.png"], "photos": ["a.png"]}.items():
        with zipfile.ZipFile(tmp_path / f"{name}.zip", "w") as archive:
            for number, member in enumerate(members):
                buffer = io.BytesIO()
                Image.new("RGB", (32, 32), (number, 0, 0)).save(buffer, "PNG")
                archive.writestr(member, buffer.getvalue())
    data = train_encoder.read_data(tmp_path / "cifar.zip", tmp_path / "photos.zip")
    assert data.labels.tolist() == [0, 0, 1]
    assert data.pictures[:, 0, 0, 0].tolist() == [0, 1, 2]
    assert len(data.photos) == 1


def test_missing_data_is_one_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tools.train_encoder", "--cifar", str(tmp_path / "none.zip")]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    assert ran.stderr.strip().splitlines() == [
        f"error: {tmp_path}/none.zip: no such file; --cifar and --photos say where the data is"
    ]
