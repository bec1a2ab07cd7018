"""Every question to the database, made once; the same for SQLite and PostgreSQL."""

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnClause,
    Select,
    bindparam,
    case,
    delete,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    update,
)

from core.model.job import JobState
from storage.tables import UNREADABLE, EventState, ReplyState, blobs, inbox, jobs, kept, outbox, people, sessions

# Written into the statement, not bound: only then do the partial indexes serve.
NEW: ColumnClause[str] = literal_column(f"'{EventState.NEW}'")
WAITING: ColumnClause[str] = literal_column(f"'{ReplyState.WAITING}'")

HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))")
"""PostgreSQL: waits for the transaction that holds ``key``, and holds it until this one ends."""

NOTIFY = text("SELECT pg_notify(:channel, :word)")
"""PostgreSQL: whoever listens to the channel is told the word, at the commit."""

# The inbox

RECEIVE = text(
    "INSERT INTO inbox (adapter, account, event_id, address, person, state, received, event) "
    "VALUES (:adapter, :account, :event_id, :address, :person, :state, :received, :event) ON CONFLICT DO NOTHING"
)
UNHANDLED = select(inbox.c.number, inbox.c.event).where(inbox.c.state == NEW).order_by(inbox.c.number)
UNHANDLED_ON = UNHANDLED.where(inbox.c.adapter == bindparam("adapter"), inbox.c.account == bindparam("account"))
_EVENT = (
    inbox.c.adapter == bindparam("of_adapter"),
    inbox.c.account == bindparam("of_account"),
    inbox.c.event_id == bindparam("of_event"),
)
EVENT_STATE = select(inbox.c.state, inbox.c.person).where(*_EVENT)
TRIES = select(inbox.c.tries).where(*_EVENT)
COUNT_TRY = update(inbox).where(*_EVENT).values(tries=inbox.c.tries + 1)
HANDLED = (
    update(inbox).where(*_EVENT, inbox.c.state == NEW).values(state=EventState.HANDLED.value, event=bindparam("event"))
)
EVENTS_AT = (
    select(inbox.c.number, inbox.c.received, inbox.c.event)
    .where(
        inbox.c.address == bindparam("address"),
        inbox.c.state != UNREADABLE,
        inbox.c.received <= bindparam("before"),
    )
    .order_by(inbox.c.number.desc())
    .limit(bindparam("most"))
)
"""The newest first, as in ``REPLIES_AT``: by number, which the index of addresses has in order."""
EVENTS_OF = (
    select(inbox.c.number, inbox.c.event)
    .where(inbox.c.person == bindparam("person"), inbox.c.number > bindparam("after"), inbox.c.state != UNREADABLE)
    .order_by(inbox.c.number)
    .limit(bindparam("most"))
)

# Sessions

SESSION = select(sessions.c.session).where(
    sessions.c.address == bindparam("address"), sessions.c.person == bindparam("person")
)
KEEP_SESSION = text(
    "INSERT INTO sessions (address, person, deadline, session) VALUES (:address, :person, :deadline, :session) "
    "ON CONFLICT (address, person) DO UPDATE SET deadline = excluded.deadline, session = excluded.session"
)
DEADLINES = (
    select(sessions.c.address, sessions.c.person, sessions.c.deadline)
    .where(sessions.c.deadline.is_not(None))
    .order_by(sessions.c.deadline)
)
SESSIONS_OF = (
    select(sessions.c.address, sessions.c.session)
    .where(sessions.c.person == bindparam("person"))
    .order_by(sessions.c.address)
)

# People

SETTINGS = select(people.c.settings).where(people.c.person == bindparam("person"))
KEEP_SETTINGS = text(
    "INSERT INTO people (person, settings) VALUES (:person, :settings) "
    "ON CONFLICT (person) DO UPDATE SET settings = excluded.settings"
)

# Blobs

