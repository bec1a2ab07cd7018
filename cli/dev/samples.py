"""The pictures that an effect can be tried on: those that were given, and those that come along."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from cli.sources import sources
from core.imaging import images
from core.jobs.photo_decoder import LONG_SIDE
from core.plugins.gallery import pictures_in

FOLDER = files("effects.style_transfer")


@dataclass(frozen=True)
class Sample:
    """A picture in a file, and what it is called."""

    title: str
    data: bytes


def load_samples(given: Sequence[str]) -> tuple[Sample, ...]:
    """The pictures in these files, no larger than the bot keeps any, then photos and paintings that come along.

    Raises UsageError, PictureError and OSError.
    """
    own = [Sample(str(source), images.save(source.load(LONG_SIDE), "PNG")) for source in sources(given)]
    folders = [pictures_in(FOLDER / name)[0] for name in ("examples", "gallery")]
    return (*own, *(Sample(one.name, one.read()) for pictures in folders for one in pictures))


def default_picture(number: int, slot: Mapping[str, Any], samples: Sequence[Sample], given: int) -> str:
    """What fills the slot of this number, as ``offered`` has it, until somebody chooses: empty for nothing.

    A picture that was given for it, else one of its own gallery, else one that comes along.
    """
    if number < given:
        return f"sample:{number}"
    if slot["optional"]:
        return ""
    if slot["gallery"]:
        return f"gallery:{slot['gallery'][0]}"
    return f"sample:{given + (number - given) % (len(samples) - given)}"


def offered(slot: Mapping[str, Any], samples: Sequence[Sample]) -> list[tuple[str, str]]:
    """What a slot may be filled with: each picture's key and what it is called."""
    nothing = [("", "nothing")] if slot["optional"] else []
    own = [(f"gallery:{name}", f"{name} (its gallery)") for name in slot["gallery"]]
    return [*nothing, *((f"sample:{number}", one.title) for number, one in enumerate(samples)), *own]
