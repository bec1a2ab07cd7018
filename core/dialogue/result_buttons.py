"""What is said when a job ends, and what the buttons do whose ids hold a job's id."""

import json
from typing import Any

from core.dialogue import settings
from core.dialogue.context import TurnContext
from core.dialogue.gallery import USE_AS
from core.dialogue.kept import keep
from core.dialogue.option_texts import option_title, value_text
from core.dialogue.replies import Rows
from core.dialogue.result_menus import (
    ADD,
    ANOTHER,
    MENDED_BY_SETTINGS,
    OWN,
    behind_more,
    effect_of,
    may_swap,
    tweaks_of,
    under_failed,
    under_painting,
    under_stopped,
)
from core.dialogue.slots import fill, fresh_id, order, what_is_missing
from core.dialogue.turn import TurnResult
from core.dialogue.variant_orders import choose_variant, order_variants
from core.dialogue.variants import CHOSEN, choice_buttons, small_ones
from core.model.event import ButtonPressed, JobEnded
from core.model.job import Job, JobState
from core.model.reply import Aside, Reply
from core.model.session import AlbumPhoto, LastFile
from core.plugins.errors import refusal_key

FILE_SECONDS = 60.0
"""For so long a painting that was asked for as a file isn't sent as one again."""


def job_button_pressed(context: TurnContext, turn: TurnResult, event: ButtonPressed) -> TurnResult:
    """A button with a job's id: it works after a restart, and only for the job's owner."""
    action, _, _ = event.button.partition(":")
    job = event.job
    if job is None:
        return turn.say(context.reply("job-forgotten"))
    if job.person != event.person:
        return turn.say(context.reply("not-yours").model_copy(update={"private": True}))
    context = context.of(effect_of(context, job))
    match action:
        case "cancel":
            return _cancel(context, turn, job)
        case "retry" if job.state is JobState.FAILED:
            mended = job.reason in MENDED_BY_SETTINGS
            return _again(context, turn, job, _present_settings(context, turn, job) if mended else {})
        case "again":
            return _again(context, turn, job, _present_settings(context, turn, job))
        case "swap" if may_swap(context, job):
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
            return _as_file(context, turn, job)
        case "deliver" if job.result is not None or job.state is JobState.FAILED:
            return turn.say(what_came_of(context, job))
        case "more" if job.result is not None:
            return _menu(context, turn, event, job, behind_more(context, job))
        case "back" if job.result is not None:
            return _menu(context, turn, event, job, under_painting(context, job))
        case "keep":
            return keep(context, turn, job)
        case _ if action.startswith(OWN):
            return keep(context, turn, job, action.removeprefix(OWN))
        case _ if action.startswith(USE_AS):
            return _use_as(context, turn, job, action.removeprefix(USE_AS))
    tweak = next((tweak for tweak in tweaks_of(context, job) if tweak.name == action), None)
    if tweak is None:
        return turn.say(context.reply("job-forgotten"))
    return _again(context, turn, job, dict(tweak.changes))


def job_ended(context: TurnContext, turn: TurnResult, ended: JobEnded) -> TurnResult:
    """The last word in a job's status message."""
    job = ended.job
    turn = turn.say(what_came_of(context, job).model_copy(update={"job": job.id}))
    slot = _slot_at_fault(job)
    return turn if slot is None else _ask_for_better(context.of(effect_of(context, job)), turn, job, slot)


def what_came_of(context: TurnContext, job: Job) -> Reply:
    """A job's last word; it can be said again, in a message of its own, where it couldn't be delivered."""
    context = context.of(effect_of(context, job))
    if job.state is JobState.CANCELLED:
        reply = context.reply("job-cancelled", *under_stopped(context, job))
    elif job.state is JobState.FAILED:
        reply = _failed(context, job)
    elif job.order.variants:
        choice = context.reply("variants-done", choice_buttons(context, job))
        reply = _shown(context, job, choice).model_copy(update={"side_by_side": True})
    else:
        reply = _painting(context, job, under_painting(context, job))
    return reply.model_copy(update={"aside": _aside(context, job)})


