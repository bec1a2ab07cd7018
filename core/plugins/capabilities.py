"""What a platform can do, as its adapter declares it."""

from core.model.base import Model


class Capabilities(Model):
    """What a platform can do, and its limits: characters of a text and of a picture's caption, bytes of files.

    ``edit_interval`` is the least number of seconds between two edits of one message; None where none can be edited.
    """

    buttons: bool = True
    edit_interval: float | None = 1.0
    text_limit: int = 4096
    caption_limit: int = 1024
    picture_limit: int = 10_000_000
    file_limit: int = 50_000_000
