"""What can be done with a painting and with the job that makes it: the buttons whose ids hold the job's id."""

import json
from typing import Any

from core.dialogue.context import TurnContext
from core.dialogue.slots import fresh_id, order, what_is_missing
from core.dialogue.turn import TurnResult
from core.dialogue.variant_orders import choose_variant, order_variants
from core.dialogue.variants import CHOSEN, choice_buttons, small_ones, variants_buttons
from core.model.event import ButtonPressed, JobEnded
from core.model.job import Job, JobState
from core.model.reply import Button, Reply
from core.plugins.controls import fits, valid_options
from core.plugins.effect import Tweak
from core.plugins.installed_effect import InstalledEffect

ANOTHER, ADD = "another-", "add-"
MENDED_BY_SETTINGS = frozenset(["died", "options", "timeout"])
"""Failures that a smaller picture may be spared."""


def job_button_pressed(context: TurnContext, turn: TurnResult, event: ButtonPressed) -> TurnResult:
    """A button with a job's id: it works after a restart, and only for the job's owner."""
    action, _, _ = event.button.partition(":")
    job = event.job
    if job is None:
        return turn.say(context.reply("job-forgotten"))
    if job.person != event.person:
        return turn.say(context.reply("not-yours").model_copy(update={"private": True}))
    context = context.of(_effect(context, job))
    match action:
        case "cancel":
            return _cancel(context, turn, job)
        case "retry" if job.state is JobState.FAILED:
            return _again(context, turn, job, _present_settings(context, turn, job))
        case "swap" if _swaps(context, job):
            return _again(context, turn, job, {}, swapped=True)
        case _ if action.startswith(ANOTHER):
            return _ask_for(context, turn, job, action.removeprefix(ANOTHER))
        case _ if action.startswith(ADD):
            return _ask_for(context, turn, job, action.removeprefix(ADD))
        case "variants":
            return order_variants(context, turn, job.order)
        case _ if action.startswith(CHOSEN):
            return choose_variant(context, turn, job, action.removeprefix(CHOSEN))
        case "file" if job.result is not None and context.turn_input.downloads:
            picture = Reply(picture=job.result, as_file=True, spoiler=job.order.spoiler)
            return turn.say(picture.model_copy(update={"text": context.say("here-as-file")}))
    tweak = next((tweak for tweak in _tweaks(context, job) if tweak.name == action), None)
    if tweak is None:
        return turn.say(context.reply("job-forgotten"))
    return _again(context, turn, job, dict(tweak.changes))


def job_ended(context: TurnContext, turn: TurnResult, ended: JobEnded) -> TurnResult:
    """The last word in a job's status message."""
    job = ended.job
    context = context.of(_effect(context, job))
    if job.state is JobState.CANCELLED:
        return turn.say(_status(job, context.reply("job-cancelled", *_again_buttons(context, job))))
    if job.state is JobState.FAILED:
        return _failed(context, turn, job)
    if job.order.variants:
        choice = context.reply("variants-done", choice_buttons(context, job))
        shown = {"picture": job.result, "side_by_side": True, "spoiler": job.order.spoiler}
        return turn.say(_status(job, choice).model_copy(update=shown))
    seconds = max(1, round((job.ended or 0) - (job.started or 0)))
    done = context.reply("job-done", *_painting_buttons(context, job), n=seconds)
    return turn.say(_status(job, done).model_copy(update={"picture": job.result, "spoiler": job.order.spoiler}))


def _failed(context: TurnContext, turn: TurnResult, job: Job) -> TurnResult:
    """A failure that was the picture's fault asks for another one and keeps the rest; any other can be retried."""
    slot, _, reason = (job.reason or "").partition(":")
    if slot in job.order.inputs and reason:
        effect = _effect(context, job)
        kept = {name: blob for name, blob in job.order.inputs.items() if name != slot}
        text = f"{context.slot_text(effect, 'bad', slot)} {_why(context, reason)}".strip()
        turn = turn.say(_status(job, Reply(text=text)))
        if turn.session.photos or effect is None or context.effect(turn.session) is not effect:
            return turn
        turn = turn.remember(photos=kept, spoiler=bool(kept) and job.order.spoiler, awaited=slot)
        return turn.say(what_is_missing(context, turn.session))
    retry = (context.button("retry", f"retry:{job.id}"),)
    key = f"job-failed-{job.reason}"
    known = context.texts.knows(context.language, key)  # an effect may blame a picture that it wasn't given
    return turn.say(_status(job, context.reply(key if known else "job-failed-error", retry)))


def _why(context: TurnContext, reason: str) -> str:
    """Why a picture is at fault, in the framework's words, or, with ``?`` and arguments, in the effect's."""
    key, _, arguments = reason.partition("?")
    try:
        return context.say(f"refused-{key.replace('_', '-')}", **json.loads(arguments or "{}"))
    except (KeyError, TypeError, ValueError):  # the effect's mistake; that the picture won't do is said all the same
        return ""


