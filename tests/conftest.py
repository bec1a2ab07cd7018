"""What many tests need: small pictures, a small encoder, a port, and the files that only some machines have."""

import socket
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import settings
from PIL import Image

from effects.features.weights_metadata import CONVOLUTIONS, RELU_TAPS, WeightsMetadata, shapes

# Tests are slow where other work goes on; in CI hypothesis has no deadline anyway.
settings.register_profile("unhurried", parent=settings.default, deadline=None)
settings.load_profile("unhurried")

pytest_plugins = ["atelier_bot.testing.pytest_plugin"]

SHARED = Path(__file__).parents[2] / "shared"
"""Pictures, data and weights beside the repository, for tests that need the real thing."""


def shared(name: str) -> Path:
    """A file beside the repository; skips the test where it is absent."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"needs {name}, which lies beside the repository only where Atelier is developed")
    return path


def picture(width: int, height: int, seed: int) -> Image.Image:
    """A picture with large shapes and fine grain, different for each seed."""
    random = np.random.default_rng(seed)
    shapes = Image.fromarray(random.integers(0, 256, (5, 6, 3), dtype=np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    grain = random.normal(0, 12, (height, width, 3))
    return Image.fromarray((np.asarray(shapes) + grain).clip(0, 255).astype(np.uint8))


def small_weights(widths: tuple[int, ...], seed: int = 0) -> tuple[WeightsMetadata, dict[str, torch.Tensor]]:
    """An untrained encoder whose features keep their scale from layer to layer."""
    metadata = WeightsMetadata(name="small", licence="MIT", trained_on="nothing", widths=widths, taps=RELU_TAPS)
    generator = torch.Generator().manual_seed(seed)
    weights = {}
    for name, shape in shapes(widths).items():
        scale = (2 / (9 * shape[1])) ** 0.5 if len(shape) == 4 else 0.1
        weights[name] = torch.randn(shape, generator=generator) * scale
    return metadata, weights


SMALL = (8,) * len(CONVOLUTIONS)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Tests run side by side, so each keeps to one core."""
    torch.set_num_threads(1)


@pytest.fixture
def unused_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
