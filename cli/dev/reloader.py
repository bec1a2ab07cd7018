"""Makes a picture whenever the effect's file is saved or something else is chosen, and then has the effect checked."""

import asyncio
import io
import json
import time
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from typing import Any

from PIL import Image

from cli.dev.effect_file import EffectFile
from cli.dev.effect_work import Description, GalleryFile, Run
from cli.dev.page_state import PageState
from cli.dev.samples import Sample, default_picture, offered
from cli.dev.suite_process import MISSING, lacks_kit, suite_results
from core.jobs.work import Died, Done, Failed, Work, WorkFunction
from core.jobs.worker_process import WorkerProcess

PREVIEW, RESULT = "preview", "result"


class _BrokenEffectError(Exception):
    """What is wrong, in one line."""


class Reloader:
    """Each picture is made in a fresh child: what a version of the effect leaves behind, and how it ends, is its own.

    ``given`` of the ``samples`` were named by the author, for the slots in their order.
    """

    def __init__(self, file: EffectFile, samples: Sequence[Sample], given: int, page: PageState) -> None:
        self._file, self._samples, self._given, self._page = file, samples, given, page
        self._pictures: dict[str, str] = {}
        self._values: dict[str, Any] = {}
        self._making: asyncio.Task[None] | None = None
        self._checking: asyncio.Task[None] | None = None
        self._is_checked = False
        self._turn = asyncio.Lock()

    async def saved(self) -> None:
        """The file is another one: what was begun with the old one ends, and all begins anew."""
        async with self._turn:
            await _end(self._making, self._checking)
            self._is_checked = False
            self._page.show(checks=[], note="")
            self._making = asyncio.create_task(self._make())

    async def chosen(self, pictures: Mapping[str, str], values: Mapping[str, Any]) -> None:
        """Other pictures by slot, or other options."""
        async with self._turn:
            await _end(self._making)
            self._pictures, self._values = {**self._pictures, **pictures}, {**self._values, **values}
            self._making = asyncio.create_task(self._make())

    async def close(self) -> None:
        """Ends what was begun."""
        async with self._turn:
            await _end(self._making, self._checking)

    async def _make(self) -> None:
        """A picture; the first one of a version has it checked."""
        self._page.show(status="working", fraction=0.0, preview="", error="")
        worker = WorkerProcess("effect", environment={"PYTHONDONTWRITEBYTECODE": "1"})
        name = ""
        try:
            said = json.loads(await self._done(worker, Description(self._file, self._values)))
            name = said["class"]
            await self._run(worker, said, self._describe(said))
        except _BrokenEffectError as error:
            self._page.show(status="failed", error=str(error))
        finally:
            await worker.close()
        if name and not self._is_checked:
            self._is_checked = True
            self._checking = asyncio.create_task(self._check(name))

    def _describe(self, said: Mapping[str, Any]) -> dict[str, str]:
        """Shows what the effect takes; gives what is in its slots, by slot."""
        slots, chosen = [], {}
        for number, slot in enumerate(said["slots"]):
            choices = offered(slot, self._samples)
            key = self._pictures.get(slot["name"])
            if key not in dict(choices):
                key = default_picture(number, slot, self._samples, self._given)
            slots.append({**slot, "choices": choices, "chosen": key})
            if key:
                chosen[slot["name"]] = key
        self._page.show(title=said["title"], about=said["about"], slots=slots, options=said["options"])
        return chosen

    async def _run(self, worker: WorkerProcess, said: Mapping[str, Any], chosen: Mapping[str, str]) -> None:
        files = {slot: await self._picture(worker, slot, key) for slot, key in chosen.items()}
        shown = {slot: self._page.keep(f"slot-{slot}", data) for slot, data in files.items()}
        self._page.show(pictures=shown)
        begun = time.monotonic()
        data = await self._done(worker, Run(self._file, said["values"]), files, network=said["network"])
        seconds = time.monotonic() - begun
        with Image.open(io.BytesIO(data)) as made:  # its head alone is read
            size = made.size
        made_of = {"picture": self._page.keep(RESULT, data), "size": size, "seconds": seconds}
        self._page.show(status="done", fraction=1.0, preview="", result=made_of)

    async def _picture(self, worker: WorkerProcess, slot: str, key: str) -> bytes:
        kind, _, name = key.partition(":")
        if kind == "sample":
            return self._samples[int(name)].data
        return await self._done(worker, GalleryFile(self._file, slot, name))

    async def _done(
        self,
        worker: WorkerProcess,
        function: WorkFunction,
        files: Mapping[str, bytes] | None = None,
        *,
        network: bool = False,
    ) -> bytes:
        """What the work returns. Raises _BrokenEffectError."""
        outcome = await worker.run(Work(function, files or {}, network=network), self)
        match outcome:
            case Done(result):
                return result
            case Failed(message=message):
                raise _BrokenEffectError(message)
            case Died(fate=fate):
                raise _BrokenEffectError(f"{self._file.path.name}: it ended the process that it works in ({fate})")
        raise _BrokenEffectError("it was stopped")

    def progress(self, fraction: float, preview: bytes | None) -> None:
        """See WorkListener."""
        changes: dict[str, Any] = {"fraction": fraction}
        if preview is not None:
            changes[PREVIEW] = self._page.keep(PREVIEW, preview)
        self._page.show(**changes)

    def checkpoint(self, state: bytes) -> None:
        """See WorkListener; nothing goes on from one here."""

    async def _check(self, name: str) -> None:
        """Shows what the conformance suite says of the class, check by check."""
        if lacks_kit():
            self._page.show(note=MISSING)
            return
        checks: dict[str, dict[str, str]] = {}
        async with aclosing(suite_results(self._file, name)) as results:
            async for said in results:
                if "checks" in said:
                    checks = {check: {"name": check, "outcome": "waiting", "why": ""} for check in said["checks"]}
                else:
                    checks[said["check"]] = {"name": said["check"], "outcome": said["outcome"], "why": said["why"]}
                self._page.show(checks=list(checks.values()))
        if not checks or any(check["outcome"] == "waiting" for check in checks.values()):
            self._page.show(note="the checks ended before the last one: the effect ended their process")


async def _end(*tasks: asyncio.Task[None] | None) -> None:
    """Returns when these have been cancelled, and what they had begun has ended."""
    begun = {task for task in tasks if task is not None}
    for task in begun:
        task.cancel()
    if begun:
        await asyncio.wait(begun)
