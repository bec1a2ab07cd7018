"""What somebody is told at once and alone whose event isn't kept, in the language of their platform."""

from core.dialogue.framework_texts import framework_texts
from core.model.event import Event
from core.plugins.texts import negotiate


def not_yours(event: Event) -> str:
    """To a press on another person's button."""
    return _say(event, "not-yours")


def unknown_button(event: Event) -> str:
    """To a press in a group on a button of which nobody knows whose it is."""
    return _say(event, "button-unknown")


def not_admitted(event: Event) -> str:
    """To somebody for whom the bot doesn't work."""
    return _say(event, "not-admitted")


def _say(event: Event, key: str) -> str:
    return framework_texts().say(negotiate(event.sender.locale), key)
