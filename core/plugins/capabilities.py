"""What a platform can do, as its adapter declares it."""

from enum import StrEnum

from core.model.base import Model


class Privacy(StrEnum):
    """How a group's platform keeps what is said to one person from the others.

    ``HIDDEN``: in its place, and only that person sees it; the adapter does that with a message that is ``private``.
    ``DIRECT``: in a chat with that person alone, at the address that ``Adapter.direct`` gives. ``NONE``: not at all.
    """

    HIDDEN = "hidden"
    DIRECT = "direct"
    NONE = "none"


class Capabilities(Model):
    """What a platform can do, and its limits: characters of a text and of a picture's caption, bytes of files.

    ``edit_interval`` is the least number of seconds between two edits of one message; None where none can be edited.
    Without ``pictures`` they come as files, without ``downloads`` there are no files; it must have one of the two.
    Without ``previews`` progress is told in words alone. With ``notices`` whoever presses a button is shown the
    ``Receipt``'s notice, and nobody else is. With ``history`` it shows again what was said, as ``Engine.history`` has
    it, which is kept for longer then. ``several_hear`` where several processes may run the adapter for one account at
    once, each event being brought to one of them, as to a webhook behind a balancer: one of them answers all.
    """

    buttons: bool = True
    edit_interval: float | None = 1.0
    text_limit: int = 4096
    caption_limit: int = 1024
    picture_limit: int = 10_000_000
    file_limit: int = 50_000_000
    pictures: bool = True
    downloads: bool = True
    previews: bool = True
    notices: bool = False
    history: bool = False
    several_hear: bool = False
    privacy: Privacy = Privacy.NONE
