"""In the child, a job becomes a run of its effect."""

import io
from collections.abc import Mapping

import pytest
from PIL import Image

from core.imaging.side_by_side import GAP
from core.jobs.effect_run import ChannelReport, EffectRun
from core.jobs.work import Failure
from core.plugins.effect import Cancelled, Report
from tests.conftest import picture
from tests.core.dialogue.harness import Blend, Tint
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


class Drawing(Blend):
    """An effect that draws on what it is given: white on black gets lighter with each run."""

    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        for step in range(3):
            report(step / 2, inputs["content"])
            report.checkpoint(b"so far")
        assert report.resume is None
        content = inputs["content"]
        content.paste(content.point(lambda value: value + round(100 * options.strength)))
        return content.resize((400, 320))


class TestVariants:
    LIGHTER_AND_BOLDER = {"strength": 0.1}, {"strength": 1.0}

    def run(self, channel: RecordingChannel) -> Image.Image:
        files = {"content": dark(), "style": dark()}
        sheet = EffectRun(Drawing, {"strength": 0.5}, self.LIGHTER_AND_BOLDER)(files, channel)
        return Image.open(io.BytesIO(sheet), formats=["PNG"])

    def test_each_is_made_of_the_same_pictures_and_they_are_side_by_side(self) -> None:
        sheet = self.run(RecordingChannel())
        assert sheet.size == (800 + GAP, 320)
        assert [sheet.getpixel((x, 100)) for x in (100, 100 + 400 + GAP)] == [(10, 10, 10), (100, 100, 100)]

    def test_progress_is_that_of_all_of_them_without_previews_and_checkpoints(self) -> None:
        channel = RecordingChannel(resume=b"of another attempt")
        self.run(channel)
        fractions = [fraction for fraction, _ in channel.told]
        assert fractions == sorted(fractions)
        assert (fractions[0], fractions[-1] >= 0.5) == (0.0, True)
        assert {preview for _, preview in channel.told} == {None}
        assert channel.states == []

    def test_they_stop_where_they_are_not_wanted(self) -> None:
        channel = RecordingChannel()
        channel.unwanted = True
        with pytest.raises(Cancelled):
            self.run(channel)

    @pytest.mark.parametrize("values", [{"strength": 7}, {"unknown": 1}])
    def test_options_out_of_range_are_refused_before_anything_is_made(self, values: dict[str, float]) -> None:
        channel = RecordingChannel()
        with pytest.raises(Failure) as failure:
            EffectRun(Drawing, {}, [{}, values])({"content": dark(), "style": dark()}, channel)
        assert failure.value.reason == "options"
        assert channel.told == []


def dark() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 32)).save(out, "PNG")
    return out.getvalue()
