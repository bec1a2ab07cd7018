"""What is tried next where a platform won't take a reply: a simple ladder, from what is lost least to a mere word."""

from collections.abc import Mapping

from core.model.reply import Reply, Way
from core.plugins.adapter import Obstacle
from core.plugins.capabilities import Capabilities, Privacy

LADDER = tuple(Way)
USELESS: Mapping[Obstacle, frozenset[Way]] = {
    Obstacle.PICTURE: frozenset([Way.BARE, Way.SMALL]),
    Obstacle.FILE: frozenset([Way.BARE, Way.FILE, Way.SMALL]),
    Obstacle.SIZE: frozenset([Way.BARE, Way.FILE]),
    Obstacle.FORM: frozenset([Way.FILE, Way.SMALL]),
    Obstacle.PLACE: frozenset([Way.BARE, Way.FILE, Way.SMALL]),
    Obstacle.MESSAGE: frozenset([Way.BARE]),
}
"""What needn't be tried, by what was refused. A word in its place always is: it may be had by an edit."""


def next_way(reply: Reply, obstacle: Obstacle, able: Capabilities) -> Reply | None:
    """The reply by the next way that may work, None where there is none. Each way is tried once."""
    for way in LADDER[LADDER.index(reply.way) + 1 :]:
        if way not in USELESS[obstacle] and _exists(way, reply, able):
            return told(reply) if way is Way.TOLD else reply.model_copy(update={"way": way})
    return None


def in_its_way(reply: Reply) -> Reply:
    """The reply in the form that its way gives it; what is smaller and where it goes is others' business."""
    match reply.way:
        case Way.BARE:
            return reply.model_copy(update={"buttons": (), "text": "" if reply.picture else reply.text})
        case Way.FILE:
            return reply.model_copy(update={"as_file": True})
        case _:
            return reply


def told(reply: Reply) -> Reply:
    """A word in its place of how the person can get what can't be shown there.

    It is a menu no longer; what came of a job stays known as such, so that it is offered again.
    """
    assert reply.aside is not None  # whoever asks has looked
    word = aloud(reply, reply.aside.untold)
    if reply.private:
        return word
    return word.model_copy(update={"buttons": reply.aside.buttons, "aside": reply.aside, "way": Way.TOLD})


def aloud(reply: Reply, text: str) -> Reply:
    """A text for all in the place of what is one person's alone, or can't be shown."""
    return Reply(text=text, answers=reply.answers, answer_by=reply.answer_by, job=reply.job)


def _exists(way: Way, reply: Reply, able: Capabilities) -> bool:
    """Whether there is such a way for a reply on a platform."""
    match way:
        case Way.BARE:
            return bool(reply.buttons) or bool(reply.picture and reply.text)
        case Way.FILE:
            return reply.picture is not None and not reply.as_file and able.pictures and able.downloads
        case Way.SMALL:
            return reply.picture is not None
        case Way.DIRECT:
            return reply.aside is not None and not reply.private and able.privacy is Privacy.DIRECT
        case _:
            return reply.aside is not None and (reply.private or reply.picture is not None)
