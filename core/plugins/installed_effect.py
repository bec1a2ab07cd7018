"""An effect as it is installed: under the name of its table, with its words, its command and its options' schema."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any

from core.model.base import Model
from core.model.kept_picture import KeptPicture
from core.plugins.controls import options_schema
from core.plugins.effect import Effect, Slot, variants_of
from core.plugins.errors import reason
from core.plugins.gallery import GalleryPicture, pictures_in
from core.plugins.sizes import SizeLimits, limited, lowered, smaller
from core.plugins.texts import Texts

log = logging.getLogger(__name__)

Folders = Mapping[str, Traversable]
"""The operator's galleries by slot."""
NO_FOLDERS: Folders = {}
NO_LIMITS = SizeLimits()


@dataclass(frozen=True)
class InstalledEffect:
    """``name`` is its table's in plugins.toml, by which jobs and settings know it; one effect may have several.

    ``galleries`` has the pictures that are offered for a slot, the effect's before the operator's; ``sizes`` are the
    operator's.
    """

    name: str
    effect: Effect[Any]
    texts: Texts
    galleries: Mapping[str, Sequence[GalleryPicture]] = field(default_factory=dict)
    sizes: SizeLimits = NO_LIMITS

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The pictures that it takes, in the order in which people send them."""
        return tuple(self.effect.slots)

    @cached_property
    def options(self) -> type[Model]:
        """The model of its options, with the operator's limits."""
        model: type[Model] = self.effect.options
        return limited(model, options_schema(model), self.sizes)

    @cached_property
    def schema(self) -> dict[str, dict[str, Any]]:
        """The JSON Schema of each option that a person may set."""
        return options_schema(self.options)

    def lowered(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values of its options with a size that the operator doesn't allow any more made the largest."""
        return lowered(self.schema, values)

    def smaller(self, values: Mapping[str, Any]) -> dict[str, Any] | None:
        """Values of its options that take less memory; None where there are none."""
        return smaller(self.schema, values)

    @cached_property
    def has_variants(self) -> bool:
        """Whether it offers any variants of what it makes by its defaults."""
        return bool(variants_of(self.effect, self.options()))

    @property
    def network(self) -> bool:
        """Whether it needs the network."""
        return bool(getattr(self.effect, "network", False))

    @property
    def command(self) -> str:
        """The name of its command, without the slash."""
        own = getattr(self.effect, "command", "") if self.name == self.effect.name else ""
        return own or self.name.replace("-", "_").lower()

    def command_name(self, language: str) -> str:
        """What its command is called where commands have names in every language; a word in small letters."""
        own = self._say(language, "command-name") if self.name == self.effect.name else None
        return own or self.command

    def slot(self, name: str) -> Slot | None:
        """The slot of this name, if it has one."""
        return next((slot for slot in self.slots if slot.name == name), None)

    def title(self, language: str) -> str:
        """What people call it. One of several tables of an effect goes by its own name."""
        if self.name != self.effect.name:
            return self.texts.name_of(language, "effect", self.name) or self.name
        return self._say(language, "effect-name") or self.name.replace("-", " ")

    def about(self, language: str) -> str:
        """What it does, in a few words that a list of commands has room for."""
        return self._say(language, "effect-about") or self.title(language)

    def slot_text(self, language: str, key: str, slot: str) -> str:
        """The text ``KEY-SLOT``, else the framework's ``KEY`` with what the slot is called."""
        own = self.texts.name_of(language, key, slot)
        return own or self.texts.say(language, key, slot=self.slot_name(language, slot))

    def slot_name(self, language: str, slot: str) -> str:
        """What a slot is called."""
        return self.texts.name_of(language, "slot", slot) or slot.replace("_", " ")

    def gallery(self, slot: str) -> Sequence[GalleryPicture]:
        """The pictures that are offered for a slot; there may be none."""
        return self.galleries.get(slot, ())

    def has_choice(self, slot: str) -> bool:
        """Whether there are pictures to choose from for a slot, and not just one."""
        return len(self.gallery(slot)) > 1

    def own(self, slot: str, kept: Iterable[KeptPicture]) -> tuple[KeptPicture, ...]:
        """Those kept pictures that are offered for a slot: kept for it, or for one that has the same gallery."""
        galleries = {one.name: one.gallery for one in self.slots if one.gallery is not None}
        alike = {slot, *(name for name, gallery in galleries.items() if gallery == galleries.get(slot))}
        return tuple(picture for picture in kept if picture.effect == self.name and picture.slot in alike)

    def picture(self, slot: str, name: str) -> GalleryPicture | None:
        """The picture of this name that is offered for a slot, if there is one."""
        return next((picture for picture in self.gallery(slot) if picture.name == name), None)

    def picture_title(self, language: str, name: str) -> str:
        """What a picture of a gallery is called: the text ``gallery-NAME``, else its name in words."""
        return self.texts.name_of(language, "gallery", name) or name.replace("-", " ").capitalize()

    def _say(self, language: str, key: str) -> str | None:
        return self.texts.say(language, key) if self.texts.knows(language, key) else None


def install(
    effects: Mapping[str, Effect[Any]],
    framework: Texts,
    folders: Mapping[str, Folders] | None = None,
    sizes: SizeLimits = NO_LIMITS,
) -> dict[str, InstalledEffect]:
    """Effects by the names of their tables, each with its own texts before the framework's.

    ``folders`` are the operator's galleries of each, ``sizes`` the operator's for all. Raises ValueError and OSError
    where texts can't be read.
    """
    found = {}
    for name, effect in effects.items():
        folder = getattr(effect, "texts", None)  # a class that doesn't inherit Effect needn't have what is optional
        texts = framework if folder is None else Texts.load(folder, framework)
        galleries = _galleries(name, effect, (folders or {}).get(name, NO_FOLDERS))
        found[name] = InstalledEffect(name, effect, texts, galleries, sizes)
    return found


def _galleries(name: str, effect: Effect[Any], folders: Folders) -> dict[str, tuple[GalleryPicture, ...]]:
    """The galleries of an effect by slot. A picture of the operator's takes the place of one with the same name."""
    found = {}
    for slot in effect.slots:
        own = pictures_in(slot.gallery)[0] if slot.gallery is not None else ()
        added = _added(f"effects.{name}.gallery.{slot.name}", folders[slot.name]) if slot.name in folders else ()
        if pictures := {picture.name: picture for picture in (*own, *added)}:
            found[slot.name] = tuple(pictures.values())
    return found


def _added(place: str, folder: Traversable) -> tuple[GalleryPicture, ...]:
    """The operator's pictures; what is wrong with the others, or the folder, is a line in the log each."""
    try:
        pictures, problems = pictures_in(folder)
    except OSError as error:
        log.warning("%s: %s can't be read: %s", place, folder, reason(error))
        return ()
    for problem in problems:
        log.warning("%s: a picture is left out: %s", place, problem)
    return pictures
