"""What a fresh child does with an effect's file: it says what the effect takes, and makes a picture."""

import json
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from cli.dev.effect_file import EffectFile
from cli.effect_trial import refusal_text
from core.dialogue.framework_texts import framework_texts
from core.jobs.effect_run import EffectRun
from core.jobs.work import Failure, WorkChannel
from core.plugins.conformance import check_class
from core.plugins.controls import valid_options
from core.plugins.effect import Cancelled, Effect
from core.plugins.errors import Rejected, refusal_key
from core.plugins.installed_effect import InstalledEffect, install
from core.plugins.texts import DEFAULT


@dataclass(frozen=True)
class Description:
    """Work: what the page draws of an effect, in JSON, with the ``values`` of its options that it takes."""

    file: EffectFile
    values: Mapping[str, Any]

    def __call__(self, _files: Mapping[str, bytes], _channel: WorkChannel) -> bytes:
        """Raises Failure with one line where the effect can't be had."""
        effect = self.file.make()
        try:
            check_class(type(effect), Effect)
            (installed,) = install({effect.name: effect}, framework_texts()).values()
            said = self._said(installed)
        except Exception as error:
            raise Failure("error", self.file.told(error)) from error
        return json.dumps(said).encode()

    def _said(self, installed: InstalledEffect) -> dict[str, Any]:
        from adapters.web.view import slot_title, to_control  # aiohttp, which ``run`` has no use for

        values = valid_options(installed.options, self.values).model_dump(mode="json")
        controls = [
            to_control(name, schema, values[name], installed.texts, DEFAULT)
            for name, schema in installed.schema.items()
        ]
        return {
            "class": type(installed.effect).__qualname__,
            "network": installed.network,
            "title": installed.title(DEFAULT),
            "about": installed.about(DEFAULT),
            "slots": [
                {
                    "name": slot.name,
                    "title": slot_title(installed, slot, DEFAULT),
                    "optional": slot.optional,
                    "gallery": [picture.name for picture in installed.gallery(slot.name)],
                }
                for slot in installed.slots
            ],
            "options": [control for control in controls if control is not None],
            "values": values,
        }


@dataclass(frozen=True)
class GalleryFile:
    """Work: a picture of a slot's gallery, as it is in its file."""

    file: EffectFile
    slot: str
    picture: str

    def __call__(self, _files: Mapping[str, bytes], _channel: WorkChannel) -> bytes:
        """Raises Failure where there is none."""
        effect = self.file.make()
        (installed,) = install({effect.name: effect}, framework_texts()).values()
        found = installed.picture(self.slot, self.picture)
        if found is None:
            raise Failure("error", f"{self.slot}: its gallery has no {self.picture} any more")
        return found.read()


@dataclass(frozen=True)
class Run:
    """Work: a picture, as a job makes it. The files are pictures by slot."""

    file: EffectFile
    values: Mapping[str, Any]

    def __call__(self, files: MutableMapping[str, bytes], channel: WorkChannel) -> bytes:
        """A PNG file. Raises Failure with one line, whatever the effect raises, and Cancelled."""
        effect = self.file.make()
        try:
            return EffectRun(lambda: effect, self.values)(files, channel)
        except Cancelled:
            raise
        except Failure as failure:
            rejected = failure.__cause__
            if isinstance(rejected, Rejected):
                said = refusal_text(effect, rejected) or f"there is no text {refusal_key(rejected.text)} to say why"
                raise Failure(failure.reason, f"the picture for {rejected.slot} is refused: {said}") from failure
            raise
        except Exception as error:
            raise Failure("error", self.file.told(error)) from error
