"""Why a picture can't be used."""

from core.model.errors import Refusal


class PictureError(Exception):
    """A picture that can't be used: ``refusal`` is the kind, the message says what is wrong with this one."""

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal
