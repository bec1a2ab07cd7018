"""Effects that load well and are broken when they run, in the process that computes."""

import io
import os
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from PIL import Image

from core.jobs.work import Failure
from core.model.base import Model
from core.plugins.effect import Cancelled, Report, Slot, Tweak
from core.plugins.errors import Rejected

ODD = 0.123
"""The fraction that an effect says which goes on talking."""


class Plain(Model):
    """No options."""


class Working:
    """What the others have in common."""

    name = "working"
    slots = (Slot(name="content"),)
    options: type[Model] = Plain

    def tweaks(self, options: Model) -> list[Tweak]:
        return []

    def run(self, inputs: Mapping[str, Image.Image], options: Model, report: Report) -> Any:
        self.work(report)
        return inputs["content"]

    def work(self, report: Any) -> None:
        """What is wrong with it happens here."""


class ReturnsNone(Working):
    def run(self, inputs: Any, options: Any, report: Any) -> Any:
        """Nothing."""


class ReturnsText(Working):
    def run(self, inputs: Any, options: Any, report: Any) -> Any:
        return "a picture"


class ReturnsNothingToSee(Working):
    def run(self, inputs: Any, options: Any, report: Any) -> Any:
        return Image.new("RGB", (0, 0))


class ReturnsDamaged(Working):
    def run(self, inputs: Any, options: Any, report: Any) -> Any:
        out = io.BytesIO()
        Image.effect_noise((100, 100), 50).save(out, "PNG")
        return Image.open(io.BytesIO(out.getvalue()[:2000]))


class Mute(Exception):
    """An exception that can't be told."""

    def __str__(self) -> str:
        raise RuntimeError


class RaisesItsOwn(Working):
    def work(self, report: Any) -> None:
        raise Mute


class RaisesMuch(Working):
    def work(self, report: Any) -> None:
        raise RuntimeError("\udcffline\n" * 100_000)


class GivesUp(Working):
    def work(self, report: Any) -> None:
        sys.exit("no licence")


class IsInterrupted(Working):
    def work(self, report: Any) -> None:
        raise KeyboardInterrupt


class ChecksOptionsOfItsOwn(Working):
    def work(self, report: Any) -> None:
        Plain.model_validate({"mood": "bad"})


class FailsForAReasonOfItsOwn(Working):
    def work(self, report: Any) -> None:
        raise Failure("bad mood", "it rains")


class BlamesASlotThatThereIsNot(Working):
    def work(self, report: Any) -> None:
        raise Failure("mask:truncated", "it has no mask")


class RejectsItsPhoto(Working):
    def work(self, report: Any) -> None:
        raise Rejected("content", "too-dark", light=3)


class Exits(Working):
    def work(self, report: Any) -> None:
        os._exit(3)


class Prints(Working):
    """To all that there is to print to, more than anyone reads."""

    def work(self, report: Any) -> None:
        for number in range(1000):
            sys.stdout.write(f"line {number}\n")
            os.write(1, b"\x00\x00\x00\x05\x00\x00noise\n")
            os.write(2, b"more noise\n")


class Hangs(Working):
    def work(self, report: Any) -> None:
        report(0.5)
        threading.Event().wait()


class SwallowsCancel(Working):
    def work(self, report: Any) -> None:
        while True:
            with suppress(Cancelled):
                report(0.5)
            threading.Event().wait(0.01)


class KeepsWhatIsNoState(Working):
    def work(self, report: Any) -> None:
        report.checkpoint({"step": 1})
        report.checkpoint(None)
        report.checkpoint(bytearray(1 << 29))


class KeepsTooMuch(Working):
    def work(self, report: Any) -> None:
        report.checkpoint(bytes((1 << 28) + 1))


class ShowsWhatIsNoPicture(Working):
    def work(self, report: Any) -> None:
        report(0.5, "a picture")
        threading.Event().wait(0.6)
        report(0.6, Image.new("RGB", (0, 5)))


class SaysWhatIsNoFraction(Working):
    def work(self, report: Any) -> None:
        for said in (float("nan"), float("inf"), -7, "half", None, 10**400, [0.5]):
            threading.Event().wait(0.11)
            report(said)


class ReportsFromThreads(Working):
    def work(self, report: Any) -> None:
        preview = Image.new("RGB", (40, 32))

        def speak() -> None:
            for step in range(200):
                report(step / 200, preview)
                report.checkpoint(b"x" * 1000)

        threads = [threading.Thread(target=speak) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


class SpeaksAfterwards(Working):
    """A thread of it goes on when the picture is done."""

    def work(self, report: Any) -> None:
        def speak() -> None:
            while True:
                with suppress(Cancelled):
                    report(ODD)

        threading.Thread(target=speak, daemon=True).start()
