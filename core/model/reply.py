"""What the bot answers, in no platform's words; an adapter shows it as well as its platform can."""

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
    """What a group is told of a reply that is for one person alone: that they have it, or why they don't."""

    told: str
    untold: str


class Reply(Model):
    """One message. Buttons are in rows; ``picture`` and ``document`` are blobs.

    With ``job`` it is that job's status message, and a later reply with the same job takes its place where messages can
    be edited. ``private`` is for the person alone; where it answers what was said in a group, ``aside`` is what is said
    there. A ``spoiler`` hides the picture until it is wanted. ``as_file`` sends the picture as it is, not as the
    platform would compress it. ``answers`` is the id of the event that it answers, ``answer_by`` what came with that.
    ``asks`` is the effect for which it asks for a picture, if it does.
    """

    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    picture: str | None = None
    as_file: bool = False
    spoiler: bool = False
    document: str | None = None
    document_name: str = ""
    job: str | None = None
    private: bool = False
    aside: Aside | None = None
    answers: str | None = None
    answer_by: str = ""
    asks: str = ""

    def after(self, text: str) -> Self:
        """The same message with something said before what it says."""
        return self.model_copy(update={"text": f"{text}\n{self.text}"})

    @property
    def numbered(self) -> tuple[str, ...]:
        """The ids of the buttons that a number may choose, row by row."""
        return tuple(button.id for row in self.buttons for button in row if not button.typed)
