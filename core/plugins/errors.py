"""What an effect may raise, each with a message of one line for whoever asked."""


class EffectError(Exception):
    """The base of these errors."""


class OptionsError(EffectError):
    """Options that this machine can't follow."""


class WeightsError(EffectError):
    """Weights that aren't there, can't be downloaded or don't fit the encoder."""


class CheckpointError(EffectError):
    """A checkpoint that is damaged or belongs to another painting."""
