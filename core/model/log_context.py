"""What lines of the log are about: set around some work, and read by whoever writes a line of it."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

_FIELDS: ContextVar[Mapping[str, str]] = ContextVar("log fields", default={})  # noqa: B039 - it is never changed


def log_fields() -> Mapping[str, str]:
    """The ids of what is worked on here and now, by kind: a job's, a conversation's."""
    return _FIELDS.get()


@contextmanager
def about(*, job: str | None = None, conversation: object = None) -> Iterator[None]:
    """Has lines that are logged in the block, or by tasks begun there, say that they are about these."""
    named = {"job": job, "conversation": conversation}
    before = _FIELDS.set({**_FIELDS.get(), **{kind: str(id) for kind, id in named.items() if id is not None}})
    try:
        yield
    finally:
        _FIELDS.reset(before)
