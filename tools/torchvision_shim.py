"""Lets a torchvision from PyPI be imported beside a CPU-only PyTorch.

PyPI's torchvision has its C++ operators built against CUDA's PyTorch. Beside a CPU-only one they aren't loaded, and
the import fails where it describes operators that don't exist: first ``nms``, then ``qnms``. Models and transforms
need neither, so both are declared, without an implementation, before torchvision looks for them.
"""

from functools import cache

import torch


@cache  # which keeps the library alive, and with it the declarations
def declare() -> torch.library.Library:
    """Declares the operators that are missing; call it before importing torchvision."""
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        if not hasattr(torch.ops.torchvision, name):
            library.define(f"{name}(Tensor dets, Tensor scores, float iou_threshold) -> Tensor")
    return library
