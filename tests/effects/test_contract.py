"""What every effect that needs no PyTorch keeps: the contract, and more than loading can find out."""

import itertools
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from atelier_bot import LANGUAGES, Cancelled, Effect, Model, Texts
from core.dialogue.framework_texts import framework_texts
from core.plugins.conformance import check_class, check_effect
from core.plugins.controls import control_of, options_schema
from effects.colour_transfer.effect import ColourTransfer
from effects.enlarge.effect import Enlarge
from effects.texture.effect import Texture
from tests.conftest import picture
from tests.effects.recorded import RecordedReport

CLASSES: tuple[type[Effect[Any]], ...] = ColourTransfer, Texture, Enlarge
EFFECTS = pytest.mark.parametrize("effect", [one(Model(), Path()) for one in CLASSES], ids=lambda one: one.name)
SMALL = {"colour-transfer": {}, "texture": {"size": 128}, "enlarge": {"size": 250}}


def inputs(effect: Effect[Any]) -> dict[str, Image.Image]:
    return {slot.name: picture(96, 64, number) for number, slot in enumerate(effect.slots)}


def run(effect: Effect[Any], given: dict[str, Image.Image], report: RecordedReport) -> Image.Image:
    return effect.run(given, effect.options.model_validate(SMALL[effect.name]), report)


def all_options(effect: Effect[Any]) -> Iterator[Any]:
    """Options with all combinations of what is offered for each."""
    controls = {name: control_of(schema) for name, schema in options_schema(effect.options).items()}
    offered = [control.offered for control in controls.values() if control is not None]
    for values in itertools.product(*offered):
        yield effect.options.model_validate(dict(zip(controls, values, strict=True)))


@EFFECTS
class TestContract:
    def test_it_is_kept(self, effect: Effect[Any]) -> None:
        check_class(type(effect), Effect)
        check_effect(effect, partial(type(effect), Model(), Path()))

    def test_the_bots_process_gets_neither_numpy_nor_pytorch_of_it(self, effect: Effect[Any]) -> None:
        program = f"import sys, {type(effect).__module__}; print({{'numpy', 'torch'}} & set(sys.modules))"
        said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
        assert said.stdout == "set()\n"

    def test_what_is_offered_under_a_picture_fits_and_changes_something(self, effect: Effect[Any]) -> None:
        for options in all_options(effect):
            for offer in (*effect.tweaks(options), *effect.variants(options)):
                draft = getattr(offer, "draft", {})
                changed = type(options).model_validate({**options.model_dump(), **offer.changes, **draft})
                if not draft:
                    assert changed != options
            names = [tweak.name for tweak in effect.tweaks(options)]
            assert len(names) == len(set(names))


@EFFECTS
class TestTexts:
    def test_both_languages_have_the_same(self, effect: Effect[Any]) -> None:
        assert effect.texts is not None
        english, russian = (
            {
                line.split(" =")[0]
                for line in (effect.texts / f"{language}.ftl").read_text("utf-8").splitlines()
                if " =" in line and line[0].isalpha()
            }
            for language in LANGUAGES
        )
        assert english == russian

    def test_everything_has_a_name(self, effect: Effect[Any]) -> None:
        assert effect.texts is not None
        texts = Texts.load(effect.texts, framework_texts())
        wanted = {("effect", "name"), ("effect", "about"), ("command", "name"), ("alt", "text")}
        wanted.add(("ask-first", effect.slots[0].name))
        for slot in effect.slots:
            wanted |= {(kind, slot.name) for kind in ("slot", "words", "slot-about", "ask-again", "bad", "use")}
        for name, schema in options_schema(effect.options).items():
            wanted |= {("option", name), ("about", name)}
            wanted |= {(f"{name}-is", value) for value in schema.get("enum", ())}
        for options in all_options(effect):
            wanted |= {("tweak", tweak.name) for tweak in effect.tweaks(options)}
            wanted |= {("variant", variant.name) for variant in effect.variants(options)}
        for language in LANGUAGES:
            assert {one for one in wanted if texts.name_of(language, *one) is None} == set()


@EFFECTS
class TestRun:
    def test_pictures_of_every_mode_do(self, effect: Effect[Any]) -> None:
        for mode in ("RGBA", "P", "L", "LA", "CMYK", "1"):
            given = {slot: one.convert(mode) for slot, one in inputs(effect).items()}
            assert run(effect, given, RecordedReport()).mode == "RGB"

    def test_the_smallest_and_the_thinnest_do(self, effect: Effect[Any]) -> None:
        for size in ((32, 32), (240, 32), (32, 200)):
            given = {slot.name: picture(*size, number) for number, slot in enumerate(effect.slots)}
            assert min(run(effect, given, RecordedReport()).size) >= 32

    def test_pictures_of_one_colour_do(self, effect: Effect[Any]) -> None:
        given = {slot.name: Image.new("RGB", (64, 64), (200, 30, 90)) for slot in effect.slots}
        extremes = run(effect, given, RecordedReport()).getextrema()
        for (low, high), wanted in zip(extremes, (200, 30, 90), strict=True):
            assert abs(low - wanted) <= 2
            assert abs(high - wanted) <= 2

    def test_what_it_is_given_stays_as_it_was(self, effect: Effect[Any]) -> None:
        given, before = inputs(effect), inputs(effect)
        run(effect, given, RecordedReport())
        assert {slot: one.tobytes() for slot, one in given.items()} == {
            slot: one.tobytes() for slot, one in before.items()
        }

    def test_the_same_pictures_give_the_same_picture(self, effect: Effect[Any]) -> None:
        first, second = (run(effect, inputs(effect), RecordedReport()) for _ in range(2))
        assert first.tobytes() == second.tobytes()

    def test_it_says_how_far_it_is(self, effect: Effect[Any]) -> None:
        report = RecordedReport()
        run(effect, inputs(effect), report)
        assert report.fractions == sorted(report.fractions)
        assert report.fractions[0] < 0.2
        assert 0.7 < report.fractions[-1] <= 1

    def test_it_stops_wherever_it_is_cancelled(self, effect: Effect[Any]) -> None:
        whole = RecordedReport()
        run(effect, inputs(effect), whole)
        for at in (1, len(whole.fractions) // 2, len(whole.fractions)):
            report = RecordedReport(cancel_at=at)
            with pytest.raises(Cancelled):
                run(effect, inputs(effect), report)
            assert len(report.fractions) == at
