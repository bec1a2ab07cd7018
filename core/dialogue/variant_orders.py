"""Orders of variants: small pictures of several at once, and the large one of the variant that is chosen."""

from core.dialogue.context import TurnContext
from core.dialogue.settings import with_changes
from core.dialogue.slots import emptied, fresh_id, is_full, order, order_of_slots, what_is_missing
from core.dialogue.turn import TurnInput, TurnResult
from core.dialogue.variants import offered, small_ones
from core.model.address import Address
from core.model.job import Job, Order
from core.plugins.installed_effect import InstalledEffect


def order_variants(context: TurnContext, turn: TurnResult, base: Order) -> TurnResult:
    """Orders variants of what ``base`` asks for, from the same pictures."""
    effect = context.rules.effects.get(base.effect)
    if effect is None:
        return turn.say(context.reply("job-forgotten"))
    variants, context = small_ones(effect, base.options), context.of(effect)
    if not variants:
        return turn.say(context.reply("variants-none"))
    return order(context, turn, base.model_copy(update={"id": fresh_id(context, turn), "variants": variants}))


def give_variants(
    context: TurnContext, turn: TurnResult, address: Address, effect: InstalledEffect | None = None
) -> TurnResult:
    """Variants of the pictures in the slots, else of what was ordered last in this conversation, of ``effect`` if any.

    Where there is neither, what is missing is asked for.
    """
    if is_full(context, turn.session):
        ordered = order_variants(context, turn, order_of_slots(context, turn))
        return emptied(ordered) if len(ordered.orders) > len(turn.orders) else ordered
    last = _last_order(context.turn_input, address, effect)
    if last is None or turn.session.photos:
        return turn.say(what_is_missing(context, turn.session))
    return order_variants(context, turn, last)


def choose_variant(context: TurnContext, turn: TurnResult, job: Job, name: str) -> TurnResult:
    """Orders one of a job's variants at full size, and keeps what it changed as the person's settings."""
    effect = context.rules.effects.get(job.order.effect)
    variant = next((one for one in offered(effect, job.order.options) if one.name == name), None)
    if effect is None or variant is None:
        return turn.say(context.reply("job-forgotten"))
    turn = with_changes(turn, effect, variant.changes) or turn
    options = {**job.order.options, **variant.changes}
    large = {"id": fresh_id(context, turn), "options": options, "variants": {}}
    return order(context, turn, job.order.model_copy(update=large))


def _last_order(turn_input: TurnInput, address: Address, effect: InstalledEffect | None) -> Order | None:
    """What the person ordered last in a conversation, of what is at work or done."""
    jobs = [*(status.job for status in turn_input.jobs), *turn_input.done]
    here = [job for job in jobs if job.address == address and (effect is None or job.order.effect == effect.name)]
    return max(here, key=lambda job: job.created).order if here else None
