"""What the parts of the dialogue have in common for the length of one turn."""

from dataclasses import dataclass

from core.dialogue.texts import Argument, Texts
from core.dialogue.turn import Rules, TurnInput
from core.model.base import Model
from core.model.reply import Button, Reply
from core.model.session import Session
from core.plugins.controls import valid_options
from core.plugins.effect import Effect


@dataclass(frozen=True)
class TurnContext:
    """The rules, the world as it is now, and the texts in the person's language."""

    rules: Rules
    turn_input: TurnInput
    texts: Texts
    language: str

    def say(self, key: str, **arguments: Argument) -> str:
        """A text in the person's language."""
        return self.texts.say(self.language, key, **arguments)

    def name_of(self, kind: str, name: str) -> str:
        """What a plugin's ``name`` is called: the text ``KIND-NAME`` where there is one, else the name itself."""
        return self.texts.name_of(self.language, kind, name) or name.replace("_", " ")

    def effect(self, session: Session) -> Effect:
        """The effect that the person chose, or the operator's first."""
        effects = self.rules.effects
        return effects.get(session.effect) or next(iter(effects.values()))

    def options(self, session: Session) -> Model:
        """The effect's options as the person has set them; a stored one that no longer fits is left out."""
        return valid_options(self.effect(session), session.options)

    def reply(self, key: str, *buttons: tuple[Button, ...], **arguments: Argument) -> Reply:
        """A reply that says ``key``, with rows of buttons."""
        return Reply(text=self.say(key, **arguments), buttons=buttons)

    def button(self, key: str, button_id: str | None = None, **arguments: Argument) -> Button:
        """The button ``button-KEY``; its id is ``key`` itself unless another is given."""
        return Button(id=button_id or key, label=self.say(f"button-{key}", **arguments))

    def duration(self, seconds: float | None) -> str:
        """How long something takes, in words, rounded up to what one can rely on."""
        if seconds is None:
            return self.say("duration-unknown")
        if seconds < 55:
            return self.say("duration-seconds", n=max(5, -(-int(seconds) // 5) * 5))
        return self.say("duration-minutes", n=round(seconds / 60))
