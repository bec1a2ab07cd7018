"""What can go wrong in style transfer, each with a message of one line for whoever asked."""

from enum import StrEnum


class StyleTransferError(Exception):
    """The base of these errors."""


class Refusal(StrEnum):
    """Why a picture was refused; a chat has a sentence for each."""

    NOT_A_PICTURE = "not_a_picture"
    UNSUPPORTED = "unsupported"
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    TOO_SMALL = "too_small"
    TOO_THIN = "too_thin"
    BOMB = "bomb"


class PictureError(StyleTransferError):
    """A picture that can't be used: ``refusal`` is the kind, the message says what is wrong with this one."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal


class OptionsError(StyleTransferError):
    """Options that this machine can't follow."""


class WeightsError(StyleTransferError):
    """Weights that aren't there, can't be downloaded or don't fit the encoder."""


class CheckpointError(StyleTransferError):
    """A checkpoint that is damaged or belongs to another painting."""
