"""What the Bot API answers when it doesn't do what it is asked, beside what all platforms may."""

from collections.abc import Mapping
from typing import Final

from atelier_bot import AtelierError, Forbidden, Obstacle, Refused, Undeliverable

OBSTACLES: Final[Mapping[str, Obstacle]] = {
    "to send photos": Obstacle.PICTURE,
    "chat_send_photos_forbidden": Obstacle.PICTURE,
    "photo_invalid_dimensions": Obstacle.PICTURE,
    "photo_save_file_invalid": Obstacle.PICTURE,
    "photo_ext_invalid": Obstacle.PICTURE,
    "image_process_failed": Obstacle.PICTURE,
    "wrong type of the web page content": Obstacle.PICTURE,
    "to send documents": Obstacle.FILE,
    "to send media": Obstacle.FILE,
    "chat_send_docs_forbidden": Obstacle.FILE,
    "chat_send_media_forbidden": Obstacle.FILE,
    "request entity too large": Obstacle.SIZE,
    "file is too big": Obstacle.SIZE,
    "file_too_big": Obstacle.SIZE,
    "too long": Obstacle.FORM,
    "too_long": Obstacle.FORM,
    "button": Obstacle.FORM,
    "reply markup": Obstacle.FORM,
    "can't parse": Obstacle.FORM,
    "entit": Obstacle.FORM,
    "chat not found": Obstacle.PLACE,
    "peer_id_invalid": Obstacle.PLACE,
    "chat_write_forbidden": Obstacle.PLACE,
    "chat_send_plain_forbidden": Obstacle.PLACE,
    "to send text messages": Obstacle.PLACE,
    "no rights to send a message": Obstacle.PLACE,
    "chat_restricted": Obstacle.PLACE,
    "chat_admin_required": Obstacle.PLACE,
    "channel_private": Obstacle.PLACE,
    "topic_closed": Obstacle.PLACE,
    "deactivated": Obstacle.PLACE,
    "user_is_blocked": Obstacle.PLACE,
}
"""What Telegram's reasons mean, by what is in them in small letters; the first that fits."""


class Conflict(AtelierError):
    """Somebody else gets the bot's updates."""

    code = "conflict"


class PollingStalled(AtelierError):
    """Nothing was heard of Telegram for too long."""

    code = "polling_stalled"


class Migrated(Refused):
    """The group has become a supergroup, which has another id."""

    def __init__(self, chat: str) -> None:
        super().__init__("the group has become a supergroup")
        self.chat = chat


def undeliverable(refused: Refused) -> Undeliverable:
    """A refusal of a message, with what Telegram won't take of it."""
    reason = str(refused).casefold()
    otherwise = Obstacle.PLACE if isinstance(refused, Forbidden) else Obstacle.MESSAGE
    return Undeliverable(str(refused), next((kind for text, kind in OBSTACLES.items() if text in reason), otherwise))
