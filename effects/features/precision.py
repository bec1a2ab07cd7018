"""In which precision convolutions run: in bf16 where one of them, measured on this machine, is faster in it.

What the processor says of itself isn't enough: with AVX-512's bf16 some are twice as fast in it, others slower.
"""

import json
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import torch
from torch.nn import functional

from atelier_bot import Clock

CACHE = "precision.json"
GAIN = 1.2
"""How many times as fast bf16 has to be to be worth its rounding."""
ROUNDS = 6


def choose(device: torch.device, folder: Path, clock: Clock = time.perf_counter) -> torch.dtype:
    """bf16 or fp32, as measured on this machine once; ``folder``, if it is there, remembers it."""
    if device.type == "cuda":
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float32
    machine = _machine()
    known = _known(folder / CACHE)
    if machine not in known:
        known[machine] = "bf16" if gain(clock) >= GAIN else "fp32"
        _remember(folder / CACHE, known)
    return torch.bfloat16 if known[machine] == "bf16" else torch.float32


def gain(clock: Clock) -> float:
    """How many times as fast as in fp32 a convolution is in bf16: of each the fastest of some rounds, taken in turn."""
    fastest = {torch.float32: float("inf"), torch.bfloat16: float("inf")}
    work = {dtype: _convolution(dtype) for dtype in fastest}
    for _ in range(ROUNDS):
        for dtype, convolve in work.items():
            begin = clock()
            convolve()
            fastest[dtype] = min(fastest[dtype], clock() - begin)
    return fastest[torch.float32] / fastest[torch.bfloat16]


def _convolution(dtype: torch.dtype) -> Callable[[], object]:
    x = torch.ones(1, 64, 64, 64, dtype=dtype).contiguous(memory_format=torch.channels_last)
    kernel = torch.ones(64, 64, 3, 3, dtype=dtype).contiguous(memory_format=torch.channels_last)
    return lambda: functional.conv2d(x, kernel, padding=1)


def _machine() -> str:
    """What decides: the processor's abilities, PyTorch's version, how many threads there are."""
    abilities = sorted(name for name, has in torch.cpu.get_capabilities().items() if has is True)
    return f"torch {torch.__version__}, {torch.get_num_threads()} threads, {' '.join(abilities)}"


def _known(path: Path) -> dict[str, str]:
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}  # not there yet, or no more than a measurement lost
    return known if isinstance(known, dict) else {}


def _remember(path: Path, known: dict[str, str]) -> None:
    try:
        with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            file.write(json.dumps(known, indent=2) + "\n")
        Path(file.name).replace(path)
    except OSError:
        return  # a folder that isn't there or can't be written to costs a measurement each time
