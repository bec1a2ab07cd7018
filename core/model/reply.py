"""What the bot answers, in no platform's words; an adapter shows it as well as its platform can."""

from enum import StrEnum
from typing import Self

from core.model.base import Model


class Button(Model):
    """A button: what it says, and the id that comes back when it is pressed (at most 57 bytes).

    Where there are no buttons it is chosen by its number, but for one that destroys something: that has in ``typed``
    what is to be written instead. The label of one that is ``numbered`` begins with that number already.
    """

    id: str
    label: str
    typed: str = ""
    numbered: bool = False


class Aside(Model):
    """What is said in the place of a reply that goes to one person alone, or can't be shown there.

    ``told`` says that they have it, ``untold`` with ``buttons`` how to get it. ``job`` is the one whose end the reply
    tells, if it does: as long as the person doesn't have that, it is offered again.
    """

    told: str
    untold: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    job: str | None = None


class Way(StrEnum):
    """How a reply is delivered, in the order in which the ways are tried.

    As it is; with nothing but its picture, or its text; its picture as a file; its picture smaller; to the person
    alone. ``TOLD`` only says in its place how to get it.
    """

    AS_IS = "as-is"
    BARE = "bare"
    FILE = "file"
    SMALL = "small"
    DIRECT = "direct"
    TOLD = "told"


class Reply(Model):
    """One message. Buttons are in rows; ``picture`` and ``document`` are blobs.

    With ``job`` it is that job's status message, and a later reply with the same job takes its place where messages can
    be edited. ``replaces`` is the reference of another message whose place it takes in the same way; ``only_buttons``
    says that nothing else of that changes. ``private`` is for the person alone; ``aside`` is what is said where it
    can't be shown, or mustn't, and ``way`` how it is delivered. A ``spoiler`` hides the picture until it is wanted.
    ``as_file`` sends the picture as it is, not as the platform would compress it; ``alt`` says what it is to those who
    don't see it. ``answers`` is the id of the event that it answers, ``answer_by`` what came with that. ``asks`` is the
    effect for which it asks for a picture, if it does. ``answer_hint`` is what is added where a platform shows the bot
    only what is a reply to its own messages. ``side_by_side``: the picture is several, of which the buttons choose one.
    """

    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: str | None = None
    alt: str = ""
    as_file: bool = False
    side_by_side: bool = False
    spoiler: bool = False
    document: str | None = None
    document_name: str = ""
    job: str | None = None
    replaces: str = ""
    only_buttons: bool = False
    private: bool = False
    aside: Aside | None = None
    way: Way = Way.AS_IS
    answers: str | None = None
    answer_by: str = ""
    asks: str = ""
    answer_hint: str = ""

    def after(self, text: str) -> Self:
        """The same message with something said before what it says."""
        return self.model_copy(update={"text": f"{text}\n{self.text}"})

    @property
    def alone(self) -> bool:
        """Whether it goes to the person alone, as its ``aside`` tells the others."""
        return self.way is Way.DIRECT or (self.private and self.aside is not None)

    @property
    def numbered(self) -> tuple[str, ...]:
        """The ids of the buttons that a number may choose, row by row."""
        return tuple(button.id for row in self.buttons for button in row if not button.typed)
