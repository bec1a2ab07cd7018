"""Our Adam takes PyTorch's steps."""

import pytest
import torch

from effects.style_transfer.adam import Adam


@pytest.mark.parametrize("betas", [(0.9, 0.999), (0.8, 0.95)])
def test_it_agrees_with_pytorch(betas: tuple[float, float]) -> None:
    generator = torch.Generator().manual_seed(0)
    start = torch.randn(5, 7, generator=generator)
    theirs = start.clone().requires_grad_()
    reference = torch.optim.Adam([theirs], lr=0.03, betas=betas)
    ours = start.clone()
    adam = Adam([ours], betas)
    for _ in range(20):
        gradient = torch.randn(5, 7, generator=generator)
        theirs.grad = gradient
        reference.step()
        adam.step({0: gradient}, [0.03])
    torch.testing.assert_close(ours, theirs.detach())
    assert adam.steps == 20


def test_a_variable_that_joins_late_has_its_own_count() -> None:
    early, late = torch.zeros(3), torch.zeros(3)
    adam = Adam([late, early])
    for _ in range(5):
        adam.step({1: torch.ones(3)}, [0.1, 0.1])
    assert torch.equal(late, torch.zeros(3))
    adam.step({0: torch.ones(3), 1: torch.ones(3)}, [0.1, 0.2])
    # The first step is the whole rate, whatever the gradient.
    torch.testing.assert_close(late, torch.full((3,), -0.1))
    torch.testing.assert_close(early, torch.full((3,), -0.7))


def test_a_restored_state_goes_on_to_the_same_place() -> None:
    generator = torch.Generator().manual_seed(1)
    gradients = [torch.randn(4, generator=generator) for _ in range(10)]
    straight = torch.zeros(4)
    adam = Adam([straight])
    for gradient in gradients[:5]:
        adam.step({0: gradient}, [0.1])
    state = {name: tensor.clone() for name, tensor in adam.state().items()}
    resumed = torch.zeros(4)
    other = Adam([resumed])
    other.restore(state)
    for gradient in gradients[5:]:
        adam.step({0: gradient}, [0.1])
        other.step({0: gradient}, [0.1])
    assert torch.equal(straight, resumed)
    assert other.steps == adam.steps == 10
