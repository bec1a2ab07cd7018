"""In the child, a job becomes a run of its effect."""

import io

import pytest
from PIL import Image

from core.jobs.effect_run import ChannelReport, EffectRun
from core.jobs.work import Failure
from core.plugins.effect import Cancelled
from tests.conftest import picture
from tests.core.dialogue.harness import Blend
from tests.core.jobs.harness import png


class RecordingChannel:
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
    channel = RecordingChannel()
    painted = EffectRun(Blend, {"strength": 1.0})({"content": png(), "style": out.getvalue()}, channel)
    image = Image.open(io.BytesIO(painted), formats=["PNG"])
    assert (image.size, image.getpixel((5, 5))) == ((40, 32), (255, 255, 255))
    assert channel.states == [b"0", b"1", b"2", b"3"]


def test_a_picture_that_will_not_do_is_named() -> None:
    with pytest.raises(Failure) as failure:
        EffectRun(Blend, {})({"content": png(), "style": png(8, 8)}, RecordingChannel())
    assert failure.value.reason == "style:too_small"


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(Failure) as failure:
        EffectRun(Blend, {"strength": 7})({"content": png(), "style": png()}, RecordingChannel())
    assert failure.value.reason == "options"


def test_progress_is_passed_on_ten_times_a_second_and_previews_twice() -> None:
    channel, now = RecordingChannel(), [0.0]
    report = ChannelReport(channel, None, clock=lambda: now[0])
    for step in range(100):
        now[0] = step / 50
        report(step / 100, picture(40, 30, 1))
    assert [preview is not None for _, preview in channel.told].count(True) == 4
    assert 15 <= len(channel.told) <= 21
    assert channel.told[0] == (0.0, channel.told[0][1])


def test_previews_are_small_jpegs() -> None:
    channel = RecordingChannel()
    ChannelReport(channel, None, clock=lambda: 0.0)(0.5, picture(1000, 500, 1))
    preview = channel.told[0][1]
    assert preview is not None
    assert Image.open(io.BytesIO(preview), formats=["JPEG"]).size == (512, 256)


def test_every_report_may_be_the_last() -> None:
    channel = RecordingChannel()
    report = ChannelReport(channel, None, clock=lambda: 0.0)
    report(0.1)
    channel.unwanted = True
    with pytest.raises(Cancelled):
        report(0.2)
