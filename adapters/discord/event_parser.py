"""Reads what the gateway brings: what a person did on Discord, as events."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from discord import (
    Attachment,
    Interaction,
    InteractionType,
    Member,
    Message,
    MessageType,
    StickerFormatType,
    StickerItem,
    User,
)
from discord.app_commands import AppCommandContext, Namespace

from adapters.discord.command_names import VARIANTS_OPTION, CommandNames, gallery_options, slot_options
from adapters.discord.settings_form import FORM, values_in
from atelier_bot import (
    ADMIN,
    Address,
    ButtonPressed,
    CommandGiven,
    Event,
    GalleryChoice,
    InstalledEffect,
    OtherSent,
    Person,
    Photo,
    PhotoSent,
    TextSent,
    claims_to_be_picture,
    event_of_text,
)

ARGUMENTS: Final = {"language": "language", "keep": "name"}
"""The options that are all that some commands say, by the command."""
ADMIN_OPTIONS: Final = ("action", "about")
"""The options of the command of those in charge: together they are its argument."""
CHAT_INPUT, ON_MESSAGE = 1, 3
BUTTON: Final = 2
MESSAGE_TYPES: Final = (MessageType.default, MessageType.reply)
"""What people write; all else are notes of what happened in a channel."""


class ParsedInteraction(NamedTuple):
    """An event that came by an interaction, and how that is to be acknowledged.

    ``hidden``: the answer is the person's alone. ``update``: it was done in a message that there is already.
    ``form``: the settings are to be shown as a form if that can be done at once.
    """

    event: Event
    hidden: bool = False
    update: bool = False
    form: bool = False


class EventParser:
    """Reads one bot's events."""

    def __init__(self, adapter: str, account: str, command_names: CommandNames) -> None:
        self._adapter, self._account, self._command_names = adapter, account, command_names

    def interaction(self, interaction: Interaction[Any]) -> ParsedInteraction | None:
        """What somebody did with a command, a button or a form, if it is one of ours."""
        data: Mapping[str, Any] = interaction.data or {}
        match interaction.type:
            case InteractionType.application_command if data.get("type") == CHAT_INPUT:
                return self._command(interaction, data)
            case InteractionType.application_command if data.get("type") == ON_MESSAGE:
                return self._menu_command(interaction, data)
            case InteractionType.component if data.get("component_type") == BUTTON:
                event = ButtonPressed(**self._base(interaction), button=str(data["custom_id"]))
                return ParsedInteraction(event, hidden=_is_hidden(interaction), update=True)
            case InteractionType.modal_submit if data.get("custom_id") == FORM:
                options = values_in(data)
                event_ = CommandGiven(**self._base(interaction), name="settings", options=options)
                return ParsedInteraction(event_, hidden=not in_private(interaction))
        return None

    def message(self, message: Message) -> list[Event]:
        """What a message to the bot says: pictures, several of them as an album, or a text."""
        if not _is_for_us(message):
            return []
        base = self._base_of(message.id, message.channel.id, message.author)
        attachments = attachments_of(message)
        photos = [*map(photo_in, attachments), *_still_stickers(message.stickers)]
        if photos:
            return _album(base, photos, message.content)
        if message.stickers or not message.content:
            return [OtherSent(**base, what="sticker" if message.stickers else "message")]
        command = self._command_names.command_in(message.content)
        return [
            event_of_text(
                self._command_names.commands.values(), base, message.content, command, _older_picture(message)
            )
        ]

    def edited(self, message: Message) -> Event | None:
        """A changed text counts as a new one. Discord also tells of changes that nobody made, such as previews."""
        if message.edited_at is None or not message.content:
            return None
        id = f"{message.id}:{message.edited_at.timestamp()}"
        for event in self.message(message)[:1]:
            if isinstance(event, PhotoSent | OtherSent):
                return TextSent(id=id, address=event.address, sender=event.sender, text=message.content)
            return event.model_copy(update={"id": id})
        return None

    def _command(self, interaction: Interaction[Any], data: Mapping[str, Any]) -> ParsedInteraction | None:
        name = str(data["name"])
        given = dict(iter(Namespace(interaction, data.get("resolved", {}), data.get("options", []))))
        if name == ADMIN:
            argument = " ".join(str(given[option]) for option in ADMIN_OPTIONS if option in given)
            event = CommandGiven(**self._base(interaction), name=name, argument=argument)
            return ParsedInteraction(event, hidden=not in_private(interaction))
        command = self._command_names.commands.get(name)
        if command is None:
            return None
        files = {option: value for option, value in given.items() if isinstance(value, Attachment)}
        slots = dict(slot_options(command.effect)) if command.effect is not None else {}
        options = {option: value for option, value in given.items() if option not in files}
        effect = command.effect
        wants_variants = effect is not None and VARIANTS_OPTION not in effect.schema
        variants = bool(wants_variants and options.pop(VARIANTS_OPTION, False))
        photos = _chosen(command.effect, options) if command.effect is not None else {}
        photos |= {slot: photo_in(files[option]) for option, slot in slots.items() if option in files}
        argument = str(options.pop(ARGUMENTS[name], "")) if name in ARGUMENTS else ""
        base = self._base(interaction)
        private = in_private(interaction)
        event = CommandGiven(**base, name=name, argument=argument, photos=photos, options=options, variants=variants)
        # what is still missing is said to the person alone
        complete = effect is not None and all(slot.optional or slot.name in photos for slot in effect.slots)
        hidden = not private and not complete
        return ParsedInteraction(event, hidden, form=name == "settings" and not options and not private)

    def _menu_command(self, interaction: Interaction[Any], data: Mapping[str, Any]) -> ParsedInteraction | None:
        use = str(data["name"])
        slot = self._command_names.slots_of_menu.get(use)
        if slot is None:
            return None
        message: Mapping[str, Any] = data["resolved"]["messages"][str(data["target_id"])]
        photos = photos_in(Attachment(data=file, state=interaction._state) for file in _files_in(message))
        base = self._base(interaction)
        hidden = not in_private(interaction)
        if not photos:
            return ParsedInteraction(OtherSent(**base, what="message"), hidden)
        return ParsedInteraction(PhotoSent(**base, photo=photos[0], caption=use, slot=slot), hidden)

    def _base(self, interaction: Interaction[Any]) -> dict[str, Any]:
        place = interaction.channel_id or interaction.guild_id or interaction.user.id  # of some it isn't told
        base = self._base_of(interaction.id, place, interaction.user, str(interaction.locale))
        return {**base, "is_group": not in_private(interaction)}

    def _base_of(self, id: int, place: int, user: User | Member, locale: str = "") -> dict[str, Any]:
        sender = Person(id=str(user.id), name=user.display_name, locale=locale)
        return {"id": str(id), "address": Address(self._adapter, self._account, str(place)), "sender": sender}


