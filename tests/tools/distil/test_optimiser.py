"""What moves a student's parameters."""

import torch

from effects.features.weights_metadata import CONVOLUTIONS
from tools.distil.optimiser import DEEP, DEEP_RATE, Optimiser
from tools.distil.student import Student


def student() -> Student:
    torch.manual_seed(0)
    return Student((8,) * len(CONVOLUTIONS), (4,) * 5)


def moved(rate: float) -> list[float]:
    """How far the kernels of a student go in one step against random gradients, root mean square."""
    one, chance = student(), torch.Generator().manual_seed(1)
    before = [convolution.weight.detach().clone() for convolution in one.convolutions]
    for parameter in one.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=chance)
    Optimiser(one).step(rate)
    pairs = zip(before, one.convolutions, strict=True)
    return [(convolution.weight - kernel).detach().square().mean().sqrt().item() for kernel, convolution in pairs]


def test_every_kernel_moves_about_as_far_as_adam_would_move_it() -> None:
    found = moved(1e-2)
    # Muon's steps have Adam's usual length, 0.2 of the rate; the first layer's are Adam's first, the rate itself.
    assert 0.9e-2 < found[0] < 1.1e-2
    assert all(0.1e-2 < far < 0.3e-2 for far in found[1:DEEP])


def test_deep_kernels_move_less() -> None:
    found = moved(1e-2)
    assert sum(found[DEEP:]) / len(found[DEEP:]) < 1.2 * DEEP_RATE * sum(found[1:DEEP]) / len(found[1:DEEP])


def test_all_directions_of_a_kernel_move_alike() -> None:
    """Also where the gradient has hardly more than one."""
    one, chance = student(), torch.Generator().manual_seed(1)
    before = one.convolutions[3].weight.detach().clone()
    for parameter in one.parameters():
        parameter.grad = torch.randn(parameter.shape, generator=chance)
    strong = torch.randn(8, 1, generator=chance) @ torch.randn(1, 72, generator=chance)
    one.convolutions[3].weight.grad = (100 * strong + torch.randn(8, 72, generator=chance)).view(8, 8, 3, 3)
    Optimiser(one).step(1e-2)
    singular = torch.linalg.svdvals((one.convolutions[3].weight.detach() - before).flatten(1))
    assert singular.max() < 4 * singular.min()
