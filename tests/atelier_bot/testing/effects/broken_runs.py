"""Effects that run wrongly in one way each, so that the check that looks at this is seen to fail."""

import os
import pickle
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, ClassVar

from PIL import Image, ImageFilter, ImageOps

from atelier_bot import Cancelled, OptionsError, Rejected, Report, Tweak
from tests.atelier_bot.testing.effects.right import Right, Tint, written


class ReturnsNone(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Any:
        """Nothing."""


class ReturnsAStamp(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        return super().run(inputs, options, report).resize((16, 16))


class NeverWild(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        return {"calm": super().run(inputs, options, report)}[options.mood]


class WantsAFrame(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        return super().run({**inputs, "photo": inputs["frame"]}, options, report)


class Prints(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        os.write(1, b"loading the model\n")
        return super().run(inputs, options, report)


class Looks(Right):
    """Looks at the photo as ``look`` does before it paints."""

    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        self.look(inputs["photo"])
        return super().run(inputs, options, report)

    def look(self, photo: Image.Image) -> None: ...


class WantsColours(Looks):
    def look(self, photo: Image.Image) -> None:
        assert len(photo.getbands()) > 1 or photo.mode != "L"


class WantsContrast(Looks):
    def look(self, photo: Image.Image) -> None:
        low, high = photo.convert("L").getextrema()
        _ = 255 / (high - low)


class WantsNoAlpha(Looks):
    def look(self, photo: Image.Image) -> None:
        if photo.mode not in ("P", "I;16"):
            ImageOps.autocontrast(photo)


class WantsNoPalette(Looks):
    def look(self, photo: Image.Image) -> None:
        if photo.mode != "I;16":
            photo.filter(ImageFilter.SMOOTH)


class WantsEightBits(Looks):
    def look(self, photo: Image.Image) -> None:
        if photo.mode != "P":
            photo.filter(ImageFilter.BoxBlur(1))


class CutsTheBorder(Looks):
    def look(self, photo: Image.Image) -> None:
        photo.crop((20, 20, photo.width - 20, photo.height - 20))


class WantsNoPhotos(Looks):
    def look(self, photo: Image.Image) -> None:
        if photo.width * photo.height > 10_000_000:
            raise OptionsError("it is too large")


class RefusesPhotos(Looks):
    """As what makes pictures larger does, and says why."""

    texts = written(refused_large="It's large already.")

    def look(self, photo: Image.Image) -> None:
        if photo.width > 600 or photo.height > 600:
            raise Rejected("photo", "large")


class RefusesPhotosWithoutAWord(RefusesPhotos):
    texts = written()


class KeepsNothing(Right):
    """No checkpoint: it may begin anew."""

    def run(self, inputs: Any, options: Tint, report: Any) -> Image.Image:
        return super().run(inputs, options, Progress(report))


class Progress:
    """A report that keeps no checkpoint."""

    resume = None

    def __init__(self, report: Report) -> None:
        self._report = report

    def __call__(self, fraction: float, preview: Any = None) -> None:
        self._report(fraction, preview)

    def checkpoint(self, state: bytes) -> None: ...


class ShrinksToItsWidth(Looks):
    def look(self, photo: Image.Image) -> None:
        photo.resize((16, 16 * photo.height // photo.width))


class ShrinksToItsHeight(Looks):
    def look(self, photo: Image.Image) -> None:
        photo.resize((16 * photo.width // photo.height, 16))


class WantsTheSameSize(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        Image.blend(inputs["photo"].convert("RGB"), inputs["tone"].convert("RGB"), 0.5)
        return super().run(inputs, options, report)


class SaysHalf(Right):
    def run(self, inputs: Any, options: Tint, report: Any) -> Image.Image:
        report("half")
        return super().run(inputs, options, report)


class GoesBack(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        report(0.8)
        return super().run(inputs, options, report)


class IsSilent(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        report(0.0)
        compute(1.3)
        return super().run(inputs, options, report)


class ShowsText(Right):
    def run(self, inputs: Any, options: Tint, report: Any) -> Image.Image:
        report(0.0, "a picture")
        return super().run(inputs, options, report)


class SwallowsCancelled(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        with suppress(Cancelled):
            super().run(inputs, options, report)
        return inputs["photo"]


class StopsSlowly(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        try:
            return super().run(inputs, options, report)
        except Cancelled:
            compute(2.3)
            raise


class KeepsADict(Right):
    def run(self, inputs: Any, options: Tint, report: Any) -> Image.Image:
        report.checkpoint({"step": 1})
        return super().run(inputs, options, report)


class GoesOnElsewhere(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        painted = super().run(inputs, options, report)
        return painted if report.resume is None else ImageOps.invert(painted)


class TrustsItsCheckpoint(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        if report.resume is not None:
            pickle.loads(report.resume)
        return super().run(inputs, options, report)


class Random(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        painted = super().run(inputs, options, report)
        return Image.frombytes("RGB", painted.size, os.urandom(3 * painted.width * painted.height))


class Keeps(Right):
    kept: ClassVar[list[bytes]] = []

    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        self.kept.append(os.urandom(4_000_000))
        return super().run(inputs, options, report)


class TakesMuch(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        self.taken = b"x" * 500_000_000
        return super().run(inputs, options, report)


class Shouts(Right):
    command = "Tint it!"


class RejectsEverything(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        raise Rejected("photo", "too-dark")


class FailsWhereSofter(Right):
    def tweaks(self, options: Tint) -> list[Tweak]:
        return [Tweak(name="softer", changes={"strength": 0.1})] if options.strength == 0.5 else []

    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        return {0.1: None}.get(options.strength, super().run(inputs, options, report))  # type: ignore[return-value]


class RefusesWhereSofter(FailsWhereSofter):
    """As what makes pictures larger does with its own, and says why."""

    texts = written(refused_soft="It's too soft.")

    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        if options.strength == 0.1:
            raise Rejected("photo", "soft")
        return super().run(inputs, options, report)


class RefusesWhereSofterWithoutAWord(RefusesWhereSofter):
    texts = written()


class TwoOfAName(Right):
    texts = written(option_warm="Mood")


class LeavesDisorder(Right):
    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        ImageOps.flip = None  # which another effect needs
        return super().run(inputs, options, report)


class WorksOnce(Right):
    worked: ClassVar[list[str]] = []

    def run(self, inputs: Any, options: Tint, report: Report) -> Image.Image:
        self.worked.append("once")
        return super().run(inputs, options, report) if len(self.worked) == 1 else None  # type: ignore[return-value]


class FailsWhereLighter(Right):
    def run(self, inputs: Mapping[str, Image.Image], options: Tint, report: Report) -> Image.Image:
        return {0.25: None}.get(options.strength, super().run(inputs, options, report))  # type: ignore[return-value]


def compute(seconds: float) -> None:
    """Computes for so long, however busy the machine is."""
    begun = time.thread_time()
    while time.thread_time() - begun < seconds:
        pass
