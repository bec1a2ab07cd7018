"""What the page shows, line by line: the conversation's history and what is just being said, in the page's own form."""

from base64 import b64encode
from collections.abc import Iterable

from adapters.web.client_posts import is_quiet
from atelier_bot import (
    Button,
    CommandGiven,
    Event,
    GalleryChoice,
    HistoryEntry,
    Kept,
    Message,
    Model,
    PhotoSent,
    Reply,
    TextSent,
    media_type,
)


class Item(Model):
    """A line of the chat; a later one with the same ``id`` takes its place.

    ``picture``, ``before`` and ``file`` are addresses of pictures and of what is to be downloaded, as ``file_name``;
    pictures have their names from the page. ``alt`` says what the picture is, ``progress`` is 0 to 1 while a job is
    worked on, and ``when`` is in seconds since 1970. ``mine`` is what the person said.
    """

    id: str
    mine: bool = False
    when: float | None = None
    text: str = ""
    picture: str | None = None
    alt: str = ""
    before: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    progress: float | None = None
    job: str | None = None
    spoiler: bool = False
    file: str | None = None
    file_name: str = ""
    failed: bool = False


def history(said: Iterable[HistoryEntry]) -> list[Item]:
    """A conversation's lines in order; one that has changed keeps its place and time.

    Replies on their way are left out: whoever is looking is about to get them.
    """
    items: dict[str, Item] = {}
    for line in said:
        item, sent = None, line.reply
        if line.event is not None:
            item = from_event(line.event, line.when)
        elif sent is not None and sent.reference is not None and not is_quiet(sent.reply.answer_by, sent.reply.job):
            kept = Kept(blob=sent.reply.document or sent.reply.picture, job=sent.reply.job)
            item = _item(sent.reply, sent.reference, line.when, kept)
        if item is not None:
            first = items.get(item.id, item)
            items[item.id] = item.model_copy(update={"when": first.when})
    return list(items.values())


def from_event(event: Event, when: float | None = None) -> Item | None:
    """What a person sent; None for what leaves no trace in a chat, such as a pressed button."""
    if is_quiet(event.answer_by):
        return None
    id = event.id.rpartition(".")[2]
    match event:
        case PhotoSent(photo=photo):
            blob = photo.blob or photo.own
            picture = f"api/blob/{blob}" if blob else f"api/photo/{id}"
            if photo.gallery is not None:
                picture = gallery_address(photo.gallery)
            failed = photo.refusal is not None
            return Item(id=id, mine=True, when=when, text=event.caption, picture=picture, failed=failed)
        case TextSent():
            return Item(id=id, mine=True, when=when, text=event.text)
        case CommandGiven():
            return Item(id=id, mine=True, when=when, text=f"/{event.name} {event.argument}".strip())
        case _:
            return None


def gallery_address(choice: GalleryChoice) -> str:
    """Where the page has a picture of a gallery from, small."""
    return f"api/gallery/{choice.effect}/{choice.slot}/{choice.name}"


def small_address(blob: str) -> str:
    """Where the page has one of a person's own pictures from, small."""
    return f"api/small/{blob}"


def from_message(message: Message, reference: str, when: float) -> Item:
    """What is being said; pictures that aren't kept anywhere come along in their address."""
    item = _item(message, reference, when, message.kept, message.document or message.picture)
    return item.model_copy(update={"progress": message.progress})


def _item(said: Message | Reply, reference: str, when: float, kept: Kept, data: bytes | None = None) -> Item:
    """A line of the bot's; its picture or document is ``kept`` or, if nowhere, is ``data``."""
    url = f"api/blob/{kept.blob}" if kept.blob else None
    if data is not None and not kept.blob:
        url = f"data:{media_type(data)};base64,{b64encode(data).decode()}"
    return Item(
        id=reference,
        when=when,
        text=said.text,
        picture=url if said.picture else None,
        alt=said.alt,
        before=f"api/job/{kept.job}/before" if kept.job and not said.side_by_side else None,
        buttons=said.buttons,
        job=kept.job,
        spoiler=said.spoiler,
        file=url if said.document_name or said.as_file else None,
        file_name=said.document_name,
    )