def _chosen(effect: InstalledEffect, options: dict[str, Any]) -> dict[str, Photo]:
    """The pictures of galleries that were chosen, by slot; they are taken out of the options."""
    chosen = {slot: options.pop(option) for option, slot in gallery_options(effect) if option in options}
    return {
        slot: Photo(gallery=GalleryChoice(effect=effect.name, slot=slot, name=str(name)))
        for slot, name in chosen.items()
    }


def in_private(interaction: Interaction[Any]) -> bool:
    """Whether a person did it in a private channel with the bot, where nothing needs to be hidden."""
    context: AppCommandContext = interaction.context
    return interaction.guild_id is None and not context.private_channel


def attachments_of(message: Message) -> list[Attachment]:
    """A message's attachments, those of a message that it forwards included."""
    return [*message.attachments, *(file for older in message.message_snapshots for file in older.attachments)]


def photos_in(files: Iterable[Attachment]) -> list[Photo]:
    """Attachments as photos, those that say that they are pictures before the others, whose bytes may tell."""
    return [photo_in(file) for file in sorted(files, key=_says_nothing)]


def _says_nothing(file: Attachment) -> bool:
    return not claims_to_be_picture(file.content_type, file.filename)


def photo_in(file: Attachment) -> Photo:
    """An attachment as a photo, whatever it says."""
    return Photo(reference=file.url, size=file.size, spoiler=file.is_spoiler())


def _files_in(message: Mapping[str, Any]) -> list[Any]:
    snapshots = [snapshot.get("message", {}) for snapshot in message.get("message_snapshots", [])]
    return [file for one in (message, *snapshots) for file in one.get("attachments", [])]


def _album(base: dict[str, Any], photos: list[Photo], caption: str) -> list[Event]:
    if len(photos) == 1:
        return [PhotoSent(**base, photo=photos[0], caption=caption)]
    id = base["id"]
    return [
        PhotoSent(**{**base, "id": f"{id}:{n}"}, photo=photo, caption=caption if n == 0 else "", album=id)
        for n, photo in enumerate(photos)
    ]


def _is_for_us(message: Message) -> bool:
    place = message.channel  # of a guild that isn't known there is only the id
    in_private = message.guild is None and not getattr(place, "guild", None) and not getattr(place, "guild_id", None)
    return in_private and not message.author.bot and message.webhook_id is None and message.type in MESSAGE_TYPES


def _is_hidden(interaction: Interaction[Any]) -> bool:
    return interaction.message is not None and interaction.message.flags.ephemeral


def _older_picture(message: Message) -> Photo | None:
    """A picture in the message that this one replies to."""
    older = message.reference.resolved if message.reference is not None else None
    photos = photos_in(attachments_of(older)) if isinstance(older, Message) else []
    return photos[0] if photos else None


def _still_stickers(stickers: Iterable[StickerItem]) -> list[Photo]:
    return [Photo(reference=sticker.url) for sticker in stickers if sticker.format is StickerFormatType.png]
