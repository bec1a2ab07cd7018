"""What can be done with a painting and with the job that makes it: the buttons whose ids hold the job's id."""

from core.conversation.events import ButtonPressed, JobEnded, Slot
from core.conversation.photos import fresh_id, order, what_is_missing
from core.conversation.replies import Button, Reply
from core.conversation.scene import Scene, fits, valid_options
from core.conversation.turn import Turn
from core.jobs.model import Job, JobState

ACTIONS = ("cancel", "retry", "swap", "another-style", "another-photo", "file")


def job_button_pressed(scene: Scene, turn: Turn, event: ButtonPressed) -> Turn:
    """A button with a job's id: it works after a restart, and only for the job's owner."""
    action, _, _ = event.button.partition(":")
    job = event.job
    if job is None:
        return turn.say(scene.reply("job-forgotten"))
    if job.person != event.person:
        return turn.say(scene.reply("job-not-yours").model_copy(update={"private": True}))
    match action:
        case "cancel":
            return _cancel(scene, turn, job)
        case "retry" if job.state is JobState.FAILED:
            return _again(scene, turn, job, {})
        case "swap" if len(job.order.inputs) > 1:
            return _again(scene, turn, job, {}, swapped=True)
        case "another-style" | "another-photo":
            return _keep_one(scene, turn, job, Slot.CONTENT if action == "another-style" else Slot.STYLE)
        case "file" if job.result is not None:
            picture = Reply(picture=job.result, as_file=True, spoiler=job.order.spoiler)
            return turn.say(picture.model_copy(update={"text": scene.say("here-as-file")}))
    tweaks = _tweaks(scene, job)
    return (
        _again(scene, turn, job, dict(tweaks[action])) if action in tweaks else turn.say(scene.reply("job-forgotten"))
    )


def job_ended(scene: Scene, turn: Turn, ended: JobEnded) -> Turn:
    """The last word in a job's status message."""
    job = ended.job
    if job.state is JobState.CANCELLED:
        return turn.say(_status(job, scene.reply("job-cancelled", *_again_buttons(scene, job))))
    if job.state is JobState.FAILED:
        return _failed(scene, turn, job)
    seconds = max(1, round((job.ended or 0) - (job.started or 0)))
    done = scene.reply("job-done", *_painting_buttons(scene, job), n=seconds)
    return turn.say(_status(job, done).model_copy(update={"picture": job.result, "spoiler": job.order.spoiler}))


def _failed(scene: Scene, turn: Turn, job: Job) -> Turn:
    """A failure that was the picture's fault asks for another one and keeps the rest; any other can be retried."""
    slot, _, reason = (job.reason or "").partition(":")
    if slot in job.order.inputs and reason:
        kept = {Slot(name): blob for name, blob in job.order.inputs.items() if name != slot}
        text = scene.say(f"refused-{reason.replace('_', '-')}")
        turn = turn.say(_status(job, Reply(text=f"{scene.say(f'bad-{slot}')} {text}")))
        return turn if turn.session.photos else turn.remember(photos=kept).say(scene.reply(f"ask-again-{slot}"))
    retry = (scene.button("retry", f"retry:{job.id}"),)
    return turn.say(_status(job, scene.reply(f"job-failed-{job.reason or 'error'}", retry)))


def _cancel(scene: Scene, turn: Turn, job: Job) -> Turn:
    if not job.state.active:
        return turn.say(scene.reply("cancel-too-late"))
    return turn.model_copy(update={"cancelled": (*turn.cancelled, job.id)})


def _again(scene: Scene, turn: Turn, job: Job, changes: dict[str, object], swapped: bool = False) -> Turn:
    """Another order from the same pictures, with some options changed or the two pictures swapped."""
    old = job.order
    effect = scene.rules.effects.get(old.effect)
    if effect is None or any(slot not in old.inputs for slot in effect.slots):
        return turn.say(scene.reply("job-forgotten"))
    inputs = {(Slot(name).other.value if swapped else name): blob for name, blob in old.inputs.items()}
    new = {"id": fresh_id(scene, turn), "inputs": inputs, "options": {**old.options, **changes}}
    return order(scene, turn, old.model_copy(update=new))


def _keep_one(scene: Scene, turn: Turn, job: Job, kept: Slot) -> Turn:
    """Keeps one of the job's pictures in its slot and asks for the other."""
    blob = job.order.inputs.get(kept)
    if blob is None:
        return turn.say(scene.reply("job-forgotten"))
    turn = turn.remember(photos={kept: blob}, spoiler=job.order.spoiler)
    return turn.say(what_is_missing(scene, turn.session))


def _status(job: Job, reply: Reply) -> Reply:
    return reply.model_copy(update={"job": job.id})


def _painting_buttons(scene: Scene, job: Job) -> tuple[tuple[Button, ...], ...]:
    tweaks = tuple(Button(id=f"{name}:{job.id}", label=scene.name_of("tweak", name)) for name in _tweaks(scene, job))
    return (*_again_buttons(scene, job), tweaks, (_of(scene, "file", job),))


def _again_buttons(scene: Scene, job: Job) -> tuple[tuple[Button, ...], ...]:
    if len(job.order.inputs) < 2:
        return ((_of(scene, "another-photo", job),),)
    return (
        (_of(scene, "another-style", job), _of(scene, "another-photo", job)),
        (_of(scene, "swap", job),),
    )


def _of(scene: Scene, name: str, job: Job) -> Button:
    return scene.button(name, f"{name}:{job.id}")


def _tweaks(scene: Scene, job: Job) -> dict[str, dict[str, object]]:
    """The tweaks that the effect offers for a picture made with the job's options."""
    effect = scene.rules.effects.get(job.order.effect)
    if effect is None:
        return {}
    offered = effect.tweaks(valid_options(effect, job.order.options))
    return {name: dict(changes) for name, changes in offered.items() if fits(effect, {**job.order.options, **changes})}
