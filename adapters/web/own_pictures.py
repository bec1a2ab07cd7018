"""What a person can use again, as the page shows it: what they have kept, and what isn't deleted yet."""

from collections.abc import Iterable, Mapping
from typing import Any

from adapters.web.items import small_address
from adapters.web.view import slot_title
from atelier_bot import InstalledEffect, OwnPicture, PersonSettings


def shown(
    pictures: Iterable[OwnPicture], effects: Mapping[str, InstalledEffect], settings: PersonSettings, now: float
) -> dict[str, Any]:
    """A person's pictures in JSON, each with the buttons that it has, and the slots that each of them can be put into.

    ``left`` are the seconds until a picture goes, None where the person keeps it. What is of an effect that is gone is
    called as the chosen effect calls what it makes.
    """
    effect, language = settings.effect, settings.language
    uses = [{"slot": slot.name, "title": effect.slot_text(language, "use", slot.name)} for slot in effect.slots]
    return {
        "uses": uses,
        "pictures": [_picture(one, effects.get(one.effect, effect), language, now) for one in pictures],
    }


def _picture(picture: OwnPicture, effect: InstalledEffect, language: str, now: float) -> dict[str, Any]:
    keep = f"own-{picture.slot}:{picture.job}" if picture.slot else f"keep:{picture.job}"
    return {
        "own": picture.blob,
        "slot": picture.slot,
        "title": picture.name or _what(picture, effect, language),
        "picture": small_address(picture.blob),
        "left": max(0.0, picture.expires - now) if picture.expires is not None else None,
        "spoiler": picture.spoiler,
        "keep": "" if picture.kept else keep,
        "rename": f"name:{picture.kept}" if picture.kept else "",
        "delete": f"drop:{picture.kept}" if picture.kept else "",
    }


def _what(picture: OwnPicture, effect: InstalledEffect, language: str) -> str:
    """What it is, as a heading."""
    slot = effect.slot(picture.slot)
    if slot is not None:
        return slot_title(effect, slot, language)
    made = effect.texts.say(language, "kept-result")
    return made[:1].upper() + made[1:]
