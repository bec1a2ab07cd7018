"""Whether what an effect offers under a picture, its tweaks and variants, can be ordered."""

from collections.abc import Iterator, Mapping
from typing import Any

from atelier_bot.testing.check import blamed, require
from atelier_bot.testing.effects.subject import EffectUnderTest
from core.model.base import Model
from core.plugins.controls import fits
from core.plugins.effect import Tweak, Variant, variants_of

TAKEN = frozenset(["again", "back", "cancel", "deliver", "file", "keep", "more", "retry", "swap", "variants"])
"""What buttons under a picture do that are no tweaks."""


def tweaks_come_for_all_options(subject: EffectUnderTest) -> None:
    """``tweaks`` raises for no options that people may choose, and gives Tweaks."""
    for options in _options(subject):
        with blamed(f"its tweaks, for {_told(options)}"):
            offered = list(subject.effect.tweaks(options))
        odd = [offer for offer in offered if not isinstance(offer, Tweak)]
        require(not odd, f"its tweaks, for {_told(options)}: {odd} is no Tweak")


def tweaks_have_names_of_their_own(subject: EffectUnderTest) -> None:
    """A button's id begins with the tweak's name, and must not mean another of the bot's buttons."""
    for options in _options(subject):
        taken = sorted(TAKEN & {tweak.name for tweak in subject.effect.tweaks(options)})
        require(not taken, f"its tweak {', '.join(taken)} is called as a button of the bot's own")


def tweaks_fit_its_options(subject: EffectUnderTest) -> None:
    """The model takes what a tweak changes: one that it refuses is never shown."""
    for options in _options(subject):
        for tweak in subject.effect.tweaks(options):
            changed = {**options.model_dump(mode="json"), **tweak.changes}
            fine = fits(subject.kind.options, changed)
            require(
                fine, f"its tweak {tweak.name}, for {_told(options)}, doesn't fit its options: {_told(tweak.changes)}"
            )


def tweaks_change_something(subject: EffectUnderTest) -> None:
    """A button under a picture leads to another one than that."""
    for options in _options(subject):
        values = options.model_dump(mode="json")
        for tweak in subject.effect.tweaks(options):
            changes = any(values.get(name) != value for name, value in tweak.changes.items())
            require(changes, f"its tweak {tweak.name} changes nothing for {_told(options)}")


def tweaks_have_different_names(subject: EffectUnderTest) -> None:
    """A button's id says which tweak is meant."""
    for options in _options(subject):
        names = [tweak.name for tweak in subject.effect.tweaks(options)]
        twice = sorted({name for name in names if names.count(name) > 1})
        require(not twice, f"two of its tweaks are called {', '.join(twice)}")


def variants_fit_its_options(subject: EffectUnderTest) -> None:
    """The model takes what a variant changes, with and without its draft."""
    for options in _options(subject):
        with blamed(f"its variants, for {_told(options)}"):
            offered = list(variants_of(subject.effect, options))
        for variant in offered:
            require(isinstance(variant, Variant), f"its variants, for {_told(options)}: {variant} is no Variant")
            values = options.model_dump(mode="json")
            for changes in (variant.changes, {**variant.changes, **variant.draft}):
                fine = fits(subject.kind.options, {**values, **changes})
                require(
                    fine, f"its variant {variant.name}, for {_told(options)}, doesn't fit its options: {_told(changes)}"
                )


def _options(subject: EffectUnderTest) -> Iterator[Model]:
    """The defaults, and these with each value that people are offered."""
    yield subject.kind.options()
    for name, value in subject.offered:
        if fits(subject.kind.options, {name: value}):
            yield subject.kind.options.model_validate({name: value})


def _told(options: Model | Mapping[str, Any]) -> str:
    values = options.model_dump(exclude_defaults=True) if isinstance(options, Model) else options
    return ", ".join(f"{name} = {value}" for name, value in values.items()) or "the defaults"
