"""``queue``: which jobs wait, are worked on and have failed; and what an operator may do about one."""

import asyncio
import json
import os
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, TypeVar
from uuid import uuid4

import typer

from cli.console import start_log
from cli.parameters import ConfigFile, UsageError
from config import operator_config
from config.operator_config import OperatorConfig
from config.secrets import Secrets
from core.model.job import Job, JobState

if TYPE_CHECKING:  # other commands needn't wait for it
    from storage.store import SqlStore

MAX_FAILED = 50
"""So many jobs that have failed are listed, the newest."""
NOTICES = "a bot that runs there notices within half a minute"

T = TypeVar("T")

queue = typer.Typer(help="Show which jobs wait, are worked on and have failed; retry or drop one.")
JobId = Annotated[str, typer.Argument(metavar="ID", help="The job's id, as `queue` shows it.")]


@queue.callback(invoke_without_command=True)
def show(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Say it as JSON, a list of jobs.")] = False,
    config: ConfigFile = None,
) -> None:
    """Show which jobs wait, are worked on and have failed; retry or drop one.

    It can be asked beside a bot that runs. Jobs that have failed are listed until they go by keep.job_days.
    """
    if context.invoked_subcommand is None:
        rows = _run(config, _rows)
        print(json.dumps(rows, indent=2) if as_json else _table(rows))


@queue.command()
def retry(id: JobId, config: ConfigFile = None) -> None:
    """Have a job that has failed wait again; whoever ordered it gets what comes of it."""
    _run(config, lambda place: _retry(place, id))
    print(f"job {id} waits again; {NOTICES}")


@queue.command()
def drop(id: JobId, config: ConfigFile = None) -> None:
    """End a job that waits or is worked on as cancelled; whoever ordered it is told so."""
    _run(config, lambda place: _drop(place, id))
    print(f"job {id} is cancelled; {NOTICES}")


class _Place(NamedTuple):
    """The operator's settings, and the database that they name."""

    config: Path
    secrets: Secrets
    operator: OperatorConfig
    store: "SqlStore"


def _run(config: Path | None, work: Callable[[_Place], Coroutine[Any, Any, T]]) -> T:
    """What comes of work at the operator's database. Raises ConfigError, StorageError and what the work does."""
    from storage.store import open_beside

    path, secrets = operator_config.find(config), Secrets(os.environ)
    start_log(verbose=False, secrets=secrets)

    async def run() -> T:
        operator = operator_config.load(path, secrets)
        async with open_beside(operator.database_url) as store:
            return await work(_Place(path, secrets, operator, store))

    return asyncio.run(run())


async def _rows(place: _Place) -> list[dict[str, Any]]:
    from core.jobs.scheduler import in_order

    async with place.store.begin() as transaction:
        jobs = [*in_order(await transaction.active_jobs()), *await transaction.failed_jobs(MAX_FAILED)]
    now = time.time()
    return [_row(job, now) for job in jobs]


def _row(job: Job, now: float) -> dict[str, Any]:
    """A job without whose it is; its age is since it was ordered."""
    return {
        "id": job.id,
        "state": job.state.value,
        "effect": job.order.work,
        "adapter": job.address.adapter,
        "account": job.address.account,
        "age": round(now - job.created, 1),
        "attempt": job.attempt,
        "fraction": job.fraction,
        "reason": job.reason or "",
    }


def _table(rows: list[dict[str, Any]]) -> str:
    """A line for each job, and one that counts them."""
    lines = [("id", "state", "effect", "adapter", "age", "attempt", "reason")] if rows else []
    for row in rows:
        where = ":".join(dict.fromkeys([row["adapter"], row["account"]]))
        state = f"running, {row['fraction']:.0%}" if row["state"] == JobState.RUNNING else row["state"]
        lines.append((row["id"], state, row["effect"], where, _age(row["age"]), str(row["attempt"]), row["reason"]))
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    told = ["  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    numbers = {state: sum(row["state"] == state for row in rows) for state in JobState}
    waiting, running, failed = (numbers[state] for state in (JobState.QUEUED, JobState.RUNNING, JobState.FAILED))
    return "\n".join([*told, f"waiting: {waiting}, running: {running}, failed: {failed}"])


def _age(seconds: float) -> str:
    for unit, length in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds >= length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(0.0, seconds):.0f} s"


async def _retry(place: _Place, id: str) -> None:
    """Puts the job back, unless it can't be made any more. Raises UsageError."""
    async with place.store.begin() as transaction:
        job = await transaction.job(id)
        if job is None or job.state is not JobState.FAILED:
            raise UsageError(_not_so(id, job, "has failed"))
        if await transaction.missing_blobs(job.order.inputs.values()):
            raise UsageError(f"job {id}: its pictures are gone, which are kept for keep_hours after a job has ended")
        fresh = {"state": JobState.QUEUED, "ended": None, "reason": None, "crashes": 0, "fraction": 0.0}
        await transaction.put_back(job.model_copy(update=fresh))


async def _drop(place: _Place, id: str) -> None:
    """Ends the job as a bot would, in one transaction with what its person is told. Raises UsageError."""
    from cli.loading import load, switched_on
    from cli.work_rules import rules_of
    from core.engine.job_worker import end_teller
    from core.jobs.shared_queue import BOTS, POSTED, WORKERS

    effects_alone = place.operator.model_copy(update={"adapters": {}})
    operator, _ = switched_on(effects_alone, place.config, place.secrets)
    loaded = load(operator, place.config, place.secrets)
    tell = end_teller(rules_of(operator, loaded), time.time, lambda: uuid4().hex)
    async with place.store.begin() as transaction:
        job = await transaction.job(id)
        if job is None or not job.state.active:
            raise UsageError(_not_so(id, job, "waits or is worked on"))
        ended = job.model_copy(update={"state": JobState.CANCELLED, "ended": time.time(), "checkpoint": ()})
        if not await transaction.update_job(ended, job.attempt):
            raise UsageError(f"job {id} has just changed: look again")
        await tell(transaction, ended)
        await transaction.notify(WORKERS, id)
        await transaction.notify(BOTS, POSTED)


def _not_so(id: str, job: Job | None, wanted: str) -> str:
    if job is None:
        return f"there is no job {id}"
    return f"job {id} is {job.state.value}: only one that {wanted} will do"
