"""Each figure rises for its own fault and hardly for the others."""

from collections.abc import Callable
from dataclasses import asdict

import pytest
import torch
from torch import Tensor

from effects.features.tensors import to_image
from tests.tools.judge.harness import SIDE, grid, landscape, noise, ridge_distance
from tools.judge import artefacts
from tools.judge.artefacts import Artefacts

PHOTO = landscape(sky=(0.55, 0.65, 0.8), hill=(0.2, 0.25, 0.15))
STYLE = landscape(sky=(0.8, 0.6, 0.35), hill=(0.25, 0.15, 0.1))
CLEAN = (PHOTO + STYLE) / 2
NO_BRIGHTNESS = torch.tensor([1.0, -0.509, 0.0]).view(1, 3, 1, 1)
"""A direction of colours in which brightness doesn't change."""


def crosshatch(picture: Tensor) -> Tensor:
    across, down = grid()
    lines = torch.cos(torch.pi * (across + down) * 2 / 3) + torch.cos(torch.pi * (across - down) * 2 / 3)
    return picture + 5 / 255 * lines


def stripes(picture: Tensor) -> Tensor:
    across, _ = grid()
    return picture + 5 / 255 * (1 - 2 * (across % 2))


def chroma_dots(picture: Tensor) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return picture + 0.06 * torch.randn(1, 1, SIDE, SIDE, generator=generator) * NO_BRIGHTNESS


def rainbow(picture: Tensor) -> Tensor:
    across, down = grid()
    angle = 2 * torch.pi * (across + down) / SIDE
    other = torch.tensor([0.0, -0.194, 1.0]).view(1, 3, 1, 1)
    return picture + 0.08 * (torch.cos(angle) * NO_BRIGHTNESS + torch.sin(angle) * other)


def halo(picture: Tensor) -> Tensor:
    inside = ridge_distance()
    rim = torch.exp(-((inside.abs() - 3) ** 2) / 4) * inside.sign()
    return picture - 0.08 * rim


FAULTS: dict[Callable[[Tensor], Tensor], str] = {
    crosshatch: "hatching",
    stripes: "hatching",
    chroma_dots: "dots",
    rainbow: "rainbows",
    halo: "halos",
}


def find(picture: Tensor) -> Artefacts:
    return artefacts.find(*(to_image(x) for x in (picture, PHOTO, STYLE)))


def test_a_clean_painting_has_no_fault() -> None:
    assert max(asdict(find(CLEAN)).values()) < 0.5


@pytest.mark.parametrize(("spoil", "name"), FAULTS.items(), ids=lambda fault: getattr(fault, "__name__", fault))
def test_a_figure_rises_for_its_own_fault_only(spoil: Callable[[Tensor], Tensor], name: str) -> None:
    found = asdict(find(spoil(CLEAN)))
    own = found.pop(name)
    assert own > 2
    assert max(found.values()) < own / 4


def test_a_figure_grows_with_its_fault() -> None:
    for spoil, name in FAULTS.items():
        none, half, whole = (getattr(find(CLEAN + share * (spoil(CLEAN) - CLEAN)), name) for share in (0, 0.5, 1))
        assert none < half
        assert 1.5 * half < whole


def test_strokes_and_grain_are_no_hatching() -> None:
    across, down = grid()
    strokes = 0.1 * torch.tanh(4 * torch.sin(2 * torch.pi * (across + 2 * down) / 17))
    grain = 0.02 * torch.randn(1, 1, SIDE, SIDE, generator=torch.Generator().manual_seed(1))
    assert find(CLEAN + strokes).hatching < 1
    assert find(CLEAN + grain).hatching < 1


def test_coloured_strokes_are_no_dots() -> None:
    across, down = grid()
    strokes = torch.sin(2 * torch.pi * (across + 2 * down) / 9) * torch.tensor([0.1, 0.05, -0.05]).view(1, 3, 1, 1)
    assert find(CLEAN + strokes).dots < 1


def test_the_styles_own_colours_and_any_mixture_are_no_rainbow() -> None:
    across, _ = grid()
    assert find(PHOTO + (STYLE - PHOTO) * across / SIDE).rainbows < 0.5


def test_pictures_without_an_edge_or_of_one_window_have_figures() -> None:
    even = torch.full((1, 3, SIDE, SIDE), 0.5)
    assert max(asdict(artefacts.find(*(to_image(even) for _ in range(3)))).values()) < 1e-6
    assert artefacts.find(*(noise(seed, 16, 16) for seed in range(3))).halos == 0


def test_what_is_beyond_is_counted_from_the_greatest_of_the_others() -> None:
    own, one, other = Artefacts(3, 3, 3, 3), Artefacts(1, 0, 2, 4), Artefacts(2, 1, 0, 0)
    assert own.beyond(one, other) == Artefacts(1, 2, 1, 0)
    assert one.lesser(other) == Artefacts(1, 0, 0, 0)
