"""Whether an effect's options can be set: on the page, in a chat and in a form on Discord."""

from pydantic import BaseModel

from atelier_bot.testing.check import blamed, require
from atelier_bot.testing.effects.subject import EffectUnderTest
from core.plugins.conformance import MAX_BUTTON_BYTES, check_options
from core.plugins.controls import fits


def every_option_has_a_default(subject: EffectUnderTest) -> None:
    """Nobody has to set anything."""
    model = subject.kind.options
    require(isinstance(model, type) and issubclass(model, BaseModel), "its options are no pydantic model")
    without = [name for name, field in model.model_fields.items() if field.is_required()]
    require(not without, f"these options have no default: {', '.join(without)}")


def defaults_are_valid(subject: EffectUnderTest) -> None:
    """The model takes its own defaults, also after they were stored."""
    model = subject.kind.options
    with blamed("its options' defaults"):
        model.model_validate(model().model_dump(mode="json"))


def every_option_can_be_drawn(subject: EffectUnderTest) -> None:
    """Each is a switch, a choice or a number, under a name that every platform takes."""
    with blamed("its options"):
        check_options(subject.kind)


def every_offered_value_is_valid(subject: EffectUnderTest) -> None:
    """Whatever there is a button for, the model takes."""
    for name, value in subject.offered:
        require(fits(subject.kind.options, {name: value}), f"its option {name} offers {value!r} and doesn't take it")


def names_fit_into_buttons(subject: EffectUnderTest) -> None:
    """What a button's id holds is short enough for Telegram."""
    ids = [f"effect:{subject.kind.name}", *(f"set:{name}:{value}" for name, value in subject.offered)]
    for id in ids:
        size = len(id.encode())
        require(size <= MAX_BUTTON_BYTES, f"a button's id has {size} bytes and may have {MAX_BUTTON_BYTES}: {id}")
