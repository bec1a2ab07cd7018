"""A worker as a whole: it works on the jobs of bots elsewhere, and says how they end as those would."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from core.dialogue.turn import Rules
from core.engine.containment import contained
from core.engine.turn_transaction import TurnTransaction
from core.jobs.cluster_worker import ClusterWorker
from core.jobs.effect_run import MakeEffect
from core.jobs.runner import RunnerConfig
from core.jobs.scheduler import forecast
from core.jobs.settlement import OnEnded
from core.jobs.shared_queue import Listener, SharedQueue
from core.model.clock import Clock
from core.model.job import Job
from core.model.store import Store, Transaction


def job_worker(
    queue: SharedQueue,
    listener: Listener,
    store: Store,
    effects: Mapping[str, MakeEffect],
    rules: Rules,
    settings: RunnerConfig,
    environments: Sequence[Mapping[str, str]],
    *,
    clock: Clock,
    token: Callable[[], str],
) -> ClusterWorker:
    """A worker with a runner for each of ``environments``; the rest is as Bot and ClusterWorker have it.

    What the platforms can do it doesn't know, and takes them for what most are.
    """
    return ClusterWorker(
        queue,
        listener,
        store,
        effects,
        environments,
        on_ended=end_teller(rules, clock, token),
        smaller=rules.smaller,
        settings=settings,
        clock=clock,
        new_id=token,
    )


def end_teller(rules: Rules, clock: Clock, token: Callable[[], str]) -> OnEnded:
    """Says how jobs end as a bot would, which runs elsewhere: what is said lies in the outbox."""
    rules = replace(rules, effects={name: contained(one) for name, one in rules.effects.items()})
    turns = TurnTransaction(rules, forecast, token)

    async def end(transaction: Transaction, job: Job) -> None:
        await turns.end(transaction, job, clock())

    return end
