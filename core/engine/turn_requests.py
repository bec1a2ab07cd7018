"""What a turn may need before it can be written down. It takes too long for a transaction: the turn begins anew."""

from core.dialogue.turn import GalleryPage
from core.model.event import GalleryChoice


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
