"""The contract of an adapter: a plugin that carries conversations between a platform and the engine."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import inf
from typing import Any, Protocol

from core.model.address import Address
from core.model.base import Model
from core.model.blob import Blob
from core.model.errors import AtelierError, Lost, Refusal
from core.model.event import Event, GalleryChoice, Photo
from core.model.history import HistoryEntry
from core.model.job import Job
from core.model.kept_picture import KeptPicture
from core.model.person import PersonId
from core.plugins.capabilities import Capabilities
from core.plugins.finding import Finding
from core.plugins.health import Health
from core.plugins.installed_effect import InstalledEffect
from core.plugins.message import Message

OPERATOR_LOG = "atelier.news"
"""The log of what an operator is always shown, such as where a page is."""


class Receipt(Model):
    """What became of an event: whether it is ``new``, and a ``notice`` to show whoever did it, alone and at once.

    There is a notice where nothing else will be answered, as to a press on somebody else's button. Of one that is
    ``refused``, as the bot doesn't work for that person, nothing is kept, and the adapter keeps nothing of it either.
    """

    new: bool = True
    notice: str = ""
    refused: bool = False


@dataclass(frozen=True)
class PersonSettings:
    """A person's language, effect, filled slots (blobs by name), the values of the effect's options, what they keep."""

    language: str
    effect: InstalledEffect
    photos: Mapping[str, str]
    values: Mapping[str, Any]
    kept: Sequence[KeptPicture] = ()


class OwnPicture(Model):
    """A picture of a person's that is still here, to be used again: one that they have kept, or one of a job of theirs.

    What an ``effect`` made has no ``slot``; another one is offered for its slot like a gallery's. A kept one has a
    ``name`` and is known as ``kept``, any other is its ``job``'s and goes when it ``expires`` (seconds since 1970).
    """

    blob: str
    effect: str
    slot: str = ""
    kept: str = ""
    name: str = ""
    job: str = ""
    expires: float | None = None
    spoiler: bool = False


class RateLimited(AtelierError):
    """The platform wants to hear nothing of this conversation for ``retry_after`` seconds."""

    code = "rate_limited"
    retry_after: float

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"wait for {retry_after:g} s", retry_after=retry_after)


class Obstacle(StrEnum):
    """What it is of a message that a platform won't take.

    ``PICTURE``: pictures can't be shown there. ``FILE``: nothing can be uploaded there. ``SIZE``: it has too many
    bytes. ``FORM``: its text or its buttons. ``PLACE``: the bot may not write there at all. ``MESSAGE``: it isn't
    known.
    """

    PICTURE = "picture"
    FILE = "file"
    SIZE = "size"
    FORM = "form"
    PLACE = "place"
    MESSAGE = "message"


class Undeliverable(AtelierError):
    """The platform won't ever take this message as it is: a blocked bot, a deleted chat, no rights to send photos.

    ``obstacle`` says what it is that it won't take: core tries what is left.
    """

    code = "undeliverable"
    obstacle: Obstacle

    def __init__(self, reason: str, obstacle: Obstacle = Obstacle.MESSAGE) -> None:
        super().__init__(reason)
        self.obstacle = obstacle


class PhotoLost(AtelierError):
    """A photo that a person sent can't be had from the platform, begins as no picture does, or has too many bytes.

    ``limit`` is then how many the platform gives out.
    """

    code = "photo_lost"

    def __init__(self, why: Lost | Refusal, limit: int | None = None) -> None:
        super().__init__(why.value)
        self.why, self.limit = why, limit


class Engine(Protocol):
    """The engine, as an adapter sees it. Only pages of our own need more than ``submit`` and ``moved``."""

    @property
    def effects(self) -> Mapping[str, InstalledEffect]:
        """What can be made of pictures, by the names of their tables; the first is the default."""

    @property
    def admins(self) -> Collection[PersonId]:
        """Those of the account's people who are in charge."""

    @property
    def max_photo_bytes(self) -> int:
        """So many bytes a photo may have: one of more is refused."""

    async def submit(self, event: Event) -> Receipt:
        """Keeps an event for good; only then may the platform be told that it came.

        Raises StorageError, as all of these may: then it is to be brought again.
        """

    async def moved(self, old: Address, new: Address) -> None:
        """A conversation goes on at another address: what is kept of it goes there, and so does what still comes.

        It may be told more than once. Raises StorageError.
        """

    async def until_answering(self) -> None:
        """Returns as soon as it is this process that answers on the account, where several hear what people do there.

        What is to be done once for the account, not by each of them, is done then.
        """

    async def history(self, address: Address, most: int, before: float = inf) -> list[HistoryEntry]:
        """What was said last in a conversation, no more than ``most`` lines and none after ``before``."""

    async def blob(self, id: str, person: PersonId) -> Blob | None:
        """A picture or document that this person gave or got."""

    async def job(self, id: str, person: PersonId) -> Job | None:
        """A job of this person's."""

    async def pictures(self, person: PersonId) -> list[OwnPicture]:
        """A person's pictures that can be used again, those that they have kept before the newest of the others."""

    async def small_picture(self, id: str, person: PersonId) -> bytes | None:
        """A picture that this person gave or got as a small square JPEG; None where it can't be had."""

    async def gallery_picture(self, choice: GalleryChoice) -> bytes | None:
        """A picture that is offered for a slot, as a small square JPEG; None where it can't be had."""

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

    async def direct(self, person: PersonId) -> Address:
        """Where the person alone reads what is sent. Raises Undeliverable where that is nowhere, RateLimited, OSError.

        It is asked for where ``capabilities.privacy`` is ``DIRECT``.
        """
        reason = f"{self.name} knows no private chats, so nothing goes to {person.id} alone"
        raise Undeliverable(reason, Obstacle.PLACE)

    async def check(self) -> Iterable[Finding]:
        """What doctor is told of the platform: whether the token is good, what the bot may do, what stands in its way.

        It may be asked beside a bot that runs and mustn't disturb that. What it raises is told as an error.
        """
        return ()

    async def forget(self, person: PersonId, references: Sequence[str]) -> None:
        """Deletes what the adapter itself keeps of a person who wants to be forgotten.

        ``references`` are those of the photos that it handed in of theirs. What is in a chat is left there.
        """
