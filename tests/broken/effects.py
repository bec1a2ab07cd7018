"""Effects that are broken when they are loaded."""

import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from PIL import Image
from pydantic import Field

from core.model.base import Model
from core.plugins.discovery import NoOptions
from core.plugins.effect import Report, Slot, Tweak, Variant
from core.plugins.errors import WeightsError
from core.plugins.finding import Finding


class Grey(Model):
    """Options that can be drawn."""

    depth: float = Field(0.5, ge=0, le=1)


class Working:
    """The effect that the others would be if they weren't broken: nothing is wrong with it."""

    name = "working"
    slots: Any = (Slot(name="content"),)
    options: Any = Grey

    def __init__(self, config: NoOptions, folder: Path) -> None:
        """Needs neither."""

    def tweaks(self, options: Model) -> list[Tweak]:
        return [Tweak(name="deeper", changes={"depth": 1.0})]

    def run(self, inputs: Mapping[str, Image.Image], options: Model, report: Report) -> Image.Image:
        report(0.5)
        return inputs["content"].convert("L")


class Calm(Working):
    """Another one with which nothing is wrong."""

    name = "calm"


class Sized(Model):
    """Options with a size that is never small."""

    size: int = Field(512, ge=128, le=1024)


class Large(Working):
    """One that makes large pictures alone, of any."""

    options = Sized

    def tweaks(self, options: Model) -> list[Tweak]:
        return []

    def run(self, inputs: Mapping[str, Image.Image], options: Model, report: Report) -> Image.Image:
        assert isinstance(options, Sized)
        assert options.size == 128
        return inputs["content"].resize((options.size, options.size))


class ExitsWhenMade(Working):
    def __init__(self, config: NoOptions, folder: Path) -> None:
        os._exit(3)


class GivesUpWhenMade(Working):
    def __init__(self, config: NoOptions, folder: Path) -> None:
        raise SystemExit("no licence")


class CrashesWhenMade(Working):
    def __init__(self, config: NoOptions, folder: Path) -> None:
        os.abort()


class HangsWhenMade(Working):
    def __init__(self, config: NoOptions, folder: Path) -> None:
        threading.Event().wait()


class LooksWell(Working):
    """Nothing is wrong with it, and it says so."""

    def check(self) -> list[Finding]:
        return [Finding(what="the brush is there")]


class RaisesAtCheck(Working):
    def check(self) -> list[Finding]:
        raise KeyError("brush")


class ExitsAtCheck(Working):
    def check(self) -> list[Finding]:
        os._exit(3)


class FailsSmall(Working):
    def run(self, inputs: Mapping[str, Image.Image], options: Model, report: Report) -> Image.Image:
        raise WeightsError("the brush is worn")


class TakesNothing(Working):
    def __init__(self) -> None: ...


class ExitsAtTweaks(Working):
    def tweaks(self, options: Model) -> list[Tweak]:
        os._exit(4)


class HangsAtTweaks(Working):
    def tweaks(self, options: Model) -> list[Tweak]:
        threading.Event().wait()
        return []


class ExitsAtVariants(Working):
    def variants(self, options: Model) -> list[Variant]:
        os._exit(4)


class VariesWithoutOptions(Working):
    def variants(self) -> list[Variant]:
        return []


class Nameless(Working):
    name: Any = None


class Numbered(Working):
    name: Any = 5


class Slotless(Working):
    slots = ()


class SlotsOfText(Working):
    slots = ("content", "other")


class OffersNothing(Working):
    slots = (Slot(name="content", gallery=Path(__file__).parent / "nowhere"),)


class OffersOddly(Working):
    slots = (Slot(name="content", gallery=Path(__file__).parent / "gallery"),)


class Optionless(Working):
    options = None


class OptionsOfNoModel(Working):
    options = dict


class Runless(Working):
    run: Any = None


class RunsWithOne(Working):
    def run(self, inputs: Mapping[str, Image.Image]) -> Image.Image:  # type: ignore[override]
        return inputs["content"]


class RunsLater(Working):
    async def run(self, inputs: Any, options: Any, report: Any) -> Image.Image:  # type: ignore[override]
        return inputs["content"]


class OfTomorrow(Working):
    contract = 2


class OfNoVersion(Working):
    contract = "one"


class OfToday(Working):
    contract = 1


class Unpicklable(Working):
    """Goes by a name under which nobody finds it."""


Unpicklable.__qualname__ = "Elsewhere"


class FreeText(Model):
    motto: str = "none"


class NoDefault(Model):
    depth: float = Field(ge=0, le=1)


class WrongDefault(Model):
    depth: float = Field(7.0, ge=0, le=1)


class LongName(Model):
    how_deep_the_grey_is_to_be_in_the_end: bool = False


class Shouting(Model):
    Depth: bool = False


class LongChoice(Model):
    mood: Literal["calm", "as it is on a long and rainy afternoon in the middle of November"] = "calm"


class MixedChoice(Model):
    depth: Literal[1, "all"] = 1


class TakenName(Model):
    effect: bool = False


class OfAType(Model):
    model_config = Model.model_config | {"arbitrary_types_allowed": True}

    picture: Image.Image | None = None
    lock: Any = Field(default_factory=threading.Lock)


class Aliased(Model):
    depth: bool = Field(default=False, alias="tiefe")


class DrawsFreeText(Working):
    options = FreeText


class DrawsNoDefault(Working):
    options = NoDefault


class DrawsWrongDefault(Working):
    options = WrongDefault


class DrawsLongName(Working):
    options = LongName


class DrawsShouting(Working):
    options = Shouting


class DrawsLongChoice(Working):
    options = LongChoice


class DrawsMixedChoice(Working):
    options = MixedChoice


class DrawsTakenName(Working):
    options = TakenName


class DrawsOfAType(Working):
    options = OfAType


class DrawsAliased(Working):
    options = Aliased