PUT_BLOB = insert(blobs)
BLOB = select(blobs).where(blobs.c.id == bindparam("id"))
BLOBS_OF = select(blobs.c.id).where(blobs.c.person == bindparam("person")).order_by(blobs.c.expires, blobs.c.id)
PRESENT_BLOBS = select(blobs.c.id).where(blobs.c.id.in_(bindparam("ids", expanding=True)))
BLOB_SIZES = select(blobs.c.id, func.length(blobs.c.data).label("size")).where(
    blobs.c.id.in_(bindparam("ids", expanding=True))
)
BLOB_ENDS = select(blobs.c.id, blobs.c.expires).where(blobs.c.id.in_(bindparam("ids", expanding=True)))
KEEP_BLOBS = (
    update(blobs)
    .where(blobs.c.id.in_(bindparam("ids", expanding=True)), blobs.c.expires < bindparam("until"))
    .values(expires=bindparam("until"))
)
EXPIRED_BLOBS = select(blobs.c.id).where(
    blobs.c.expires <= bindparam("now"), blobs.c.id.not_in(select(kept.c.blob).scalar_subquery())
)
DELETE_BLOB = delete(blobs).where(blobs.c.id == bindparam("of_id"))
# A turn that just keeps one for longer isn't waited for: that one stays.
DELETE_EXPIRED = delete(blobs).where(
    blobs.c.id.in_(
        select(blobs.c.id)
        .where(blobs.c.id.in_(bindparam("ids", expanding=True)), blobs.c.expires <= bindparam("now"))
        .with_for_update(skip_locked=True)
    )
)

# Kept pictures

KEPT_PICTURES = (
    select(kept).where(kept.c.person == bindparam("person")).order_by(kept.c.created.desc(), kept.c.id.desc())
)
KEEP_PICTURE = text(
    "INSERT INTO kept (id, person, blob, name, effect, slot, size, created, spoiler) "
    "VALUES (:id, :person, :blob, :name, :effect, :slot, :size, :created, :spoiler) "
    "ON CONFLICT (id) DO UPDATE SET name = excluded.name WHERE kept.person = excluded.person"
)
DELETE_KEPT = delete(kept).where(kept.c.id == bindparam("of_id"), kept.c.person == bindparam("of_person"))

# Jobs

ACTIVE = or_(*(jobs.c.state == state.value for state in JobState if state.active))
ADD_JOB = insert(jobs)
JOB = select(jobs.c.number, jobs.c.job).where(jobs.c.id == bindparam("id"), jobs.c.state != UNREADABLE)
ACTIVE_JOBS = select(jobs.c.number, jobs.c.job).where(ACTIVE).order_by(jobs.c.created, jobs.c.number)
ACTIVE_JOBS_OF = ACTIVE_JOBS.where(jobs.c.person == bindparam("person"))
RECENT_JOBS = (
    select(jobs.c.number, jobs.c.job)
    .where(jobs.c.state == JobState.DONE.value, jobs.c.effect == bindparam("work"))
    .order_by(jobs.c.ended.desc(), jobs.c.number.desc())
    .limit(bindparam("count"))
)
DONE_JOBS = (
    select(jobs.c.number, jobs.c.job)
    .where(jobs.c.person == bindparam("person"), jobs.c.state == JobState.DONE.value)
    .order_by(jobs.c.ended.desc(), jobs.c.number.desc())
    .limit(bindparam("count"))
)
UPDATE_JOB = (
    update(jobs)
    .where(jobs.c.id == bindparam("of_id"), jobs.c.attempt == bindparam("of_attempt"), ACTIVE)
    .values(state=bindparam("state"), attempt=bindparam("attempt"), ended=bindparam("ended"), job=bindparam("job"))
)
FAILED_JOBS = (
    select(jobs.c.number, jobs.c.job)
    .where(jobs.c.state == JobState.FAILED.value)
    .order_by(jobs.c.ended.desc(), jobs.c.number.desc())
    .limit(bindparam("count"))
)
PUT_BACK = (
    update(jobs)
    .where(
        jobs.c.id == bindparam("of_id"),
        jobs.c.attempt == bindparam("of_attempt"),
        jobs.c.state == JobState.FAILED.value,
    )
    .values(state=bindparam("state"), attempt=bindparam("attempt"), ended=bindparam("ended"), job=bindparam("job"))
)
JOBS_OF = (
    select(jobs.c.number, jobs.c.job)
    .where(jobs.c.person == bindparam("person"), jobs.c.number > bindparam("after"), jobs.c.state != UNREADABLE)
    .order_by(jobs.c.number)
    .limit(bindparam("most"))
)

