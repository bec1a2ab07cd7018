"""The contract of an adapter: a plugin that carries conversations between a platform and the engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import Any, Literal, Protocol

from core.model.address import Address
from core.model.base import Model
from core.model.blob import Blob
from core.model.errors import Lost, Refusal
from core.model.event import Event, Photo
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.person import PersonId
from core.model.reply import Button
from core.plugins.capabilities import Capabilities
from core.plugins.health import Health
from core.plugins.installed_effect import InstalledEffect

OPERATOR_LOG = "atelier.news"
"""The log of what an operator is always shown, such as where a page is."""


class Message(Model):
    """A reply with its bytes, as an adapter sends it: PNG for pictures, anything for documents.

    ``key`` is the same whenever the same message is sent again: where a platform takes one, nobody sees it twice.
    ``person`` is whom it answers, as in ``Event.person``. ``answers`` is the id of the event that it answers, unless it
    tells of the end of a job or an album, and ``answer_by`` what the adapter gave along with that event. ``progress``
    is 0 to 1 in a status message of a job that is being worked on: without a picture it leaves the one that is there.
    ``blob`` is where the picture or the document is kept, if it is, and ``job`` whose status message it is: pages of
    our own ask the engine for more. ``asks`` is the effect for which it asks for a picture, if it does.
    """

    key: str
    person: PersonId = PersonId("")
    answers: str | None = None
    answer_by: str = ""
    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: bytes | None = None
    as_file: bool = False
    spoiler: bool = False
    document: bytes | None = None
    document_name: str = ""
    progress: float | None = None
    private: bool = False
    blob: str | None = None
    job: str | None = None
    asks: str = ""


class Receipt(Model):
    """What became of an event: whether it is ``new``, and a ``notice`` to show whoever did it, alone and at once.

    There is a notice where nothing else will be answered, as to a press on somebody else's button.
    """

    new: bool = True
    notice: str = ""


@dataclass(frozen=True)
class PersonSettings:
    """A person's language, effect, filled slots (blobs by name), and the values of the effect's options."""

    language: str
    effect: InstalledEffect
    photos: Mapping[str, str]
    values: Mapping[str, Any]


class RateLimited(Exception):
    """The platform wants to hear nothing of this conversation for ``retry_after`` seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait for {retry_after:g} s")
        self.retry_after = retry_after


class Undeliverable(Exception):
    """The platform won't ever take this message: a blocked bot, a deleted chat."""


class PhotoLost(Exception):
    """A photo that a person sent can't be had from the platform, or has more bytes than the platform gives out."""

    def __init__(self, why: Lost | Literal[Refusal.TOO_LARGE]) -> None:
        super().__init__(why.value)
        self.why = why


class Engine(Protocol):
    """The engine, as an adapter sees it. Only pages of our own need more than ``submit``."""

    @property
    def effects(self) -> Mapping[str, InstalledEffect]:
        """What can be made of pictures, by the names of their tables; the first is the default."""

    @property
    def max_photo_bytes(self) -> int:
        """So many bytes a photo may have: one of more is refused."""

    async def submit(self, event: Event) -> Receipt:
        """Keeps an event for good; only then may the platform be told that it came.

        Raises StorageError, as all of these may: then it is to be brought again.
        """

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        """What was said last in a conversation, no more than ``most`` lines and none after ``before``."""

    async def blob(self, id: str, person: PersonId) -> Blob | None:
        """A picture or document that this person gave or got."""

    async def job(self, id: str, person: PersonId) -> Job | None:
        """A job of this person's."""

    async def settings(self, address: Address, person: PersonId, locale: str = "") -> PersonSettings:
        """What the person may change, as it is now; ``locale`` is theirs while they have said nothing yet."""

    def health(self) -> tuple[Health, ...]:
        """How each adapter is."""


class Adapter(Protocol):
    """One account on one platform; inheriting this class gives it the defaults.

    Everything that the platform lacks is worked out in core from ``capabilities``. An adapter is made as
    ``Class(account, config, folder)``: the name of its table in plugins.toml, what its model ``config_model`` made of
    that, and a folder for files of its own, which it makes when it needs it. ``name`` is the platform's, the same for
    all accounts; addresses that an adapter hands in begin with its name and its account.
    """

    name: str
    account: str
    capabilities: Capabilities

    @property
    def trouble(self) -> str:
        """Why the platform can't be heard just now although ``run`` goes on, in a line; empty when all is well."""
        return ""

    async def run(self, engine: Engine) -> None:
        """Carries events in; returns when it is cancelled and raises to be started again, but for PortTaken."""
        ...

    async def fetch(self, photo: Photo, limit: int) -> bytes:
        """The bytes of a photo; one of more than ``limit`` needn't be read to its end.

        Raises PhotoLost, RateLimited, and OSError to be asked again.
        """
        ...

    async def send(self, address: Address, message: Message) -> str:
        """Sends a message; returns the platform's reference. Raises RateLimited, Undeliverable, OSError."""
        ...

    async def edit(self, address: Address, reference: str, message: Message) -> str:  # noqa: ARG002
        """Puts a message in an earlier one's place; returns the reference that it has now. Raises as ``send`` does."""
        return await self.send(address, message)
