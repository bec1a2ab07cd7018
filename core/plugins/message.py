"""What an adapter sends: a reply with its bytes, made to fit what the platform can show."""

from core.model.base import Model
from core.model.person import PersonId
from core.model.reply import Button


class Answered(Model):
    """The event that a message answers: its ``id``, and ``answer_by``, what the adapter gave along with that."""

    id: str
    answer_by: str = ""


class Kept(Model):
    """Where the engine has more of a message, for pages of our own that ask it.

    ``blob`` is the picture or the document, if it is kept, and ``job`` the job whose status message it is, if any.
    """

    blob: str | None = None
    job: str | None = None


class Message(Model):
    """A reply with its bytes, as an adapter sends it: PNG for pictures, anything for documents.

    ``key`` is the same whenever the same message is sent again: where a platform takes one, nobody sees it twice.
    ``person`` is whom it answers, as in ``Event.person``, and ``answers`` what, unless it tells of the end of a job or
    an album. ``progress`` is 0 to 1 in a status message of a job that is being worked on: without a picture it leaves
    the one that is there. ``private`` is for the person alone among those in a group. ``asks`` is the effect for which
    it asks for a picture, if it does, and ``answer_hint`` what an adapter adds to the text where its platform shows the
    bot only what is a reply to its own messages. A ``spoiler`` hides the picture until it is wanted, ``as_file`` sends
    it as it is, not as the platform would compress it, and ``alt`` says what it is to those who don't see it. With
    ``only_buttons`` it differs in nothing else from the message in whose place it comes.
    ``side_by_side``: the picture is several, of which the buttons choose one.
    """

    key: str
    person: PersonId = PersonId("")
    answers: Answered | None = None
    text: str = ""
    buttons: tuple[tuple[Button, ...], ...] = ()
    only_buttons: bool = False
    picture: bytes | None = None
    alt: str = ""
    as_file: bool = False
    side_by_side: bool = False
    spoiler: bool = False
    document: bytes | None = None
    document_name: str = ""
    progress: float | None = None
    private: bool = False
    asks: str = ""
    answer_hint: str = ""
    kept: Kept = Kept()
