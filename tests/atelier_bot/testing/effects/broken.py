"""Effects whose declarations are wrong in one way each, so that the check that looks at this is seen to fail."""

import os
from pathlib import Path
from typing import Any

from pydantic import Field

from atelier_bot import Model, Slot, Tweak, Variant
from tests.atelier_bot.testing.effects.right import Right, Tint, Written, written


class OfTomorrow(Right):
    contract = 2


class RunsWithOne(Right):
    def run(self, inputs: Any) -> Any: ...


class SetByADict(Right):
    config_model = dict


class ExitsWhenMade(Right):
    def __init__(self, config: Any, folder: Path) -> None:
        os._exit(3)


class Elsewhere(Right):
    """Goes by a name under which nobody finds it."""


Elsewhere.__qualname__ = "Nowhere"


class ImportsTorch(Right):
    def __init__(self, config: Any, folder: Path) -> None:
        import torch

        self.device = torch.device("cpu")


class NoDefault(Model):
    depth: float = Field(ge=0, le=1)


class WrongDefault(Model):
    depth: float = Field(7.0, ge=0, le=1)


class FreeText(Model):
    motto: str = "none"


class OffersTooMuch(Model):
    depth: float = Field(0.5, ge=0, le=1, json_schema_extra={"choices": [0.0, 5.0]})


class SetsNoDefault(Right):
    options = NoDefault


class SetsAWrongDefault(Right):
    options = WrongDefault


class AsksForFreeText(Right):
    options = FreeText


class OffersWhatItRefuses(Right):
    options = OffersTooMuch


class LongName(Right):
    name = "tint-as-it-is-on-a-long-and-rainy-afternoon-in-november"


class NoFluent(Right):
    texts = Written(en="this is no Fluent", ru="")


class SilentInRussian(Right):
    texts = Written(en="effect-name = tint\neffect-about = tint", ru="effect-name = tint")


class NamelessSlot(Right):
    texts = written(without="slot-tone")


class AsksForWhatItIsNotGiven(Right):
    texts = written(job_done="Done in { $minutes } minutes.")


class Wordy(Right):
    texts = written(tweak_stronger="Stronger, " * 10)


class TextForAPicture(Right):
    slots = (Slot(name="photo", gallery=Path(__file__).parents[3] / "broken" / "gallery"), Right.slots[1])


class TweaksAtTimes(Right):
    def tweaks(self, options: Tint) -> list[Tweak]:
        return [{0.0: Tweak(name="stronger", changes={"strength": 1.0})}[options.strength]]


class TweaksMore(Right):
    def tweaks(self, options: Tint) -> list[Tweak]:
        return [Tweak(name="more", changes={"strength": 1.0})]


class TweaksTooMuch(Right):
    def tweaks(self, options: Tint) -> list[Tweak]:
        return [Tweak(name="stronger", changes={"strength": options.strength + 0.7})]


class TweaksNothing(Right):
    def tweaks(self, options: Tint) -> list[Tweak]:
        return [Tweak(name="stronger", changes={"strength": options.strength})]


class TweaksTwice(Right):
    def tweaks(self, options: Tint) -> list[Tweak]:
        strengths = {0.1, 0.9} - {options.strength}
        return [Tweak(name="stronger", changes={"strength": strength}) for strength in strengths]


class DraftsTooSmall(Right):
    def variants(self, options: Tint) -> list[Variant]:
        return [Variant(name="lighter", changes={"strength": 0.25}, draft={"size": 8})]
