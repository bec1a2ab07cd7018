"""One call makes a painting, can be watched, stopped and continued, and repeats itself to the byte."""

from collections.abc import Iterator
from itertools import count, pairwise
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import save_file

from core.model.clock import Clock
from core.plugins.errors import CheckpointError, OptionsError
from effects.features.encoder import Encoder
from effects.style_transfer import classic, colours, fine
from effects.style_transfer.options import ClassicOptions, FineOptions, StyleTransferConfig
from effects.style_transfer.recipe import WeightedStyle
from effects.style_transfer.stylize import open_encoder, stylize
from tests.conftest import SMALL, picture, small_weights

CONTENT, STYLE = picture(96, 64, 0), picture(64, 64, 1)
STYLES = [WeightedStyle(STYLE)]
FINE, CLASSIC = FineOptions(size=64), ClassicOptions(size=64)
BOTH = pytest.mark.parametrize("options", [FINE, CLASSIC], ids=["fine", "classic"])


def encoder_for(options: FineOptions | ClassicOptions) -> Encoder:
    return Encoder(*small_weights(SMALL), fine.FEATURES if isinstance(options, FineOptions) else classic.FEATURES)


def ignore(_fraction: float, _preview: Image.Image | None) -> None:
    """A report that nobody reads."""


def ticking(seconds: float) -> Clock:
    """A clock that goes on by so much each time it is read."""
    times: Iterator[float] = (seconds * n for n in count())
    return lambda: next(times)


@BOTH
def test_the_same_call_gives_the_same_bytes(options: FineOptions | ClassicOptions) -> None:
    paintings = [stylize(CONTENT, STYLES, options, ignore, encoder=encoder_for(options)) for _ in range(2)]
    assert paintings[0].tobytes() == paintings[1].tobytes()


def test_another_seed_gives_another_painting() -> None:
    paintings = [
        stylize(CONTENT, STYLES, FineOptions(size=64, seed=seed), ignore, encoder=encoder_for(FINE)) for seed in (0, 1)
    ]
    assert paintings[0].tobytes() != paintings[1].tobytes()


class TestReports:
    @BOTH
    def test_they_rise_to_1(self, options: FineOptions | ClassicOptions) -> None:
        fractions: list[float] = []
        stylize(CONTENT, STYLES, options, lambda fraction, _: fractions.append(fraction), encoder=encoder_for(options))
        assert fractions == sorted(fractions)
        assert fractions[-1] == pytest.approx(1)
        assert len(set(fractions) - {0.0}) == (fine.STEPS[0] if isinstance(options, FineOptions) else 50)

    @BOTH
    def test_they_come_within_steps_too_when_layers_are_slow(self, options: FineOptions | ClassicOptions) -> None:
        """On a machine where each layer takes 0.2 s, each is reported, so there are 5 a second."""
        reports: list[float] = []
        stylize(
            CONTENT,
            STYLES,
            options,
            lambda fraction, _: reports.append(fraction),
            encoder=encoder_for(options),
            clock=ticking(0.1),  # read by the heartbeat once a layer, and by the rest less often
        )
        steps, layers = (fine.STEPS[0], 26) if options is FINE else (50, 29)
        assert len(reports) > steps * 2 * layers / 2

    def test_previews_come_no_oftener_than_asked(self) -> None:
        times: list[float] = []
        clock = ticking(0.01)
        latest = [0.0]

        def read() -> float:
            latest[0] = clock()
            return latest[0]

        def report(_fraction: float, preview: Image.Image | None) -> None:
            if preview is not None:
                assert preview.size == (64, 43)
                times.append(latest[0])

        stylize(CONTENT, STYLES, FINE, report, encoder=encoder_for(FINE), preview_every=2.0, clock=read)
        assert len(times) >= 3
        assert all(later - earlier >= 2.0 for earlier, later in pairwise(times))

    @pytest.mark.parametrize("tick", [0.0, 0.1])
    def test_the_first_preview_is_the_sketch_however_fast_or_slow_the_machine_is(self, tick: float) -> None:
        shown: list[float] = []

        def report(fraction: float, preview: Image.Image | None) -> None:
            if preview is not None:
                shown.append(fraction)

        stylize(CONTENT, STYLES, FINE, report, encoder=encoder_for(FINE), preview_every=1.0, clock=ticking(tick))
        assert shown[0] == pytest.approx(0.5)

    @BOTH
    def test_every_step_can_be_seen(self, options: FineOptions | ClassicOptions) -> None:
        fractions: list[float] = []

        def report(fraction: float, preview: Image.Image | None) -> None:
            if preview is not None:
                fractions.append(fraction)

        stylize(CONTENT, STYLES, options, report, encoder=encoder_for(options), preview_every=0.0)
        assert len(fractions) == (fine.STEPS[0] if isinstance(options, FineOptions) else 50)

    def test_without_being_asked_there_are_none(self) -> None:
        previews: list[object] = []
        stylize(CONTENT, STYLES, FINE, lambda _, preview: previews.append(preview), encoder=encoder_for(FINE))
        assert set(previews) == {None}

    @BOTH
    @pytest.mark.parametrize("after", [1, 2, 40, 333])
    def test_raising_stops_at_once(self, options: FineOptions | ClassicOptions, after: int) -> None:
        reports: list[float] = []

        def report(fraction: float, _preview: Image.Image | None) -> None:
            reports.append(fraction)
            if len(reports) == after:
                raise InterruptedError

        with pytest.raises(InterruptedError):
            stylize(CONTENT, STYLES, options, report, encoder=encoder_for(options), clock=ticking(0.1))
        assert len(reports) == after