def _painting(context: TurnContext, job: Job, buttons: Rows) -> Reply:
    """A painting, how long it took, and what of its options is unusual."""
    seconds = max(1, round((job.ended or 0) - (job.started or 0)))
    lines = [context.say("job-done", n=seconds), _made_smaller(context, job), _unusual_options(context, job)]
    return _shown(context, job, Reply(text="\n".join(line for line in lines if line), buttons=buttons))


def _shown(context: TurnContext, job: Job, reply: Reply) -> Reply:
    """A reply with the job's picture."""
    picture = {"picture": job.result, "alt": context.say("alt-text"), "spoiler": job.order.spoiler}
    return reply.model_copy(update=picture)


def _aside(context: TurnContext, job: Job) -> Aside:
    """What is said in the place of a job's last word that can't be shown there."""
    untold, button = context.say("result-untold"), context.button("deliver", f"deliver:{job.id}")
    return Aside(told=context.say("result-told"), untold=untold, buttons=((button,),), job=job.id)


def _unusual_options(context: TurnContext, job: Job) -> str:
    """Those options of a job that aren't the effect's defaults, by which paintings can be told apart; or nothing."""
    effect = effect_of(context, job)
    if effect is None:
        return ""
    usual, chosen = effect.options().model_dump(mode="json"), job.order.options
    texts, language = effect.texts, context.language
    return "; ".join(
        f"{option_title(texts, language, name)}: {value_text(texts, language, name, chosen[name])}"
        for name in effect.schema
        if name not in job.asked and chosen.get(name, usual[name]) != usual[name]
    )


def _made_smaller(context: TurnContext, job: Job) -> str:
    """What a job was made with in place of what was asked for, as memory ran out; or nothing."""
    texts, language = context.texts, context.language
    return "\n".join(
        context.say(
            "job-smaller",
            option=option_title(texts, language, name),
            value=value_text(texts, language, name, job.order.options[name]),
            asked=value_text(texts, language, name, asked),
        )
        for name, asked in job.asked.items()
    )


def _slot_at_fault(job: Job) -> str | None:
    """The slot whose picture a job failed for, if it did."""
    slot, _, reason = (job.reason or "").partition(":")
    return slot if job.state is JobState.FAILED and slot in job.order.inputs and reason else None


def _failed(context: TurnContext, job: Job) -> Reply:
    """Which picture was at fault; any other failure can be retried."""
    if (slot := _slot_at_fault(job)) is not None:
        why = _why(context, (job.reason or "").partition(":")[2])
        return Reply(text=f"{context.slot_text(effect_of(context, job), 'bad', slot)} {why}".strip())
    key = f"job-failed-{job.reason}"
    known = context.texts.knows(context.language, key)  # an effect may blame a picture that it wasn't given
    return context.reply(key if known else "job-failed-error", *under_failed(context, job))


def _ask_for_better(context: TurnContext, turn: TurnResult, job: Job, slot: str) -> TurnResult:
    """Asks for another picture in the place of one that was at fault, and keeps the rest."""
    effect = effect_of(context, job)
    if turn.session.photos or effect is None or context.effect(turn.session) is not effect:
        return turn
    kept = {name: blob for name, blob in job.order.inputs.items() if name != slot}
    turn = turn.remember(photos=kept, spoiler=bool(kept) and job.order.spoiler, awaited=slot)
    return turn.say(what_is_missing(context, turn.session))


def _why(context: TurnContext, reason: str) -> str:
    """Why a picture is at fault, in the framework's words, or, with ``?`` and arguments, in the effect's."""
    key, _, arguments = reason.partition("?")
    try:
        return context.say(refusal_key(key), **json.loads(arguments or "{}"))
    except (KeyError, TypeError, ValueError):  # the effect's mistake; that the picture won't do is said all the same
        return ""


