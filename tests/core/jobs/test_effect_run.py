"""In the child, a job becomes a run of its effect."""

import io

import pytest
from PIL import Image

from core.jobs.painting import LineReport, Painting
from core.jobs.task import Failure
from core.plugins.effect import Cancelled
from tests.conftest import picture
from tests.core.conversation.talk import Blend
from tests.core.jobs.hall import png


class Ear:
    """A line that keeps what it is told."""

    def __init__(self, resume: bytes | None = None) -> None:
        self.resume = resume
        self.told: list[tuple[float, bytes | None]] = []
        self.states: list[bytes] = []
        self.unwanted = False

    def check(self) -> None:
        if self.unwanted:
            raise Cancelled

    def progress(self, fraction: float, preview: bytes | None = None) -> None:
        self.told.append((fraction, preview))

    def checkpoint(self, state: bytes) -> None:
        self.states.append(state)


def test_it_runs_the_effect_with_its_options_and_returns_a_png() -> None:
    out = io.BytesIO()
    Image.new("RGB", (40, 32), "white").save(out, "PNG")
    ear = Ear()
    painted = Painting(Blend, {"strength": 1.0})({"content": png(), "style": out.getvalue()}, ear)
    image = Image.open(io.BytesIO(painted), formats=["PNG"])
    assert (image.size, image.getpixel((5, 5))) == ((40, 32), (255, 255, 255))
    assert ear.states == [b"0", b"1", b"2", b"3"]


def test_a_picture_that_will_not_do_is_named() -> None:
    with pytest.raises(Failure) as failure:
        Painting(Blend, {})({"content": png(), "style": png(8, 8)}, Ear())
    assert failure.value.reason == "style:too_small"


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(Failure) as failure:
        Painting(Blend, {"strength": 7})({"content": png(), "style": png()}, Ear())
    assert failure.value.reason == "options"


def test_progress_is_passed_on_ten_times_a_second_and_previews_twice() -> None:
    ear, now = Ear(), [0.0]
    report = LineReport(ear, None, clock=lambda: now[0])
    for step in range(100):
        now[0] = step / 50
        report(step / 100, picture(40, 30, 1))
    assert [preview is not None for _, preview in ear.told].count(True) == 4
    assert 15 <= len(ear.told) <= 21
    assert ear.told[0] == (0.0, ear.told[0][1])


def test_previews_are_small_jpegs() -> None:
    ear = Ear()
    LineReport(ear, None, clock=lambda: 0.0)(0.5, picture(1000, 500, 1))
    preview = ear.told[0][1]
    assert preview is not None
    assert Image.open(io.BytesIO(preview), formats=["JPEG"]).size == (512, 256)


def test_every_report_may_be_the_last() -> None:
    ear = Ear()
    report = LineReport(ear, None, clock=lambda: 0.0)
    report(0.1)
    ear.unwanted = True
    with pytest.raises(Cancelled):
        report(0.2)
