"""The turn that the end of a job is: it is told, and costs no more for all those that wait."""

import asyncio
from pathlib import Path

import pytest

from core.dialogue.framework_texts import framework_texts
from core.dialogue.turn import Rules
from core.engine.job_worker import end_teller
from core.model.job import Job, JobState
from core.model.reply import Reply
from core.plugins.installed_effect import install
from storage.store import open_store
from storage.transaction import SqlTransaction
from tests.core.dialogue.harness import Blend
from tests.storage.harness import BEN, job


def test_the_last_word_is_said_without_a_look_at_other_peoples_jobs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def look(_: SqlTransaction) -> list[Job]:
        raise AssertionError("all active jobs are looked at")

    async def scenario() -> Reply:
        ended = job("a", state=JobState.DONE, started=1.0, ended=9.0)
        end = end_teller(Rules(install({"blend": Blend()}, framework_texts())), lambda: 10.0, lambda: "token")
        async with open_store(f"sqlite:///{tmp_path / 'atelier.db'}") as store, store.begin() as transaction:
            for one in (ended, job("b", of=BEN)):
                await transaction.add_job(one)
            monkeypatch.setattr(SqlTransaction, "active_jobs", look)
            await end(transaction, ended)
            (said,) = await transaction.unsent(10.0)
            return said.reply

    reply = asyncio.run(scenario())
    assert reply.job == "a"
    assert reply.text.startswith("Here it is")