class TestCheckpoints:
    def checkpoints(self, options: FineOptions | ClassicOptions) -> tuple[list[bytes], Image.Image]:
        taken: list[bytes] = []
        painting = stylize(
            CONTENT,
            STYLES,
            options,
            ignore,
            encoder=encoder_for(options),
            checkpoint=taken.append,
            checkpoint_every=0.0,
        )
        return taken, painting

    @pytest.mark.parametrize(
        "options",
        [FINE, CLASSIC, FineOptions(size=128, keep_colours=True)],
        ids=["fine", "classic", "two stages in own colours"],
    )
    def test_continuing_gives_the_painting_of_an_uninterrupted_run(self, options: FineOptions | ClassicOptions) -> None:
        taken, painting = self.checkpoints(options)
        for place in (0, len(taken) // 2, -1):
            continued = stylize(CONTENT, STYLES, options, ignore, encoder=encoder_for(options), resume=taken[place])
            assert continued.tobytes() == painting.tobytes()

    def test_one_is_taken_after_every_step_but_the_last(self) -> None:
        assert len(self.checkpoints(FINE)[0]) == fine.STEPS[0] - 1

    @pytest.mark.parametrize(
        ("content", "style", "options"),
        [
            (STYLE, STYLE, FINE),
            (CONTENT, CONTENT, FINE),
            (CONTENT, STYLE, FineOptions(size=64, seed=1)),
        ],
        ids=["another photo", "another style", "other options"],
    )
    def test_one_of_another_painting_is_refused(
        self, content: Image.Image, style: Image.Image, options: FineOptions
    ) -> None:
        taken, _ = self.checkpoints(FINE)
        with pytest.raises(CheckpointError, match="other pictures"):
            stylize(content, [WeightedStyle(style)], options, ignore, encoder=encoder_for(FINE), resume=taken[0])

    @pytest.mark.parametrize("data", [b"", b"rubbish", b"\xff" * 100])
    def test_a_damaged_one_is_refused(self, data: bytes) -> None:
        with pytest.raises(CheckpointError, match="damaged"):
            stylize(CONTENT, STYLES, FINE, ignore, encoder=encoder_for(FINE), resume=data)


class TestColours:
    def test_the_photos_colours_can_be_kept(self) -> None:
        options = FineOptions(size=64, keep_colours=True)
        painting = stylize(CONTENT, STYLES, options, ignore, encoder=encoder_for(options))
        _, blue, red = painting.convert("YCbCr").split()
        _, expected_blue, expected_red = (
            CONTENT.resize(painting.size, Image.Resampling.LANCZOS).convert("YCbCr").split()
        )
        for found, expected in ((blue, expected_blue), (red, expected_red)):
            difference = [abs(a - b) for a, b in zip(found.tobytes(), expected.tobytes(), strict=True)]
            assert sorted(difference)[int(0.9 * len(difference))] <= 12

    @pytest.mark.parametrize("grey", [CONTENT.convert("L").convert("RGB"), Image.new("RGB", (64, 64), "grey")])
    def test_a_grey_photo_stays_grey_and_gives_a_painting(self, grey: Image.Image) -> None:
        options = FineOptions(size=64, keep_colours=True)
        painting = stylize(grey, STYLES, options, ignore, encoder=encoder_for(options))
        assert colours.colourless(painting)

    def test_grey_in_a_grey_style_stays_grey(self) -> None:
        grey = [WeightedStyle(STYLE.convert("L").convert("RGB"))]
        painting = stylize(CONTENT.convert("L").convert("RGB"), grey, FINE, ignore, encoder=encoder_for(FINE))
        assert colours.colourless(painting)
        assert painting.tobytes() != CONTENT.convert("L").convert("RGB").tobytes()


class TestPrecision:
    """A painting goes on in the precision that it was begun in, whatever this machine would choose."""

    @pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
    def test_it_is_kept_in_the_checkpoint(self, dtype: torch.dtype, tmp_path: Path) -> None:
        weights = tmp_path / "small.safetensors"
        metadata, tensors = small_weights(SMALL)
        save_file(tensors, weights, metadata.to_strings())
        taken: list[bytes] = []
        encoder = Encoder.open(weights, fine.FEATURES, dtype)
        stylize(CONTENT, STYLES, FINE, ignore, encoder=encoder, checkpoint=taken.append, checkpoint_every=0.0)
        effect_config = StyleTransferConfig(encoder=str(weights), device="cpu")
        assert open_encoder(effect_config, FINE, tmp_path, taken[3]).dtype is dtype

    def test_what_is_asked_for_is_taken(self, tmp_path: Path) -> None:
        for name, dtype in (("bf16", torch.bfloat16), ("fp32", torch.float32)):
            effect_config = StyleTransferConfig.model_validate({"device": "cpu", "precision": name})
            assert open_encoder(effect_config, FINE, tmp_path, b"rubbish").dtype is dtype


@pytest.mark.skipif(torch.cuda.is_available(), reason="with a GPU this is allowed")
def test_more_than_a_cpu_can_do_is_refused_before_anything_is_done() -> None:
    with pytest.raises(OptionsError, match=r"2048 needs a GPU; .* 1024"):
        stylize(CONTENT, STYLES, FineOptions(size=2048), ignore, encoder=encoder_for(FINE))
