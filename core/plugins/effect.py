"""The contract of an effect: a plugin that makes a picture out of slots and options."""

from collections.abc import Mapping
from typing import Any, Protocol

from PIL import Image

from core.model.base import Model
from core.model.event import Slot


class Cancelled(Exception):
    """The picture isn't wanted any more; comes out of ``Report`` and is passed on."""


class Report(Protocol):
    """How an effect tells how far it is, to be called several times a second."""

    resume: bytes | None
    """The last checkpoint of an earlier attempt at the same job."""

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None:
        """The share of the work that is done, 0 to 1, and perhaps how it looks. Raises Cancelled."""

    def checkpoint(self, state: bytes) -> None:
        """Keeps a state to continue from, should this process die."""


class Effect(Protocol):
    """One class makes an effect.

    ``name`` is what jobs and plugins.toml call it, ``slots`` are the pictures that it needs, in the order in which
    people send them, and ``options`` is a pydantic model whose ranges and defaults become settings on every platform.
    It is made as ``Class(options, folder)``, what its model ``config_model`` made of its table in plugins.toml and the
    folder of weights, in the bot process, which never calls ``run``, and in the compute child, which does.
    """

    name: str
    slots: tuple[Slot, ...]
    options: type[Model]

    def tweaks(self, options: Model) -> Mapping[str, Mapping[str, Any]]:
        """What to offer under a picture: names of texts, ``tweak-NAME``, and the options that each changes."""

    def run(self, inputs: Mapping[Slot, Image.Image], options: Model, report: Report) -> Image.Image:
        """Makes the picture. Runs in a process of its own."""
