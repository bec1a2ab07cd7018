"""What plugins raise, each with a message of one line for whoever asked, and what is said of other exceptions."""

import json

from core.model.errors import AtelierError

MAX_LENGTH = 500
"""Characters that are told of what an exception says."""


class PluginError(AtelierError):
    """A plugin that can't be used; the message is one line without its name. A plugin's class may raise it too."""

    code = "plugin"


class PortTaken(PluginError):
    """An adapter can't listen where plugins.toml says: only its operator can mend that, so the program stops.

    The message says the port, the key in plugins.toml and what to do.
    """

    code = "port_taken"


class EffectError(AtelierError):
    """The base of what an effect may raise while it runs."""

    code = "effect"


class OptionsError(EffectError):
    """Options that this machine can't follow."""

    code = "options"


class WeightsError(EffectError):
    """Weights that aren't there, can't be downloaded or don't fit the encoder."""

    code = "weights"


class CheckpointError(EffectError):
    """A checkpoint that is damaged or belongs to another painting."""

    code = "checkpoint"


class Rejected(EffectError):
    """A picture that is at fault: the person is asked for another one for its slot.

    The person is told the text ``refused-TEXT`` of the effect's, with its arguments: a number or a text each.
    """

    code = "rejected"

    def __init__(self, slot: str, text: str, **arguments: str | float) -> None:
        super().__init__(f"the picture for {slot} is refused: {text}")
        self.slot, self.text, self.arguments = slot, text, arguments

    @property
    def told(self) -> str:
        """The rejection as a job keeps it: ``SLOT:TEXT?ARGUMENTS``, these in JSON."""
        return f"{self.slot}:{self.text}?{json.dumps(self.arguments)}"


def refusal_key(text: str) -> str:
    """The name of the text by which people are told why a picture is refused."""
    return f"refused-{text.replace('_', '-')}"


def reason(error: BaseException) -> str:
    """What an exception says, in one line; of a group, what the first one in it says."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    try:
        text = " ".join(str(error)[: 2 * MAX_LENGTH].split())[:MAX_LENGTH]
    except Exception:  # noqa: BLE001 - an exception is a plugin's code too
        text = ""
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def reason_and_place(error: BaseException) -> str:
    """What an exception says and where it was raised, in one line: ``KeyError: 'x' (effect.py:12 in run)``."""
    trace = error.__traceback__
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
        trace = error.__traceback__ or trace
    if trace is None:
        return reason(error)
    while trace.tb_next is not None:
        trace = trace.tb_next
    code = trace.tb_frame.f_code
    return f"{reason(error)} ({code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} in {code.co_name})"
