"""What doctor is told of style transfer: whether it has what it paints with."""

import os
import re
from pathlib import Path

import torch

from atelier_bot import Finding, OptionsError, Severity
from effects.features import weights
from effects.style_transfer.options import FineOptions, StyleTransferConfig

MEGABYTES = {256: 360, 512: 510, 1024: 930}
"""What painting takes at its peak with the compact encoder, measured, by long side in pixels."""
CGROUP_LIMIT = Path("/sys/fs/cgroup/memory.max")
MEMORY = Path("/proc/meminfo")


def findings(effect_config: StyleTransferConfig, folder: Path) -> list[Finding]:
    """Raises WeightsError and OptionsError, which end in what is to be done."""
    encoder = FineOptions.default_encoder if effect_config.encoder == "auto" else effect_config.encoder
    found = [
        Finding(what=f"the weights of {encoder} are whole: {weights.check(encoder, folder)}"),
        _device(effect_config),
    ]
    available = memory()
    return found if available is None else [*found, room(available)]


def _device(effect_config: StyleTransferConfig) -> Finding:
    there = torch.cuda.is_available()
    if effect_config.device == "cuda" and not there:
        raise OptionsError("PyTorch finds no GPU here", remedy="choose the device auto or cpu")
    used = (
        torch.cuda.get_device_name()
        if there and effect_config.device != "cpu"
        else f"{torch.get_num_threads()} threads"
    )
    return Finding(what=f"PyTorch {torch.__version__} paints with {used}")


def room(megabytes: int) -> Finding:
    """Whether so much memory is enough for the default size, and for which sizes it is."""
    default = FineOptions.model_validate({}).size
    enough = [size for size, needed in MEGABYTES.items() if needed <= megabytes]
    if default in enough:
        return Finding(what=f"{megabytes} MB of memory are enough for {max(enough)} px")
    sizes = f"for {max(enough)} px and no more" if enough else "for no size"
    return Finding(
        severity=Severity.WARNING,
        what=f"{megabytes} MB of memory are enough {sizes}; {default} px, the default, take {MEGABYTES[default]} MB",
        remedy="give it more memory, or have people choose smaller paintings",
    )


def memory(limit: Path = CGROUP_LIMIT, system: Path = MEMORY) -> int | None:
    """Megabytes that a painting may take: what is available, and no more than this group may have; None if unknown."""
    available = re.search(r"^MemAvailable:\s+(\d+) kB", _text(system), re.MULTILINE)
    group = _text(limit).strip()
    known = [int(available[1]) // 1000] if available else []
    known += [int(group) // 1_000_000] if group.isdecimal() else []
    return min(known, default=None)


def _text(path: Path) -> str:
    return path.read_text() if os.access(path, os.R_OK) else ""
