"""What couldn't be delivered is offered again when its person is heard next, where nobody sees it who shouldn't."""

from core.dialogue.context import TurnContext
from core.dialogue.result_buttons import what_came_of
from core.dialogue.turn import TurnResult
from core.model.address import Address
from core.model.event import ButtonPressed, Event
from core.model.job import Job
from core.model.outbox import OutboxEntry
from core.model.person import PersonId
from core.model.reply import Reply
from core.model.store import Transaction

Posts = list[tuple[Address, PersonId, Reply]]
"""What is to be said, where and to whom."""


async def offer_again(
    transaction: Transaction, context: TurnContext, turn: TurnResult, event: Event
) -> tuple[TurnResult, Posts]:
    """A turn that also says what the person hasn't got of their jobs, and the new words in old status messages.

    Whoever has pressed the button that asks for it has just been answered.
    """
    wanted = event.button.removeprefix("deliver:") if isinstance(event, ButtonPressed) else ""
    jobs: dict[str, Job] = {}
    for entry in await transaction.undelivered(event.person):
        id = _job_of(entry)
        if id == wanted or _is_offered_there(entry, event):
            await transaction.settled(entry.number)
            if (job := await transaction.job(id)) is not None:
                jobs[id] = job
    posts: Posts = []
    for job in jobs.values():
        if job.id != wanted:
            turn = turn.say(await _again(transaction, context, job))
        if await transaction.status_message(job.id) is not None:
            key = "result-is-newer" if job.address == event.address else "result-told"
            posts.append((job.address, job.person, Reply(text=context.say(key), job=job.id)))
    return turn, posts


def _job_of(entry: OutboxEntry) -> str:
    assert entry.reply.aside is not None  # that is what makes it undelivered
    assert entry.reply.aside.job is not None
    return entry.reply.aside.job


def _is_offered_there(entry: OutboxEntry, event: Event) -> bool:
    """Whether it may be said where the person is heard: to them alone, or in its own group.

    Not where a button that asks for it is there already.
    """
    here = entry.address == event.address
    is_told = entry.reference is not None
    return not is_told if here else not event.is_group


async def _again(transaction: Transaction, context: TurnContext, job: Job) -> Reply:
    """A job's last word, as long as its picture is kept."""
    if job.result is not None and await transaction.missing_blobs([job.result]):
        return context.reply("result-gone")
    return what_came_of(context, job)
