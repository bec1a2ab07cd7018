"""Enlargement: sharper than Lanczos, nearer to the small picture, without halos, and in tiles that nobody sees."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from atelier_bot import Model, Rejected
from effects.enlarge import enlarge as module
from effects.enlarge.effect import Enlarge, EnlargeOptions
from effects.enlarge.enlarge import MAX_FACTOR, enlarge, passes
from effects.enlarge.tile import enlarge_tile
from tests.conftest import picture
from tests.effects.recorded import RecordedReport
from tools.enlargement import GALLERY, measured


def cut(name: str) -> Image.Image:
    """A part of a painting of the style gallery."""
    with Image.open(GALLERY / f"{name}.jpg") as file:
        return file.convert("RGB").crop((200, 240, 520, 480))


def run(given: Image.Image, **values: object) -> Image.Image:
    options = EnlargeOptions.model_validate(values)
    return Enlarge(Model(), Path()).run({"picture": given}, options, RecordedReport())


@pytest.mark.parametrize("name", ["oil", "woodcut", "waves"])
@pytest.mark.parametrize(("factor", "sharper"), [(2, 1.1), (4, 1.4)])
def test_edges_are_sharper_than_lanczos_and_nothing_is_lost(name: str, factor: int, sharper: float) -> None:
    lanczos, ours = measured(cut(name), factor)
    assert ours.sharpness > sharper * lanczos.sharpness
    assert ours.disagreement < lanczos.disagreement / 2
    assert ours.halo < lanczos.halo
    assert ours.psnr > lanczos.psnr - 2.5


class TestSize:
    @given(st.floats(1, 70))
    def test_passes_are_enough_and_none_is_too_large(self, scale: float) -> None:
        found = passes(scale)
        assert all(2 <= factor <= MAX_FACTOR for factor in found)
        assert np.prod(found) >= scale * (1 - 1e-9)

    @pytest.mark.parametrize(("size", "long_side"), [((100, 37), 250), ((33, 32), 1000), ((120, 90), 128)])
    def test_is_what_was_chosen(self, size: tuple[int, int], long_side: int) -> None:
        found = run(picture(*size, 0), size=long_side)
        assert max(found.size) == long_side
        assert found.width / found.height == pytest.approx(size[0] / size[1], rel=0.02)

    @pytest.mark.parametrize("side", [256, 300])
    def test_of_what_is_as_large_already_is_refused(self, side: int) -> None:
        with pytest.raises(Rejected) as caught:
            run(picture(side, 100, 0), size=256)
        assert (caught.value.slot, caught.value.text) == ("picture", "large-already")


class TestTiles:
    @pytest.mark.parametrize("factor", [2, 3])
    def test_leave_no_trace(self, factor: int, monkeypatch: pytest.MonkeyPatch) -> None:
        small = picture(90, 70, 1)
        monkeypatch.setattr(module, "TILE_SIDE", 64)
        tiled = enlarge(small, 90 * factor, 1.0, lambda _done, _seen: None)
        channels = np.moveaxis(np.asarray(small, dtype=np.float32), 2, 0)
        whole = np.moveaxis(enlarge_tile(channels, factor, 1.0, lambda _share: None), 0, 2)
        assert np.abs(np.asarray(tiled, dtype=float) - whole).max() <= 1.5

    def test_are_shown_as_they_come(self) -> None:
        seen: list[tuple[float, Image.Image]] = []
        enlarge(picture(400, 300, 0), 800, 0.75, lambda done, preview: seen.append((done, preview.copy())))
        assert [done for done, _ in seen] == sorted(done for done, _ in seen)
        assert len({preview.tobytes() for _, preview in seen}) > 1
        assert {preview.size for _, preview in seen} == {(800, 600)}


class TestSharpness:
    EDGE = Image.new("RGB", (48, 48), (30, 40, 80))
    EDGE.paste((220, 210, 190), (24, 0, 48, 48))

    def test_makes_edges_steeper(self) -> None:
        blurred = self.EDGE.filter(ImageFilter.GaussianBlur(1.5))
        rises = []
        for sharpness in (0, 0.5, 1):
            row = np.asarray(run(blurred, size=192, sharpness=sharpness).convert("L"), dtype=float)[96]
            rises.append(np.diff(row).max())
        assert rises[0] < rises[1] < rises[2]

    def test_puts_nothing_beside_an_edge(self) -> None:
        pixels = np.asarray(run(self.EDGE, size=192, sharpness=1.0))
        assert pixels.reshape(-1, 3).min(axis=0).tolist() == [30, 40, 80]
        assert pixels.reshape(-1, 3).max(axis=0).tolist() == [220, 210, 190]
