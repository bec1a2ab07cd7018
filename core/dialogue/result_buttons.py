"""What can be done with a painting and with the job that makes it: the buttons whose ids hold the job's id."""

from core.dialogue.context import TurnContext
from core.dialogue.slots import fresh_id, order, what_is_missing
from core.dialogue.turn import TurnResult
from core.model.event import ButtonPressed, JobEnded, Slot
from core.model.job import Job, JobState
from core.model.reply import Button, Reply
from core.plugins.controls import fits, valid_options

JOB_ACTIONS = ("cancel", "retry", "swap", "another-style", "another-photo", "file")


def job_button_pressed(context: TurnContext, turn: TurnResult, event: ButtonPressed) -> TurnResult:
    """A button with a job's id: it works after a restart, and only for the job's owner."""
    action, _, _ = event.button.partition(":")
    job = event.job
    if job is None:
        return turn.say(context.reply("job-forgotten"))
    if job.person != event.person:
        return turn.say(context.reply("job-not-yours").model_copy(update={"private": True}))
    match action:
        case "cancel":
            return _cancel(context, turn, job)
        case "retry" if job.state is JobState.FAILED:
            return _again(context, turn, job, {})
        case "swap" if len(job.order.inputs) > 1:
            return _again(context, turn, job, {}, swapped=True)
        case "another-style" | "another-photo":
            return _keep_one(context, turn, job, Slot.CONTENT if action == "another-style" else Slot.STYLE)
        case "file" if job.result is not None:
            picture = Reply(picture=job.result, as_file=True, spoiler=job.order.spoiler)
            return turn.say(picture.model_copy(update={"text": context.say("here-as-file")}))
    tweaks = _tweaks(context, job)
    return (
        _again(context, turn, job, dict(tweaks[action]))
        if action in tweaks
        else turn.say(context.reply("job-forgotten"))
    )


def job_ended(context: TurnContext, turn: TurnResult, ended: JobEnded) -> TurnResult:
    """The last word in a job's status message."""
    job = ended.job
    if job.state is JobState.CANCELLED:
        return turn.say(_status(job, context.reply("job-cancelled", *_again_buttons(context, job))))
    if job.state is JobState.FAILED:
        return _failed(context, turn, job)
    seconds = max(1, round((job.ended or 0) - (job.started or 0)))
    done = context.reply("job-done", *_painting_buttons(context, job), n=seconds)
    return turn.say(_status(job, done).model_copy(update={"picture": job.result, "spoiler": job.order.spoiler}))


def _failed(context: TurnContext, turn: TurnResult, job: Job) -> TurnResult:
    """A failure that was the picture's fault asks for another one and keeps the rest; any other can be retried."""
    slot, _, reason = (job.reason or "").partition(":")
    if slot in job.order.inputs and reason:
        kept = {Slot(name): blob for name, blob in job.order.inputs.items() if name != slot}
        text = context.say(f"refused-{reason.replace('_', '-')}")
        turn = turn.say(_status(job, Reply(text=f"{context.say(f'bad-{slot}')} {text}")))
        if turn.session.photos:
            return turn
        return turn.remember(photos=kept, spoiler=job.order.spoiler).say(context.reply(f"ask-again-{slot}"))
    retry = (context.button("retry", f"retry:{job.id}"),)
    return turn.say(_status(job, context.reply(f"job-failed-{job.reason or 'error'}", retry)))


def _cancel(context: TurnContext, turn: TurnResult, job: Job) -> TurnResult:
    if not job.state.active:
        return turn.say(context.reply("cancel-too-late"))
    return turn.model_copy(update={"cancelled": (*turn.cancelled, job.id)})


def _again(
    context: TurnContext, turn: TurnResult, job: Job, changes: dict[str, object], swapped: bool = False
) -> TurnResult:
    """Another order from the same pictures, with some options changed or the two pictures swapped."""
    old = job.order
    effect = context.rules.effects.get(old.effect)
    if effect is None or any(slot not in old.inputs for slot in effect.slots):
        return turn.say(context.reply("job-forgotten"))
    inputs = {(Slot(name).other.value if swapped else name): blob for name, blob in old.inputs.items()}
    new = {"id": fresh_id(context, turn), "inputs": inputs, "options": {**old.options, **changes}}
    return order(context, turn, old.model_copy(update=new))


def _keep_one(context: TurnContext, turn: TurnResult, job: Job, kept: Slot) -> TurnResult:
    """Keeps one of the job's pictures in its slot and asks for the other."""
    blob = job.order.inputs.get(kept)
    if blob is None:
        return turn.say(context.reply("job-forgotten"))
    turn = turn.remember(photos={kept: blob}, spoiler=job.order.spoiler)
    return turn.say(what_is_missing(context, turn.session))


def _status(job: Job, reply: Reply) -> Reply:
    return reply.model_copy(update={"job": job.id})


def _painting_buttons(context: TurnContext, job: Job) -> tuple[tuple[Button, ...], ...]:
    tweaks = tuple(
        Button(id=f"{name}:{job.id}", label=context.name_of("tweak", name)) for name in _tweaks(context, job)
    )
    return (*_again_buttons(context, job), tweaks, (_of(context, "file", job),))


def _again_buttons(context: TurnContext, job: Job) -> tuple[tuple[Button, ...], ...]:
    if len(job.order.inputs) < 2:
        return ((_of(context, "another-photo", job),),)
    return (
        (_of(context, "another-style", job), _of(context, "another-photo", job)),
        (_of(context, "swap", job),),
    )


def _of(context: TurnContext, name: str, job: Job) -> Button:
    return context.button(name, f"{name}:{job.id}")


def _tweaks(context: TurnContext, job: Job) -> dict[str, dict[str, object]]:
    """The tweaks that the effect offers for a picture made with the job's options."""
    effect = context.rules.effects.get(job.order.effect)
    if effect is None:
        return {}
    offered = effect.tweaks(valid_options(effect, job.order.options))
    return {name: dict(changes) for name, changes in offered.items() if fits(effect, {**job.order.options, **changes})}
