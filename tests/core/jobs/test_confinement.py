"""A child can't do what a painting or a photo doesn't need, and finds no secret in its environment."""

import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

import pytest

from core.jobs import confinement, system_calls
from core.jobs.child_environment import child_environment, is_needed
from core.jobs.concealment import conceal
from core.jobs.confinement import Confinement
from core.jobs.work import Died, Done, Work
from core.jobs.worker_process import WorkerProcess
from core.plugins.trial import fate
from tests.core.jobs import sample_work

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux confines processes so")
filtered = pytest.mark.skipif(not system_calls.can_be_denied(), reason="this system has no filters of system calls")


def attempts(*tasks: Work, **allowed: Any) -> list[dict[str, Any]]:
    """What a child tells of each of these tasks, with the process that did it."""

    async def play() -> list[dict[str, Any]]:
        child = WorkerProcess("test child", confinement=Confinement(**allowed))
        told = []
        try:
            for task in tasks:
                outcome = await asyncio.wait_for(child.run(task), 60)
                assert isinstance(outcome, Done), outcome
                told.append({**json.loads(outcome.result), "pid": child.pid})
        finally:
            await child.close()
        return told

    return asyncio.run(play())


TRYING = Work(sample_work.attempts, {})


@linux
class TestAnyChild:
    def test_gains_no_rights_and_leaves_no_dump(self) -> None:
        (told,) = attempts(TRYING, open_files=99)
        assert told["no new privileges"] == "1"
        assert (told["core dump"], told["open files"]) == (0, 99)
        assert int(told["capabilities"], 16) & ~confinement.READS_ALL == 0

    def test_is_ended_when_a_task_computes_for_too_long(self) -> None:
        async def play() -> None:
            child = WorkerProcess("test child", confinement=Confinement(cpu_seconds=1))
            try:
                outcome = await asyncio.wait_for(child.run(Work(sample_work.compute, {})), 60)
                assert isinstance(outcome, Died)
                assert outcome.fate == fate(-signal.SIGXCPU)
                assert await child.run(Work(sample_work.join, {"a": b"next"})) == Done(b"next")
            finally:
                await child.close()

        asyncio.run(play())

    def test_cannot_read_the_environment_of_a_parent_that_conceals_it(self) -> None:
        pid = os.fork()
        if pid == 0:
            try:
                conceal()
                (told,) = attempts(TRYING)
                os._exit(0 if told["parent"] == "PermissionError" else 1)
            finally:
                os._exit(2)
        assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


@filtered
class TestTheNetwork:
    def test_is_out_of_reach_but_for_sockets_of_this_machine(self) -> None:
        (told,) = attempts(TRYING)
        assert (told["internet"], told["netlink"], told["unix"]) == ("PermissionError", "PermissionError", "done")

    def test_is_there_for_work_that_says_so_in_another_process(self) -> None:
        online = Work(sample_work.attempts, {}, network=True)
        without, with_it, with_it_still, without_again = attempts(TRYING, online, online, TRYING)
        assert [told["internet"] for told in (without, with_it, without_again)] == [
            "PermissionError",
            "done",
            "PermissionError",
        ]
        assert with_it["pid"] == with_it_still["pid"] != without["pid"]


@filtered
def test_other_programs_are_for_those_that_may_start_them() -> None:
    (effect,), (decoder,) = attempts(TRYING), attempts(TRYING, programs=False)
    assert (effect["program"], decoder["program"]) == ("done", "PermissionError")


class TestTheEnvironment:
    def test_has_what_modules_libraries_and_graphics_cards_need(self) -> None:
        needed = {"PATH": "/bin", "LC_ALL": "C", "LD_LIBRARY_PATH": "/lib", "CUDA_VISIBLE_DEVICES": "0"}
        found = child_environment(needed, {})
        assert needed.items() <= found.items()
        assert all(Path(entry).is_absolute() for entry in found["PYTHONPATH"].split(os.pathsep))

    @pytest.mark.parametrize(
        "name", ["TELEGRAM_TOKEN", "DATABASE_URL", "HTTPS_PROXY", "AWS_SESSION", "CUDA_TOKEN", "PORT", "WEB", ""]
    )
    def test_has_nothing_else(self, name: str) -> None:
        assert not is_needed(name)
        assert name not in child_environment({name: "secret"}, {})

    def test_has_what_the_operator_adds(self) -> None:
        assert child_environment({}, {"MODELS": "/models"})["MODELS"] == "/models"

    @linux
    def test_is_all_that_a_process_of_ours_is_started_with(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TELEGRAM_TOKEN", "1234:secret")

        async def play() -> bytes:
            child = WorkerProcess("test child", environment={"MODELS": "/models"})
            try:
                assert await child.run(Work(sample_work.join, {})) == Done(b"")
                return Path(f"/proc/{child.pid}/environ").read_bytes()
            finally:
                await child.close()

        found = asyncio.run(play())
        assert b"MODELS=/models" in found
        assert b"secret" not in found


class TestWhatASystemLacks:
    def test_is_nothing_here_where_system_calls_can_be_denied(self) -> None:
        assert bool(confinement.missing()) is not system_calls.can_be_denied()

    def test_is_said_in_a_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("platform.machine", lambda: "riscv64")
        (line,) = confinement.missing()
        assert "network" in line