# The outbox

POST = insert(outbox)
_BLOCKED = (
    select(outbox.c.address, func.min(outbox.c.number).label("first"))
    .where(outbox.c.state == WAITING, outbox.c.put_off > bindparam("now"))
    .group_by(outbox.c.address)
    .subquery()
)
UNSENT = (
    select(outbox)
    .join(_BLOCKED, _BLOCKED.c.address == outbox.c.address, isouter=True)
    .where(outbox.c.state == WAITING, or_(_BLOCKED.c.first.is_(None), outbox.c.number < _BLOCKED.c.first))
    .order_by(outbox.c.number)
)


@cache
def unsent(prefixes: frozenset[str]) -> Select[Any]:
    """``UNSENT`` where an address begins in one of these ways."""
    begins = (func.substr(outbox.c.address, 1, len(prefix)) == prefix for prefix in prefixes)
    return UNSENT.where(or_(false(), *begins))


WAITING_FROM = (
    select(outbox)
    .where(outbox.c.address == bindparam("address"), outbox.c.state == WAITING, outbox.c.number >= bindparam("first"))
    .order_by(outbox.c.number)
    .with_for_update(skip_locked=True)  # those that are just being deleted don't count; SQLite has one writer anyway
)
REPLACE_REPLY = (
    update(outbox)
    .where(outbox.c.number == bindparam("of_number"))
    .values(reply=bindparam("reply"), job=bindparam("job"))
)
DELETE_REPLY = delete(outbox).where(outbox.c.number == bindparam("of_number"))
ADDRESS_OF_WAITING = select(outbox.c.address).where(outbox.c.number == bindparam("number"), outbox.c.state == WAITING)
WAITING_REPLIES = select(outbox).where(outbox.c.state == WAITING)
_WAITING = outbox.c.number == bindparam("of_number"), outbox.c.state == WAITING
SENT = update(outbox).where(*_WAITING).values(state=ReplyState.SENT.value, reference=bindparam("reference"))
TOLD = update(outbox).where(*_WAITING).values(state=ReplyState.TOLD.value, reference=bindparam("reference"))
PUT_OFF = update(outbox).where(*_WAITING).values(put_off=bindparam("until"), tries=outbox.c.tries + 1)
GIVE_UP = update(outbox).where(*_WAITING).values(state=ReplyState.GIVEN_UP.value, reason=bindparam("reason"))
_UNDELIVERED = outbox.c.state.in_([ReplyState.GIVEN_UP.value, ReplyState.TOLD.value])
UNDELIVERED = select(outbox).where(outbox.c.person == bindparam("person"), _UNDELIVERED).order_by(outbox.c.number)
SETTLED = (
    update(outbox)
    .where(outbox.c.number == bindparam("of_number"), _UNDELIVERED)
    .values(state=case((outbox.c.reference.is_(None), ReplyState.SETTLED.value), else_=ReplyState.SENT.value))
)
STATUS_MESSAGE = (
    select(outbox.c.reference)
    .where(outbox.c.job == bindparam("job"), outbox.c.state.in_([ReplyState.SENT.value, ReplyState.TOLD.value]))
    .order_by(outbox.c.number.desc())
    .limit(1)
)
REPLIES_AT = (
    select(outbox)
    .where(
        outbox.c.address == bindparam("address"),
        outbox.c.state != UNREADABLE,
        outbox.c.created <= bindparam("before"),
    )
    .order_by(outbox.c.number.desc())
    .limit(bindparam("most"))
)
REPLIES_OF = (
    select(outbox)
    .where(outbox.c.person == bindparam("person"), outbox.c.number > bindparam("after"), outbox.c.state != UNREADABLE)
    .order_by(outbox.c.number)
    .limit(bindparam("most"))
)
