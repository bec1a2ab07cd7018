"""The variables of the environment that a child gets: those it needs to find its modules, its libraries and its GPU.

Whoever gets into a child by a hostile picture finds no token there, under whatever name an operator keeps it.
"""

import os
import re
import sys
from collections.abc import Mapping
from pathlib import Path

from core.jobs.threads import openmp

NAMES = frozenset(
    ["PATH", "HOME", "USER", "LOGNAME", "LANG", "LANGUAGE", "TZ", "TMPDIR", "XDG_CACHE_HOME", "VIRTUAL_ENV"]
    + ["LD_LIBRARY_PATH", "LD_PRELOAD", "GLIBC_TUNABLES"]
    + [f"PYTHON{name}" for name in ("HOME", "UTF8", "IOENCODING", "HASHSEED", "DONTWRITEBYTECODE", "PYCACHEPREFIX")]
    + [f"PYTHON{name}" for name in ("WARNINGS", "MALLOC", "FAULTHANDLER")]
)
PREFIXES = (
    *("LC_", "DYLD_", "MALLOC_"),
    *("OMP_", "GOMP_", "KMP_", "MKL_", "OPENBLAS_", "DNNL_", "ONEDNN_", "ATEN_", "TORCH_", "PYTORCH_"),
    *("CUDA_", "CUBLAS_", "CUDNN_", "NVIDIA_", "HIP_", "HSA_", "ROCR_"),
)
"""What the parts of PyTorch and the drivers of GPUs begin theirs with."""
SECRET = re.compile(r"TOKEN|SECRET|PASSW|CREDENTIAL|KEY", re.IGNORECASE)
"""What a variable is called that none of these parts has a use for."""


def child_environment(environment: Mapping[str, str], more: Mapping[str, str]) -> dict[str, str]:
    """Of an ``environment`` what a child gets, ``more`` with it, and this process's modules and PyTorch's threads.

    The child finds the same modules wherever this process was started.
    """
    kept = {name: value for name, value in environment.items() if is_needed(name)} | dict(more)
    path = os.pathsep.join(str(Path(entry).absolute()) for entry in sys.path)
    return {**kept, **openmp(kept), "PYTHONPATH": path}


def is_needed(name: str) -> bool:
    """Whether a child gets the variable of this name without being told to."""
    return name in NAMES or (name.startswith(PREFIXES) and not SECRET.search(name))
