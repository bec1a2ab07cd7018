"""A worker tells of progress as often as is of use, and its newest preview is all that is kept."""

import asyncio
import json
from typing import Any, cast

from core.jobs.progress_teller import ProgressTeller
from core.jobs.shared_queue import BOTS
from core.model.address import Address
from core.model.blob import Blob
from core.model.errors import StorageError
from core.model.job import Job, JobState, Order
from core.model.person import PersonId
from core.model.store import Store

JOB = Job(
    order=Order(id="a", effect="blend", inputs={}, options={}),
    address=Address("web", "local", "room"),
    person=PersonId("ann"),
    created=1.0,
    state=JobState.RUNNING,
    attempt=1,
)


class Memory:
    """A store with one job, and what was put into it and said at it."""

    def __init__(self) -> None:
        self.row: Job | None = JOB
        self.blobs: dict[str, bytes] = {}
        self.said: list[dict[str, Any]] = []
        self.fails = False

    def begin(self) -> "Memory":
        return self

    async def __aenter__(self) -> "Memory":
        if self.fails:
            raise StorageError("the server is gone")
        return self

    async def __aexit__(self, *_: object) -> None:
        return None

    async def job(self, _id: str) -> Job | None:
        return self.row

    async def put_blob(self, blob: Blob) -> None:
        self.blobs[blob.id] = blob.data

    async def delete_blob(self, id: str) -> None:
        del self.blobs[id]

    async def notify(self, channel: str, word: str) -> None:
        assert channel == BOTS
        self.said.append(json.loads(word))


class TestATeller:
    def setup_method(self) -> None:
        self.store, self.now, self.ids = Memory(), 100.0, 0
        self.teller = ProgressTeller(cast(Store, self.store), lambda: self.now, self._id, tell_every=1.0)

    def _id(self) -> str:
        self.ids += 1
        return f"preview-{self.ids}"

    def tell(self, fraction: float, preview: bytes | None = None, after: float = 1.0, job: Job = JOB) -> None:
        self.now += after
        asyncio.run(self.teller.tell(job, fraction, preview, 3.0))

    def test_says_how_far_a_job_is_with_its_preview(self) -> None:
        self.tell(0.5, b"first")
        assert self.store.said == [{"job": "a", "fraction": 0.5, "seconds_left": 3.0, "preview": "preview-1"}]
        assert self.store.blobs == {"preview-1": b"first"}

    def test_leaves_out_what_comes_too_soon_but_for_the_preview(self) -> None:
        self.tell(0.1)
        self.tell(0.2, b"early", after=0.1)
        self.tell(0.3)
        assert [word["fraction"] for word in self.store.said] == [0.1, 0.3]
        assert self.store.blobs == {"preview-1": b"early"}

    def test_has_a_newer_preview_take_the_place_of_the_older(self) -> None:
        self.tell(0.1, b"first")
        self.tell(0.2)
        self.tell(0.3, b"second")
        assert self.store.blobs == {"preview-2": b"second"}
        assert [word["preview"] for word in self.store.said] == ["preview-1", None, "preview-2"]

    def test_takes_the_preview_away_when_the_job_ends(self) -> None:
        self.tell(0.1, b"first")
        asyncio.run(self.teller.end(cast(Any, self.store), JOB))
        assert self.store.blobs == {}

    def test_begins_anew_with_another_job(self) -> None:
        self.tell(0.9, b"first")
        other = JOB.model_copy(update={"order": JOB.order.model_copy(update={"id": "b"})})
        self.store.row = other
        self.tell(0.0, after=0.0, job=other)
        assert [(word["job"], word["preview"]) for word in self.store.said] == [("a", "preview-1"), ("b", None)]
        assert self.store.blobs == {"preview-1": b"first"}

    def test_says_and_keeps_nothing_of_a_job_that_is_gone_or_another_attempts(self) -> None:
        for row in (None, JOB.model_copy(update={"attempt": 2}), JOB.model_copy(update={"state": JobState.CANCELLED})):
            self.store.row = row
            self.tell(0.5, b"late")
        assert (self.store.said, self.store.blobs) == ([], {})

    def test_passes_over_an_outage_and_says_it_next_time(self) -> None:
        self.store.fails = True
        self.tell(0.5, b"kept")
        self.store.fails = False
        self.tell(0.6)
        assert self.store.said == [{"job": "a", "fraction": 0.6, "seconds_left": 3.0, "preview": "preview-2"}]
        assert self.store.blobs == {"preview-2": b"kept"}
