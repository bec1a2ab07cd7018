"""How the bot is, in words for those in charge."""

from collections import Counter
from collections.abc import Iterable, Sequence

from core.dialogue.context import TurnContext
from core.model.job import Job, JobState
from core.model.people import Mode
from core.model.reply import Reply
from core.plugins.bot_status import BotStatus
from core.plugins.health import Health

MEGABYTE = 1_000_000


def status(context: TurnContext, mode: Mode, bot: BotStatus, jobs: Sequence[Job]) -> Reply:
    """All that there is to say, a line each, with buttons for what has it work otherwise."""
    time = context.duration(context.turn_input.now - bot.started)
    adapters = [health for health in bot.health if health.kind == "adapter"]
    lines = (
        context.say("admin-version", version=bot.machine.version, time=time),
        *_health(context, bot.health),
        *_mode(context, mode, len(jobs)),
        *_jobs(context, jobs),
        context.say("admin-adapters", adapters=_listed((one.name, _condition(context, one)) for one in adapters)),
        *_machine(context, bot),
    )
    other = ("pause", "drain") if mode is Mode.RUNNING else ("resume",)
    buttons = tuple(context.button(f"admin-{action}", f"admin:{action}") for action in (*other, "status"))
    return Reply(text="\n".join(lines), buttons=(buttons,), private=True)


def trouble(health: Health) -> str:
    """What is wrong with something, as ``/healthz`` says it."""
    return f"{health.name}: {health.reason}"


def _health(context: TurnContext, found: Iterable[Health]) -> list[str]:
    wrong = [trouble(health) for health in found if not health.good]
    return [context.say("admin-unwell"), *wrong] if wrong else [context.say("admin-well")]


def _mode(context: TurnContext, mode: Mode, active: int) -> list[str]:
    match mode:
        case Mode.RUNNING:
            return []
        case Mode.PAUSED:
            return [context.say("admin-is-paused")]
        case Mode.DRAINING:
            return [context.say("admin-is-draining", n=active)]


def _jobs(context: TurnContext, jobs: Iterable[Job]) -> list[str]:
    """How many jobs of each kind of work are at work and wait."""
    counts = Counter((job.order.work, job.state is JobState.RUNNING) for job in jobs)
    return [
        context.say("admin-jobs", work=work, running=counts[work, True], waiting=counts[work, False])
        for work in sorted({work for work, _ in counts})
    ] or [context.say("admin-no-jobs")]


def _machine(context: TurnContext, bot: BotStatus) -> list[str]:
    memory = ((name, f"{size // MEGABYTE}") for name, size in bot.machine.memory.items())
    return [
        context.say("admin-memory", memory=_listed(memory)),
        context.say("admin-disk", mb=bot.machine.free_bytes // MEGABYTE),
    ]


def _condition(context: TurnContext, health: Health) -> str:
    return context.say(f"condition-{health.condition}")


def _listed(pairs: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{name} {value}" for name, value in pairs)
