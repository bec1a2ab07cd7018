"""What the page shows, line by line: the conversation's history and what is just being said, in the page's own form."""

from base64 import b64encode
from collections.abc import Iterable

from atelier_bot import (
    BINARY,
    Button,
    CommandGiven,
    Event,
    HistoryEntry,
    Message,
    Model,
    OutboxEntry,
    PhotoSent,
    Reply,
    TextSent,
    media_type,
)


class File(Model):
    """Something to download."""

    url: str
    name: str


class Item(Model):
    """A line of the chat; a later one with the same ``id`` takes its place.

    ``picture`` and ``before`` are addresses of pictures, ``progress`` is 0 to 1 while a job is worked on, and ``when``
    is in seconds since 1970. ``mine`` is what the person said.
    """

    id: str
    mine: bool = False
    when: float | None = None
    text: str = ""
    picture: str | None = None
    before: str | None = None
    buttons: tuple[tuple[Button, ...], ...] = ()
    progress: float | None = None
    job: str | None = None
    spoiler: bool = False
    file: File | None = None
    failed: bool = False


def history(said: Iterable[HistoryEntry]) -> list[Item]:
    """A conversation's lines in order; one that has changed keeps its place and time.

    Replies on their way are left out: whoever is looking is about to get them.
    """
    items: dict[str, Item] = {}
    for line in said:
        item = from_event(line.event, line.when) if line.event is not None else _from_reply(line.reply)
        if item is not None:
            first = items.get(item.id, item)
            items[item.id] = item.model_copy(update={"when": first.when})
    return list(items.values())


def from_event(event: Event, when: float | None = None) -> Item | None:
    """What a person sent; None for what leaves no trace in a chat, such as a pressed button."""
    id = event.id.rpartition(".")[2]
    match event:
        case PhotoSent(photo=photo):
            picture = _blob(photo.blob) if photo.blob else f"sent/{photo.reference}"
            failed = photo.refusal is not None
            return Item(id=id, mine=True, when=when, text=event.caption, picture=picture, failed=failed)
        case TextSent():
            return Item(id=id, mine=True, when=when, text=event.text)
        case CommandGiven():
            return Item(id=id, mine=True, when=when, text=f"/{event.name} {event.argument}".strip())
        case _:
            return None


def from_message(message: Message, reference: str, when: float) -> Item:
    """What is being said; pictures that aren't kept anywhere come along in their address."""
    data = message.document or message.picture
    url = _blob(message.blob) if message.blob else _data_url(data, message.document is None)
    return _item(message, reference, when, url).model_copy(update={"progress": message.progress})


def _from_reply(outgoing: OutboxEntry | None) -> Item | None:
    if outgoing is None or outgoing.reference is None:
        return None
    blob = outgoing.reply.document or outgoing.reply.picture
    return _item(outgoing.reply, outgoing.reference, outgoing.created, _blob(blob) if blob else None)


def _item(said: Message | Reply, reference: str, when: float, url: str | None) -> Item:
    """A line of the bot's; ``url`` is where its picture or document is."""
    name = said.document_name or ("atelier.png" if said.as_file else "")
    return Item(
        id=reference,
        when=when,
        text=said.text,
        picture=url if said.picture else None,
        before=f"job/{said.job}/before" if said.job else None,
        buttons=said.buttons,
        job=said.job,
        spoiler=said.spoiler,
        file=File(url=url, name=name) if name and url else None,
    )


def _blob(id: str) -> str:
    return f"blob/{id}"


def _data_url(data: bytes | None, picture: bool) -> str | None:
    if data is None:
        return None
    return f"data:{media_type(data) if picture else BINARY};base64,{b64encode(data).decode()}"
