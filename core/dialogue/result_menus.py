"""The buttons under a painting and under a job that came to nothing; all their ids hold the job's id.

Under a painting is what is wanted most, in few enough rows for a phone; the rest is behind "More…".
"""

from core.dialogue.context import TurnContext
from core.dialogue.gallery import USE_AS
from core.dialogue.replies import Rows, in_rows
from core.dialogue.variants import variants_buttons
from core.model.job import Job, JobState
from core.model.reply import Button
from core.plugins.controls import fits, valid_options
from core.plugins.effect import Tweak
from core.plugins.installed_effect import InstalledEffect

ANOTHER, ADD, OWN = "another-", "add-", "own-"
MAX_ROWS, MAX_TWEAKS = 4, 3
"""So many rows are under a painting, and so many tweaks in one of them."""
MENDED_BY_SETTINGS = frozenset(["died", "memory", "options", "timeout"])
"""Failures that a smaller picture may be spared: "Try again" is by the present settings."""


def under_painting(context: TurnContext, job: Job) -> Rows:
    """What is wanted most of a painting."""
    return _arranged(context, job)[0]


def behind_more(context: TurnContext, job: Job) -> Rows:
    """The rest of what can be done with a painting."""
    return _arranged(context, job)[1]


def under_stopped(context: TurnContext, job: Job) -> Rows:
    """What can be done with the pictures of a job that was stopped."""
    more = [*_additions(context, job), *_swap(context, job)]
    return (*in_rows(_others(context, job)), *in_rows(more), *_row(_again(context, job)))


def under_failed(context: TurnContext, job: Job) -> Rows:
    """The same once more, and with the person's settings where that makes a difference."""
    again = [] if job.reason in MENDED_BY_SETTINGS else _again(context, job)
    return _row([_of(context, "retry", job), *again])


def tweaks_of(context: TurnContext, job: Job) -> list[Tweak]:
    """The tweaks that the effect offers for a picture made with the job's options."""
    effect = effect_of(context, job)
    if effect is None:
        return []
    offered = effect.effect.tweaks(valid_options(effect.options, job.order.options))
    return [tweak for tweak in offered if fits(effect.options, {**job.order.options, **tweak.changes})]


def may_swap(context: TurnContext, job: Job) -> bool:
    """Whether two pictures may take each other's place: those of the only slots that must be filled, and no third."""
    effect = effect_of(context, job)
    needed = {slot.name for slot in effect.slots if not slot.optional} if effect is not None else set()
    return len(needed) == 2 and needed == job.order.inputs.keys()


def effect_of(context: TurnContext, job: Job) -> InstalledEffect | None:
    """The effect that made a picture, if it is still installed."""
    return context.rules.effects.get(job.order.effect)


def _arranged(context: TurnContext, job: Job) -> tuple[Rows, Rows]:
    """The rows under a painting and those behind "More…", where as many go as there is no room for."""
    redo = in_rows([*_others(context, job), *_again(context, job)])
    tweaks = [
        Button(id=f"{tweak.name}:{job.id}", label=context.name_of("tweak", tweak.name))
        for tweak in tweaks_of(context, job)
    ]
    file = [_of(context, "file", job)] if context.turn_input.downloads else []
    shown = _row(tweaks[:MAX_TWEAKS])
    room = MAX_ROWS - len(shown) - 1
    rest = [button for row in redo[room:] for button in row] + tweaks[MAX_TWEAKS:]
    rest += [*_additions(context, job), *_swap(context, job), *_uses(context, job), *_keeps(context, job)]
    last = [*variants_buttons(context, job), *file, _of(context, "more", job)]
    return (*redo[:room], *shown, *_row(last)), (*in_rows(rest), (_of(context, "back", job),))


def _others(context: TurnContext, job: Job) -> list[Button]:
    """Another picture for each slot, the last one first."""
    effect = effect_of(context, job)
    slots = [slot.name for slot in effect.slots if slot.name in job.order.inputs] if effect is not None else []
    return [_of_slot(context, effect, "another", slot, f"{ANOTHER}{slot}:{job.id}") for slot in reversed(slots)]


def _additions(context: TurnContext, job: Job) -> list[Button]:
    """A picture for each slot that is free."""
    effect = effect_of(context, job)
    free = [slot for slot in effect.slots if slot.optional and slot.name not in job.order.inputs] if effect else []
    return [_of_slot(context, effect, "add", slot.name, f"{ADD}{slot.name}:{job.id}") for slot in free]


def _uses(context: TurnContext, job: Job) -> list[Button]:
    """The painting in each slot of a next one."""
    effect = effect_of(context, job)
    slots = effect.slots if effect is not None else ()
    return [_of_slot(context, effect, "use", slot.name, f"{USE_AS}{slot.name}:{job.id}") for slot in slots]


def _keeps(context: TurnContext, job: Job) -> list[Button]:
    """To keep the painting, and each of its pictures for a slot that there is something to choose from for."""
    effect = effect_of(context, job)
    slots = [slot.name for slot in effect.slots if slot.name in job.order.inputs] if effect is not None else []
    own = [
        _of_slot(context, effect, "own", slot, f"{OWN}{slot}:{job.id}")
        for slot in slots
        if effect is not None and effect.has_choice(slot)
    ]
    return [_of(context, "keep", job), *own]


def _swap(context: TurnContext, job: Job) -> list[Button]:
    return [_of(context, "swap", job)] if may_swap(context, job) else []


def _again(context: TurnContext, job: Job) -> list[Button]:
    """The same pictures with the person's settings; where there are none just again, unless that is done."""
    effect = effect_of(context, job)
    if effect is None or (not effect.schema and job.state is JobState.DONE):
        return []
    return [context.button("again" if effect.schema else "retry", f"again:{job.id}")]


def _of(context: TurnContext, name: str, job: Job) -> Button:
    return context.button(name, f"{name}:{job.id}")


def _of_slot(context: TurnContext, effect: InstalledEffect | None, key: str, slot: str, id: str) -> Button:
    return Button(id=id, label=context.slot_text(effect, key if key == "use" else f"button-{key}", slot))


def _row(buttons: list[Button]) -> Rows:
    return (tuple(buttons),) if buttons else ()
