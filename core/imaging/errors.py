"""Why a picture can't be used."""

from core.model.errors import AtelierError, Refusal


class PictureError(AtelierError):
    """A picture that can't be used: ``refusal`` is the kind, the message says what is wrong with this one."""

    code = "picture"

    def __init__(self, refusal: Refusal, message: str) -> None:
        super().__init__(message)
        self.refusal = refusal
