"""The judge's figures, on pictures whose answer is known."""

import torch
from PIL import Image

from core.nst.card import Card, shapes
from core.nst.encoder import Encoder, Reading
from core.nst.tensors import to_image
from tools import judge
from tools.judge import Painting, Pair

WIDTHS = (4, 4, 6, 6, 8)


def encoder() -> Encoder:
    generator = torch.Generator().manual_seed(0)
    weights = {name: torch.randn(shape, generator=generator) * 0.2 for name, shape in shapes(WIDTHS).items()}
    card = Card(name="random", licence="MIT", trained_on="nothing", widths=WIDTHS, taps=(1, 6, 11))
    return Encoder(card, weights, Reading(pooling="max", padding="zeros"))


def noise(seed: int) -> Image.Image:
    return to_image(torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(seed)))


def painting(style: float, content: float) -> Painting:
    return Painting(noise(0), [style] * 3, content)


def test_a_picture_is_no_distance_from_itself_and_some_from_another() -> None:
    same = judge.assess(encoder(), noise(1), noise(1), noise(1))
    assert same.style == [0, 0, 0]
    assert same.content == 0
    other = judge.assess(encoder(), noise(1).resize((64, 64)).rotate(90).point(lambda v: v // 2), noise(1), noise(1))
    assert min(other.style) > 0
    assert other.content > 0


def test_the_reference_closes_all_the_photo_none_and_half_way_half() -> None:
    reference, photo, half = painting(0.2, 0.5), painting(1.0, 0.0), painting(0.6, 0.75)
    for candidate, share in ((reference, 1.0), (photo, 0.0), (half, 0.5)):
        pair = Pair(photo, noise(2), reference, candidate)
        assert abs(pair.closed(0) - share) < 1e-9
        figures = judge.figures([pair, pair])
        assert abs(figures["mean"] - share) < 1e-9
        assert figures["content"] == candidate.content / reference.content


def test_the_grid_figure_finds_a_weave() -> None:
    plain = noise(3).resize((256, 256), Image.Resampling.BICUBIC)
    woven = plain.copy()
    for x in range(0, 256, 8):
        woven.paste(woven.crop((x, 0, x + 1, 256)).point(lambda v: v + 25), (x, 0))
    assert judge.grid(woven) > 4 * judge.grid(plain)


def test_the_sheet_shows_four_pictures_a_pair() -> None:
    pair = Pair(painting(1, 0), noise(2), painting(0.2, 0.5), painting(0.4, 0.5))
    assert judge.draw_sheet([pair] * 3, 64).size == (8 * 72 + 24, 2 * 72)
