"""A report that remembers what it was told, for effects to be run with."""

from PIL import Image

from atelier_bot import Cancelled


class RecordedReport:
    """What an effect told; it is cancelled when it says for the ``cancel_at`` th time how far it is."""

    def __init__(self, resume: bytes | None = None, cancel_at: int | None = None) -> None:
        self.resume, self._cancel_at = resume, cancel_at
        self.fractions: list[float] = []
        self.previews: list[Image.Image] = []
        self.states: list[bytes] = []

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None:
        self.fractions.append(fraction)
        if preview is not None:
            self.previews.append(preview.copy())
        if len(self.fractions) == self._cancel_at:
            raise Cancelled("enough")

    def checkpoint(self, state: bytes) -> None:
        self.states.append(state)
