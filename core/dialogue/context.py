"""What the parts of the dialogue have in common for the length of one turn."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

from core.dialogue.turn import Rules, TurnInput
from core.model.base import Model
from core.model.reply import Button, Reply
from core.model.retention import DAY
from core.model.session import Session
from core.plugins.controls import valid_options
from core.plugins.installed_effect import InstalledEffect
from core.plugins.texts import Argument, Texts

HOUR = 3600.0
SHORT_SECONDS = 5.0
"""What takes no longer is done before one has read how long it takes."""
NEARLY_DONE = 0.99
"""The share of the work from which on neither a percentage nor a time means anything."""


@dataclass(frozen=True)
class TurnContext:
    """The rules, what goes on now, and the texts in the person's language, an effect's before the framework's.

    ``is_group`` says that others read what is answered.
    """

    rules: Rules
    turn_input: TurnInput
    texts: Texts
    language: str
    is_group: bool = False

    def of(self, effect: InstalledEffect | None) -> Self:
        """The same in an effect's words; of one that is gone in those that there are."""
        return self if effect is None else replace(self, texts=effect.texts)

    def say(self, key: str, **arguments: Argument) -> str:
        """A text in the person's language."""
        return self.texts.say(self.language, key, **arguments)

    def name_of(self, kind: str, name: str) -> str:
        """What a plugin's ``name`` is called: the text ``KIND-NAME`` where there is one, else the name itself."""
        return self.texts.name_of(self.language, kind, name) or name.replace("_", " ")

    def effect(self, session: Session) -> InstalledEffect:
        """The effect that the person chose, or the operator's first."""
        effects = self.rules.effects
        return effects.get(session.effect) or next(iter(effects.values()))

    def options(self, session: Session, effect: InstalledEffect | None = None) -> Model:
        """An effect's options as the person has set them, without one the chosen effect's.

        A stored one that no longer fits is left out, but for a size that is too large, which becomes the largest.
        """
        effect = effect or self.effect(session)
        return valid_options(effect.options, effect.lowered(session.settings.options.get(effect.name, {})))

    def reply(self, key: str, *buttons: tuple[Button, ...], **arguments: Argument) -> Reply:
        """A reply that says ``key``, with rows of buttons."""
        return Reply(text=self.say(key, **arguments), buttons=buttons)

    def button(self, key: str, button_id: str | None = None, **arguments: Argument) -> Button:
        """The button ``button-KEY``; its id is ``key`` itself unless another is given."""
        return Button(id=button_id or key, label=self.say(f"button-{key}", **arguments))

    def slot_text(self, effect: InstalledEffect | None, key: str, slot: str) -> str:
        """What an effect says of one of its slots: ``KEY-SLOT`` or, in general, ``KEY``."""
        if effect is None:
            return self.say(key, slot=slot.replace("_", " "))
        return effect.slot_text(self.language, key, slot)

    def started(self, seconds: float | None) -> str:
        """What is said of a job that begins at once and will be done in so many seconds, if that is known."""
        if seconds is None:
            takes = self.say("takes-unknown")
        elif seconds <= SHORT_SECONDS:
            takes = self.say("takes-little")
        else:
            takes = self.say("takes", time=self.duration(seconds))
        return f"{self.say('job-started')} {takes}"

    def queued(self, ahead: int, seconds: float | None) -> str:
        """What is said of a job that waits: how many come before it, and when it will be done, if that is known."""
        return self._with_time(self.say("job-queued", n=ahead), seconds)

    def progress(self, fraction: float, seconds: float | None) -> str:
        """What is said of a job that is worked on: how much of it is done, and when all will be, if that is known."""
        if fraction >= NEARLY_DONE:
            return self.say("job-nearly-done")
        return self._with_time(self.say("job-painting", percent=int(100 * fraction)), seconds)

    def _with_time(self, sentence: str, seconds: float | None) -> str:
        if seconds is None:
            return sentence
        return f"{sentence} {self.say('time-left', time=self.duration(seconds))}"

    def duration(self, seconds: float) -> str:
        """How long something takes, in words, rounded up to what one can rely on."""
        if seconds < 55:
            return self.say("duration-seconds", n=max(5, -(-int(seconds) // 5) * 5))
        if seconds < 1.5 * HOUR:
            return self.say("duration-minutes", n=round(seconds / 60))
        if seconds < 1.5 * DAY:
            return self.say("duration-hours", n=round(seconds / HOUR))
        return self.say("duration-days", n=round(seconds / DAY))


def with_options(session: Session, effect: InstalledEffect, options: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The options of all effects, with one's replaced: what a session remembers."""
    others = {name: values for name, values in session.settings.options.items() if name != effect.name}
    return {**others, effect.name: dict(options)} if options else others