def _cancel(context: TurnContext, turn: TurnResult, job: Job) -> TurnResult:
    if not job.state.active:
        return turn.say(context.reply("cancel-too-late"))
    return turn.model_copy(update={"cancelled": (*turn.cancelled, job.id)})


def _present_settings(context: TurnContext, turn: TurnResult, job: Job) -> dict[str, Any]:
    """For a job that failed in a way that other settings mend, as its text says, what they are now."""
    effect = _effect(context, job)
    if effect is None or job.reason not in MENDED_BY_SETTINGS:
        return {}
    chosen = valid_options(effect.options, turn.session.settings.options.get(effect.name, {}))
    return chosen.model_dump(mode="json")


def _again(
    context: TurnContext, turn: TurnResult, job: Job, changes: dict[str, Any], swapped: bool = False
) -> TurnResult:
    """Another order from the same pictures, with some options changed or the two pictures swapped."""
    old = job.order
    effect = _effect(context, job)
    if effect is None or any(slot.name not in old.inputs for slot in effect.slots if not slot.optional):
        return turn.say(context.reply("job-forgotten"))
    names = reversed(old.inputs) if swapped else iter(old.inputs)
    inputs = dict(zip(names, old.inputs.values(), strict=True))
    options = {**old.options, **changes}
    variants = small_ones(effect, options) if old.variants else {}
    new = {"id": fresh_id(context, turn), "inputs": inputs, "options": options, "variants": variants}
    return order(context, turn, old.model_copy(update=new))


def _ask_for(context: TurnContext, turn: TurnResult, job: Job, slot: str) -> TurnResult:
    """Keeps the job's pictures in their slots, but for one that may be there, and asks for that."""
    effect = _effect(context, job)
    if slot == "photo" and slot not in job.order.inputs:
        slot = "content"  # as buttons of earlier versions call it
    if effect is None or effect.slot(slot) is None or not job.order.inputs:
        return turn.say(context.reply("job-forgotten"))
    kept = {name: blob for name, blob in job.order.inputs.items() if name != slot}
    turn = turn.remember(effect=effect.name, photos=kept, spoiler=bool(kept) and job.order.spoiler, awaited=slot)
    return turn.say(what_is_missing(context, turn.session))


def _status(job: Job, reply: Reply) -> Reply:
    return reply.model_copy(update={"job": job.id})


def _painting_buttons(context: TurnContext, job: Job) -> tuple[tuple[Button, ...], ...]:
    tweaks = tuple(
        Button(id=f"{tweak.name}:{job.id}", label=context.name_of("tweak", tweak.name))
        for tweak in _tweaks(context, job)
    )
    file = [_of(context, "file", job)] if context.turn_input.downloads else []
    last = (*variants_buttons(context, job), *file)
    return tuple(row for row in (*_again_buttons(context, job), tweaks, last) if row)


def _again_buttons(context: TurnContext, job: Job) -> tuple[tuple[Button, ...], ...]:
    """Another picture for each slot, the last one first; one for each that is free; and two in each other's place."""
    effect = _effect(context, job)
    filled: list[Button] = []
    free: list[Button] = []
    for slot in effect.slots if effect is not None else ():
        if slot.name in job.order.inputs:
            label = context.slot_text(effect, "button-another", slot.name)
            filled.insert(0, Button(id=f"{ANOTHER}{slot.name}:{job.id}", label=label))
        elif slot.optional:
            label = context.slot_text(effect, "button-add", slot.name)
            free.append(Button(id=f"{ADD}{slot.name}:{job.id}", label=label))
    swap = [_of(context, "swap", job)] if _swaps(context, job) else []
    return (*_pairs(filled), *_pairs([*free, *swap]))


def _pairs(buttons: list[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[i : i + 2]) for i in range(0, len(buttons), 2))


def _swaps(context: TurnContext, job: Job) -> bool:
    """Whether two pictures may take each other's place: those of the only slots that must be filled, and no third."""
    effect = _effect(context, job)
    needed = {slot.name for slot in effect.slots if not slot.optional} if effect is not None else set()
    return len(needed) == 2 and needed == job.order.inputs.keys()


def _of(context: TurnContext, name: str, job: Job) -> Button:
    return context.button(name, f"{name}:{job.id}")


def _effect(context: TurnContext, job: Job) -> InstalledEffect | None:
    """The effect that made a picture, if it is still installed."""
    return context.rules.effects.get(job.order.effect)


def _tweaks(context: TurnContext, job: Job) -> list[Tweak]:
    """The tweaks that the effect offers for a picture made with the job's options."""
    effect = _effect(context, job)
    if effect is None:
        return []
    offered = effect.effect.tweaks(valid_options(effect.options, job.order.options))
    return [tweak for tweak in offered if fits(effect.options, {**job.order.options, **tweak.changes})]
