"""The contract of an effect: a plugin that makes a picture out of the pictures in its slots and its options."""

from collections.abc import Iterable, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import Annotated, Any, Protocol, TypeVar

from PIL import Image
from pydantic import ConfigDict, StringConstraints

from core.model.base import Model
from core.model.errors import AtelierError
from core.plugins.finding import Finding

OptionsT = TypeVar("OptionsT", bound=Model)

Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=20)]
"""A name that fits into every platform's buttons and commands; ``_`` and ``-`` are alike in the keys of texts."""


class Cancelled(AtelierError):
    """The picture isn't wanted any more; comes out of ``Report`` and is passed on."""

    code = "cancelled"


class Slot(Model):
    """A picture that an effect needs, or takes if it is given one and ``optional``.

    It is called by the effect's texts: ``slot-NAME`` (a word), and, as far as the framework's words won't do,
    ``slot-about-NAME`` (a sentence), ``ask-NAME``, ``ask-again-NAME``, ``ask-kept-NAME``, ``bad-NAME``,
    ``button-use-as-NAME``, ``button-another-NAME``, ``button-add-NAME``, ``use-NAME``; ``words-NAME`` are the words by
    which a caption means it, with spaces between them, and ``_`` between those that do so together.

    ``gallery`` is a folder of JPEG, PNG and WebP files that the effect offers for it, such as
    ``importlib.resources.files(__package__) / "gallery"``; the operator's folder joins it. A picture's name is its
    file's: a small letter, then small letters, digits and ``-``, 20 at most. People read the text ``gallery-NAME``, and
    ``button-gallery-SLOT`` and ``choose-SLOT`` on the way there. What a person gave for such a slot they may keep, by
    ``button-own-SLOT``: it is called ``own-name-SLOT`` with a number, and offered to them before the others.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: Name
    optional: bool = False
    gallery: Traversable | None = None


class Tweak(Model):
    """Options that a person may want changed when they see a picture; a button says the text ``tweak-NAME``."""

    name: Name
    changes: Mapping[str, Any]


class Variant(Model):
    """Options to try on something small before a whole picture is made with them; a button says ``variant-NAME``.

    ``changes`` are made to the picture's options, and kept as the person's own where this variant is chosen; ``draft``
    is changed for the small picture alone, such as its size. Where there is no such text ``tweak-NAME`` will do.
    """

    name: Annotated[Name, StringConstraints(max_length=15)]
    changes: Mapping[str, Any]
    draft: Mapping[str, Any] = {}


class Report(Protocol):
    """How an effect tells how far it is, to be called several times a second."""

    resume: bytes | None
    """The last checkpoint of an earlier attempt at the same job."""

    def __call__(self, fraction: float, preview: Image.Image | None = None) -> None:
        """The share of the work that is done, 0 to 1, and perhaps how it looks. Raises Cancelled."""

    def checkpoint(self, state: bytes) -> None:
        """Keeps a state to continue from, should this process die."""


class Effect(Protocol[OptionsT]):
    """One class makes an effect; inheriting this one gives it the defaults.

    ``name`` is what jobs and plugins.toml call it. ``slots`` are the pictures that it needs, in the order in which
    people send them. ``options`` is a pydantic model whose ranges and defaults become settings on every platform.
    ``texts`` is a folder of ``en.ftl`` and ``ru.ftl``, such as ``importlib.resources.files(__package__) / "locales"``,
    whose words come before the framework's. ``command`` is its command's name where that isn't ``name``. One that needs
    the network in ``run`` says ``network = True``; others don't get any.

    It is made as ``Class(config, folder)``, what its model ``config_model`` made of its table in plugins.toml and the
    folder of weights, in the bot process, which never calls ``run``, and in the worker, which does.
    """

    name: str
    slots: Sequence[Slot]
    options: type[OptionsT]
    texts: Traversable | None = None
    command: str = ""
    network: bool = False

    def tweaks(self, options: OptionsT) -> Sequence[Tweak]:  # noqa: ARG002 - for those who offer some
        """What to offer under a picture that was made with these options."""
        return ()

    def variants(self, options: OptionsT) -> Sequence[Variant]:  # noqa: ARG002 - for those who offer some
        """What to try small, side by side, of a picture with these options; ``run`` makes each in the order given."""
        return ()

    def check(self) -> Iterable[Finding]:
        """What doctor is told of what the effect needs, such as weights; runs where ``run`` does."""
        return ()

    def run(self, inputs: Mapping[str, Image.Image], options: OptionsT, report: Report) -> Image.Image:
        """Makes the picture of those in the slots (any mode, turned upright). Runs in a process of its own.

        Raises Rejected where one of them is at fault, OptionsError, WeightsError, and Cancelled as it came.
        """
        ...


def variants_of(effect: Effect[Any], options: Model) -> Sequence[Variant]:
    """An effect's variants; a class that inherits nothing may have none."""
    declared = getattr(effect, "variants", None)
    return () if declared is None else declared(options)
