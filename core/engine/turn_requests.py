"""What a turn may need before it can be written down. It takes too long for a transaction: the turn begins anew."""

from dataclasses import dataclass

from core.dialogue.turn import GalleryPage
from core.model.event import GalleryChoice


@dataclass(frozen=True)
class Brought:
    """What a turn has asked for: the blobs of an export's ``parts``, or the ``sheet`` with a page of a gallery.

    There are no parts where the person was forgotten meanwhile, and the sheet is empty where it can't be drawn.
    """

    parts: tuple[str, ...] | None = None
    sheet: bytes | None = None


NOTHING = Brought()


class ExportWanted(Exception):
    """A turn needs what is kept of the person packed."""


class PageWanted(Exception):
    """A turn needs a page of a gallery drawn."""

    def __init__(self, page: GalleryPage) -> None:
        super().__init__(page)
        self.page = page


class PictureChosen(Exception):
    """A turn needs a picture of a gallery: it is to be taken with that as a photo of the person's."""

    def __init__(self, choice: GalleryChoice) -> None:
        super().__init__(choice)
        self.choice = choice
