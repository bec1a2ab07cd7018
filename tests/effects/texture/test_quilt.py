"""A square of patches: whole, without a seam where none is wanted, and the same after an interruption."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from atelier_bot import CheckpointError, Model
from effects.texture.effect import Texture, TextureOptions, source_side
from effects.texture.quilt import Layout
from tests.conftest import picture
from tests.effects.recorded import RecordedReport

PEBBLES = picture(160, 120, 3)


def run(report: RecordedReport, source: Image.Image = PEBBLES, **values: object) -> Image.Image:
    options = TextureOptions.model_validate({"size": 192, **values})
    return Texture(Model(), Path()).run({"picture": source}, options, report)


def jumps(image: Image.Image) -> tuple[float, float]:
    """How different neighbouring columns are within a picture, and its last and its first one."""
    pixels = np.asarray(image, dtype=float)
    return float(np.abs(np.diff(pixels, axis=1)).mean()), float(np.abs(pixels[:, -1] - pixels[:, 0]).mean())


class TestLayout:
    @given(st.integers(64, 700), st.integers(8, 30), st.booleans())
    def test_covers_every_pixel_with_overlaps(self, size: int, side: int, tileable: bool) -> None:
        layout = Layout(size, side, tileable)
        times = np.zeros((size, size), dtype=int)
        for place in layout.places():
            times[layout.pixels(place)] += 1
        assert times.min() >= 1
        assert times[side // 2].max() >= 2

    @given(st.integers(64, 700), st.integers(8, 30))
    def test_leaves_nothing_over_the_border_unless_it_is_tileable(self, size: int, side: int) -> None:
        assert max(max(place) for place in Layout(size, side, tileable=False).places()) == size - side
        assert max(max(place) for place in Layout(size, side, tileable=True).places()) > size - side


class TestTexture:
    def test_is_a_square_of_the_size(self) -> None:
        assert run(RecordedReport(), size=200).size == (200, 200)

    def test_has_the_colours_of_its_picture(self) -> None:
        two = Image.new("RGB", (80, 80), (200, 40, 40))
        two.paste((40, 40, 200), (0, 0, 80, 37))
        pixels = np.asarray(run(RecordedReport(), two)).reshape(-1, 3)
        assert set(map(tuple, pixels[:, 1:2].tolist())) == {(40,)}
        assert {200, 40} <= set(pixels[:, 0].tolist())

    def test_goes_on_at_its_other_end_where_it_is_tileable(self) -> None:
        inside, across = jumps(run(RecordedReport(), tileable=True))
        assert across < 2 * inside
        inside, across = jumps(run(RecordedReport(), tileable=False))
        assert across > 2 * inside

    def test_is_another_one_by_another_seed(self) -> None:
        assert run(RecordedReport(), seed=1).tobytes() != run(RecordedReport(), seed=2).tobytes()

    def test_is_shown_row_by_row(self) -> None:
        report = RecordedReport()
        run(report)
        assert len(report.previews) == len(report.states) > 3
        assert {preview.size for preview in report.previews} == {(192, 192)}

    def test_shows_its_picture_four_times(self) -> None:
        assert source_side(picture(900, 500, 0), 512) == 256
        assert source_side(picture(200, 100, 0), 512) == 200
        assert source_side(picture(640, 32, 0), 128) == 640


class TestResume:
    @pytest.mark.parametrize("number", [0, 2, -1])
    def test_gives_what_no_interruption_had_given(self, number: int) -> None:
        whole = RecordedReport()
        wanted = run(whole)
        resumed = RecordedReport(resume=whole.states[number])
        assert run(resumed).tobytes() == wanted.tobytes()
        assert resumed.states == whole.states[number:][1:]

    @pytest.mark.parametrize("state", [b"", b"{}", b"\xff", b'{"work": "another", "places": []}'])
    def test_of_what_is_damaged_or_anothers_is_refused(self, state: bytes) -> None:
        with pytest.raises(CheckpointError):
            run(RecordedReport(resume=state))

    def test_of_other_options_is_refused(self) -> None:
        whole = RecordedReport()
        run(whole)
        with pytest.raises(CheckpointError):
            run(RecordedReport(resume=whole.states[0]), seed=1)
