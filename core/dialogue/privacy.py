"""What people are told of what the bot knows about them."""

from core.dialogue.context import TurnContext
from core.model.person import PersonId
from core.model.reply import Reply


def privacy(context: TurnContext) -> Reply:
    """What is kept; and where pictures go, in the words of each effect that sends them elsewhere."""
    elsewhere = [
        effect.texts.say(context.language, "privacy-elsewhere")
        for effect in context.rules.effects.values()
        if effect.texts.knows(context.language, "privacy-elsewhere")
    ]
    rules = context.rules
    room = context.say("privacy-kept", n=rules.max_kept, mb=rules.max_kept_bytes // 1_000_000)
    where = "\n".join([*(elsewhere or [context.say("privacy-here")]), room])
    return context.reply("privacy", hours=rules.keep_hours, ends=_ends(context), where=where)


def who(context: TurnContext, person: PersonId) -> Reply:
    """Who somebody is to the bot, as plugins.toml may name them."""
    in_charge = [context.say("whoami-in-charge")] if person in context.rules.people.admins else []
    return Reply(text=" ".join([context.say("whoami", person=person), *in_charge]))


def _ends(context: TurnContext) -> str:
    """For how long all else is kept."""
    kept = context.rules.retention
    days = {"messages": kept.message_days, "history": kept.history_days, "made": kept.job_days, "idle": kept.idle_days}
    return context.say("privacy-ends", **{what: context.say("days", n=n) for what, n in days.items()})
