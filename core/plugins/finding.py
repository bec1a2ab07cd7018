"""What a check has found, for the operator who asks what is the matter."""

from collections.abc import Iterable
from email.utils import parsedate_to_datetime
from enum import StrEnum

from core.model.base import Model

CLOCK_SECONDS = 60.0
"""So far a clock may be off before anybody notices: certificates and signatures take more."""


class Severity(StrEnum):
    """How bad it is: all is well, it works but not as it should, or it doesn't work."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


class Finding(Model):
    """One thing that was looked at: ``what`` was found, in a line, and the one thing to do about it.

    Neither holds a secret. Where all is well there is nothing to do.
    """

    severity: Severity = Severity.OK
    what: str
    remedy: str = ""


def clock_findings(platform: str, date: str | None, now: float) -> Iterable[Finding]:
    """What a platform's ``Date`` header says of this machine's clock, which shows ``now`` (seconds since 1970)."""
    try:
        off = now - parsedate_to_datetime(date or "").timestamp()
    except ValueError:  # it says none: then nothing is known
        return
    if abs(off) < CLOCK_SECONDS:
        yield Finding(what=f"the clock agrees with {platform}'s")
        return
    direction = "ahead of" if off > 0 else "behind"
    yield Finding(
        severity=Severity.WARNING,
        what=f"the clock is {abs(off):.0f} s {direction} {platform}'s",
        remedy="have it set by the network, such as with systemd-timesyncd or chrony",
    )
