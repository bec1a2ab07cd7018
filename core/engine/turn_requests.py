"""What a turn may need before it can be written down. It takes too long for a transaction: the turn begins anew."""

from dataclasses import dataclass

from core.dialogue.turn import GalleryPage
from core.model.event import GalleryChoice
from core.plugins.bot_status import BotStatus


@dataclass(frozen=True)
class Brought:
    """What a turn has asked for: the ``parts`` of an export, a ``sheet``, how the bot is.

    Parts are blobs, and there are none where the person was forgotten meanwhile; the sheet has a page of a gallery, and
    is empty where it can't be drawn.
    """

    parts: tuple[str, ...] | None = None
    sheet: bytes | None = None
    status: BotStatus | None = None


NOTHING = Brought()


class ExportWanted(Exception):
    """A turn needs what is kept of the person packed."""


class StatusWanted(Exception):
    """A turn needs to know how the bot is."""


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
