"""The parts of a bot and of a worker that share the work at a PostgreSQL, put together."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from uuid import uuid4

from cli.loading import Loaded
from cli.work_rules import rules_of, runner_config
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.engine.bot import MakeRunner
from core.engine.job_worker import job_worker
from core.jobs.cluster_runner import ClusterRunner
from core.jobs.cluster_worker import ClusterWorker
from core.monitoring.metrics import Metrics
from core.monitoring.observed_store import ObservedStore
from storage.shared_queue import Listener, SqlQueue
from storage.store import SqlStore


def runner_of(operator: OperatorConfig, store: SqlStore) -> MakeRunner:
    """Makes the runner of a bot whose jobs workers work on."""
    return partial(ClusterRunner, SqlQueue(store), Listener(operator.database_url))


def worker_of(
    operator: OperatorConfig,
    loaded: Loaded,
    config: Path,
    secrets: Secrets,
    store: SqlStore,
    metrics: Metrics,
    environments: Sequence[Mapping[str, str]],
) -> ClusterWorker:
    """A worker with a worker process for each of ``environments``, whose jobs are counted. Raises ConfigError."""
    rules = rules_of(operator, loaded)
    return job_worker(
        SqlQueue(store),
        Listener(operator.database_url),
        ObservedStore(store, metrics),
        {name: make for name, (_, make) in loaded.effects.items()},
        rules,
        runner_config(operator, rules.effects, config, secrets),
        environments,
        clock=time.time,
        token=lambda: uuid4().hex,
    )
