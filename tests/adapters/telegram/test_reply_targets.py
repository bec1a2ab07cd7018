"""An answer in a group is shown under what it answers."""

from adapters.telegram.reply_targets import TALK_SECONDS, ReplyTargets
from core.model.address import Address
from core.model.person import PersonId
from core.plugins.message import Answered, Message
from tests.adapters.telegram.harness import StillClock

GROUP = Address("telegram", "telegram", "-1001")
ANN, BOB = (PersonId.of("telegram", "telegram", id) for id in ("101", "102"))


def under(targets: ReplyTargets, person: PersonId, answers: str | None = None) -> int | None:
    answered = Answered(id=answers) if answers is not None else None
    return targets.find(GROUP, Message(key="1", person=person, answers=answered))


def test_it_is_under_what_it_answers_else_under_the_persons_last_while_they_talk() -> None:
    clock = StillClock()
    targets = ReplyTargets(clock)
    targets.note(GROUP, ANN, 1)
    targets.note(GROUP, ANN, 2)
    assert under(targets, ANN, "-1001:1") == 1
    assert under(targets, ANN) == 2
    assert under(targets, ANN, "query:9") == 2
    assert under(targets, BOB) is None
    clock.now += TALK_SECONDS
    assert under(targets, ANN) is None


def test_what_another_process_has_heard_is_pointed_at_too() -> None:
    targets = ReplyTargets(StillClock())
    assert under(targets, ANN, "-1001:7") == 7
    assert under(targets, ANN, "query:9") is None


def test_in_a_private_chat_nothing_needs_to_be_pointed_at() -> None:
    targets, private = ReplyTargets(StillClock()), GROUP._replace(chat="101")
    targets.note(private, ANN, 1)
    assert targets.find(private, Message(key="1", person=ANN, answers=Answered(id="101:1"))) is None