def _cancel(context: TurnContext, turn: TurnResult, job: Job) -> TurnResult:
    if job.state is JobState.CANCELLED:
        return turn.say(context.reply("cancelled-already"))
    if not job.state.active:
        return turn.say(context.reply("cancel-too-late"))
    return turn.model_copy(update={"cancelled": (*turn.cancelled, job.id)})


def _present_settings(context: TurnContext, turn: TurnResult, job: Job) -> dict[str, Any]:
    """What the person has set of the job's effect, as it is now."""
    effect = effect_of(context, job)
    return context.options(turn.session, effect).model_dump(mode="json") if effect is not None else {}


def _again(
    context: TurnContext, turn: TurnResult, job: Job, changes: dict[str, Any], swapped: bool = False
) -> TurnResult:
    """Another order from the same pictures, with some options changed or the two pictures swapped.

    One that was made already isn't made twice: it would be the same picture.
    """
    old = job.order
    effect = effect_of(context, job)
    if effect is None or any(slot.name not in old.inputs for slot in effect.slots if not slot.optional):
        return turn.say(context.reply("job-forgotten"))
    names = reversed(old.inputs) if swapped else iter(old.inputs)
    inputs = dict(zip(names, old.inputs.values(), strict=True))
    options = {**old.options, **changes}
    variants = small_ones(effect, options) if old.variants else {}
    changed = {"id": fresh_id(context, turn), "inputs": inputs, "options": options, "variants": variants}
    new = old.model_copy(update=changed)
    if any(done.order.asks_for_the_same(new) for done in context.turn_input.done):
        return turn.say(context.reply("job-made"))
    return order(context, turn, new)


def _as_file(context: TurnContext, turn: TurnResult, job: Job) -> TurnResult:
    """The painting as a file; not again for a while, since whoever presses twice wants one."""
    now, last = context.turn_input.now, turn.session.last_file
    if last is not None and last.job == job.id and now < last.until:
        return turn.say(context.reply("file-sent"))
    picture = _shown(context, job, context.reply("here-as-file"))
    picture = picture.model_copy(update={"as_file": True, "aside": _aside(context, job)})
    return turn.remember(last_file=LastFile(job=job.id, until=now + FILE_SECONDS)).say(picture)


def _menu(context: TurnContext, turn: TurnResult, event: ButtonPressed, job: Job, buttons: Rows) -> TurnResult:
    """Other buttons under the painting, or by themselves where those can't be changed."""
    if not event.message:
        return turn.say(context.reply("what-else", *buttons))
    changed = {"buttons": buttons, "only_buttons": True, "job": job.id}
    painting = what_came_of(context, job).model_copy(update=changed)
    return turn.say(painting).in_place_of(event.message)


def _use_as(context: TurnContext, turn: TurnResult, job: Job, slot: str) -> TurnResult:
    """The painting as a picture for a next one, as if it had been sent."""
    effect = effect_of(context, job)
    if effect is None or effect.slot(slot) is None or job.result is None:
        return turn.say(context.reply("job-forgotten"))
    if context.effect(turn.session) is not effect:
        turn = settings.with_effect(turn, effect)
    return fill(context, turn, (AlbumPhoto(blob=job.result, slot=slot, spoiler=job.order.spoiler),))


def _ask_for(context: TurnContext, turn: TurnResult, job: Job, slot: str) -> TurnResult:
    """Keeps the job's pictures in their slots, but for one that may be there, and asks for that."""
    effect = effect_of(context, job)
    if slot == "photo" and slot not in job.order.inputs:
        slot = "content"  # as buttons of earlier versions call it
    if effect is None or effect.slot(slot) is None or not job.order.inputs:
        return turn.say(context.reply("job-forgotten"))
    kept = {name: blob for name, blob in job.order.inputs.items() if name != slot}
    turn = turn.remember(effect=effect.name, photos=kept, spoiler=bool(kept) and job.order.spoiler, awaited=slot)
    return turn.say(what_is_missing(context, turn.session))
