"""Adam (Kingma and Ba, 2014), in the few lines a picture needs.

torch.optim would import its compiler at the first step: 824 modules, 1.9 s and 77 MB more than this.
"""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor


class Adam:
    """Moves variables against their gradients, each by its own step size."""

    def __init__(
        self, variables: Sequence[Tensor], betas: tuple[float, float] = (0.9, 0.999), epsilon: float = 1e-8
    ) -> None:
        self._variables = variables
        self._betas = betas
        self._epsilon = epsilon
        self._counts = [0] * len(variables)
        self._means = [torch.zeros_like(variable) for variable in variables]
        self._squares = [torch.zeros_like(variable) for variable in variables]

    @property
    def steps(self) -> int:
        """How many steps were taken, by the variable with the most."""
        return max(self._counts)

    @torch.no_grad()
    def step(self, gradients: Mapping[int, Tensor], rates: Sequence[float]) -> None:
        """One step, in place, of the variables with these numbers; ``rates`` has a step size for every variable."""
        first, second = self._betas
        for number, gradient in gradients.items():
            mean, square = self._means[number], self._squares[number]
            mean.lerp_(gradient, 1 - first)
            square.lerp_(gradient.square(), 1 - second)
            self._counts[number] += 1
            scale = (square / (1 - second ** self._counts[number])).sqrt_().add_(self._epsilon)
            step = rates[number] / (1 - first ** self._counts[number])
            self._variables[number].addcdiv_(mean, scale, value=-step)

    def state(self) -> dict[str, Tensor]:
        """The variables and all that their next step depends on."""
        tensors = {"variable": self._variables, "mean": self._means, "square": self._squares}
        found = {f"{name}.{n}": tensor for name, several in tensors.items() for n, tensor in enumerate(several)}
        return {"counts": torch.tensor(self._counts), **found}

    def restore(self, state: Mapping[str, Tensor]) -> None:
        """Sets variables and moments to a ``state``."""
        self._counts = [int(count) for count in state["counts"]]
        for number, variable in enumerate(self._variables):
            variable.copy_(state[f"variable.{number}"])
            self._means[number].copy_(state[f"mean.{number}"])
            self._squares[number].copy_(state[f"square.{number}"])
