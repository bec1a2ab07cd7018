"""Makes a message fit a platform: what it lacks or won't take becomes something that it has."""

from core.engine.button_owner import mark_buttons
from core.imaging.fitting import fit_into_bytes
from core.imaging.media_types import suffix
from core.model.blob import Blob
from core.model.person import PersonId
from core.model.reply import Button, Reply, Way
from core.plugins.adapter import Obstacle, Undeliverable
from core.plugins.capabilities import Capabilities
from core.plugins.message import Answered, Kept, Message

SMALL_PICTURE = 1_000_000
"""Bytes of a picture that is tried where a larger one wasn't taken, or half of those that it has."""


def parts(reply: Reply, capabilities: Capabilities) -> tuple[Reply, ...]:
    """A reply as one or more of which each is one message; buttons, the file and the job belong to the last one."""
    text, buttons = reply.text, reply.buttons
    if buttons and not capabilities.buttons:
        text, buttons = f"{text}\n\n{_numbered(buttons)}".strip(), ()
    has_file = reply.picture is not None or reply.document is not None
    limit = capabilities.caption_limit if has_file else capabilities.text_limit
    *first, last = split_text(text, limit) or [""]
    way = Way.DIRECT if reply.alone else reply.way
    about = {"private": reply.private, "way": way, "answers": reply.answers, "answer_by": reply.answer_by}
    earlier = (Reply.model_validate({"text": part, **about}) for part in first)
    return (*earlier, reply.model_copy(update={"text": last, "buttons": buttons}))


def with_files(
    message: Message, way: Way, picture: Blob | None, document: Blob | None, capabilities: Capabilities
) -> Message:
    """The message with its bytes: a picture fits into the platform's limit, and is a file where it shows none.

    Raises Undeliverable for a document where the platform has no files.
    """
    if document is not None and not capabilities.downloads:
        raise Undeliverable("the platform has no files", Obstacle.FILE)
    if picture is None:
        return message.model_copy(update={"document": document and document.data})
    as_file = message.as_file or not capabilities.pictures
    limit = capabilities.file_limit if as_file else capabilities.picture_limit
    if way is Way.SMALL:
        limit = min(limit, SMALL_PICTURE, len(picture.data) // 2)
    shown = fit_into_bytes(picture.data, limit)
    if not capabilities.pictures:
        return message.model_copy(update={"document": shown, "document_name": f"painting.{suffix(shown)}"})
    return message.model_copy(update={"picture": shown})


def to_message(reply: Reply, key: str, person: PersonId) -> Message:
    """One of the ``parts`` of a reply to a person as a message without its bytes."""
    return Message(
        key=key,
        person=person,
        answers=Answered(id=reply.answers, answer_by=reply.answer_by) if reply.answers is not None else None,
        text=reply.text,
        buttons=mark_buttons(reply.buttons, person),
        only_buttons=reply.only_buttons,
        private=reply.private,
        alt=reply.alt,
        as_file=reply.as_file,
        side_by_side=reply.side_by_side,
        spoiler=reply.spoiler,
        document_name=reply.document_name,
        asks=reply.asks,
        answer_hint=reply.answer_hint,
        kept=Kept(blob=reply.picture or reply.document, job=reply.job),
    )


def split_text(text: str, limit: int) -> list[str]:
    """A text in parts of at most ``limit`` characters, cut between lines or words where there are any."""
    parts = []
    rest = text
    while len(rest) > limit:
        cut = max(rest.rfind("\n", 1, limit + 1), 0) or max(rest.rfind(" ", 1, limit + 1), 0) or limit
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [part for part in (*parts, rest) if part]


def _numbered(rows: tuple[tuple[Button, ...], ...]) -> str:
    """Buttons as a list; the dialogue takes the number for the button, as ``Reply.numbered`` has them."""
    buttons = [button for row in rows for button in row]
    lines = [f"{button.typed}: {button.label}" for button in buttons if button.typed]
    chosen = [button for button in buttons if not button.typed]
    numbered = [
        button.label if button.numbered else f"{number}. {button.label}"
        for number, button in enumerate(chosen, start=1)
    ]
    return "\n".join([*lines, *numbered])
