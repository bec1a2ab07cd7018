"""What of a message Telegram takes, and in which form."""

import io
from typing import Final

from telebot.types import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaDocument, InputMediaPhoto

from atelier_bot import Button, Message, open_own, suffix

PHOTO_SIDES: Final = 10_000
PHOTO_RATIO: Final = 20
"""A photo's width and height together are no more, and neither is so many times the other; a file may be anything."""


def keyboard(rows: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """Buttons under a message."""
    shown = [[InlineKeyboardButton(button.label, callback_data=button.id) for button in row] for row in rows if row]
    return InlineKeyboardMarkup(shown) if shown else None


def is_photo(message: Message) -> bool:
    """Whether a picture is shown as a photo and not sent as a file."""
    if message.picture is None or message.as_file:
        return False
    width, height = open_own(message.picture).size
    return width + height <= PHOTO_SIDES and max(width, height) <= PHOTO_RATIO * min(width, height)


def file_of(message: Message) -> InputFile:
    """A message's picture or document as an upload."""
    data = message.picture if message.picture is not None else message.document
    assert data is not None  # whoever asks has looked
    return InputFile(io.BytesIO(data), file_name=message.document_name or f"painting.{suffix(data)}")


def media_of(message: Message, photo: bool) -> InputMediaPhoto | InputMediaDocument:
    """A message's picture or document for a message that is there already."""
    caption = message.text or None
    if photo:
        return InputMediaPhoto(file_of(message), caption=caption, has_spoiler=message.spoiler or None)
    return InputMediaDocument(file_of(message), caption=caption)
