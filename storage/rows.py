"""Rows as the models that are in them, and models as the columns of a row."""

import asyncio
import hashlib
import logging
from typing import Any

from sqlalchemy import Row

from core.model.blob import Blob
from core.model.event import EVENT, Event
from core.model.job import Job
from core.model.outbox import OutboxEntry
from core.model.reply import Reply

log = logging.getLogger(__name__)


def event_key(event: Event) -> dict[str, Any]:
    """What an event is known by."""
    return {"of_adapter": event.address.adapter, "of_account": event.address.account, "of_event": event.id}


def changing_columns(job: Job) -> dict[str, Any]:
    """The columns of a job that change while it lives."""
    return {"state": job.state.value, "attempt": job.attempt, "ended": job.ended, "job": job.model_dump_json()}


def read_event(row: Row[Any]) -> Event:
    """The event in a row. Raises ValidationError where this version can't read it, as all of these do."""
    return EVENT.validate_json(row.event)


def read_job(row: Row[Any]) -> Job:
    """The job in a row."""
    return Job.model_validate_json(row.job)


def read_reply(row: Row[Any]) -> OutboxEntry:
    """The reply in a row, with what became of it so far."""
    return OutboxEntry(
        number=row.number,
        address=row.address,
        person=row.person,
        reply=Reply.model_validate_json(row.reply),
        created=row.created,
        reference=row.reference,
        tries=row.tries,
    )


async def read_blob(row: Row[Any]) -> Blob | None:
    """The blob in a row; None where it isn't what was stored, which the log tells."""
    data = bytes(row.data)
    if await sha256_of(data) != row.sha256:
        log.error("the database is damaged: blob %s isn't what was stored and counts as lost", row.id)
        return None
    return Blob(id=row.id, person=row.person, kind=row.kind, data=data, expires=row.expires)


async def sha256_of(data: bytes) -> str:
    """The digest by which a blob is known to be whole, in hexadecimal."""
    return await asyncio.to_thread(lambda: hashlib.sha256(data).hexdigest())
