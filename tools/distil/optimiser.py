"""How the student learns: its kernels by Muon, all else by Adam.

Muon (Jordan et al., 2024) makes every direction of a kernel's step equally long, where Adam's follow the few in which
the gradient is strong. docs/compact-encoder.md has what both gave. Steps are scaled to Adam's size (Liu et al., 2025).
"""

from typing import Any

import torch
from torch import Tensor, nn

from tools.distil.student import Student

BETAS = 0.9, 0.99
CLIP = 1.0
"""The greatest norm of the gradients that Adam follows."""
DEEP, DEEP_RATE = 8, 0.5
"""Convolutions from conv4_1 on take shorter steps: a crop has few positions that they could learn from."""


class Optimiser:
    """Moves a student's parameters in place."""

    def __init__(self, student: Student) -> None:
        self._kernels = [convolution.weight for convolution in student.convolutions][1:]
        matrices = [nn.Parameter(kernel.detach().view(len(kernel), -1)) for kernel in self._kernels]  # the same memory
        self._matrices = matrices
        groups = [{"params": matrices[: DEEP - 1], "share": 1.0}, {"params": matrices[DEEP - 1 :], "share": DEEP_RATE}]
        self._muon = torch.optim.Muon(groups, weight_decay=0.0, adjust_lr_fn="match_rms_adamw")
        by_muon = set(map(id, self._kernels))
        self._others: list[Tensor] = [one for one in student.parameters() if id(one) not in by_muon]
        self._adam = torch.optim.Adam(self._others, betas=BETAS)

    def step(self, rate: float) -> None:
        """One step against the gradients that the parameters have."""
        for matrix, kernel in zip(self._matrices, self._kernels, strict=True):
            matrix.grad = None if kernel.grad is None else kernel.grad.flatten(1)
        torch.nn.utils.clip_grad_norm_(self._others, CLIP)
        for optimiser in (self._muon, self._adam):
            for group in optimiser.param_groups:
                group["lr"] = group.get("share", 1.0) * rate
            optimiser.step()

    def state(self) -> dict[str, Any]:
        """All that the next step depends on, but the parameters."""
        return {"muon": self._muon.state_dict(), "adam": self._adam.state_dict()}

    def restore(self, state: dict[str, Any]) -> None:
        """Goes on from a ``state``."""
        self._muon.load_state_dict(state["muon"])
        self._adam.load_state_dict(state["adam"])
