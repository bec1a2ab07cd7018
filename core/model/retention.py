"""For how long what is done with is kept: everything has an end."""

from pydantic import Field

from core.model.base import Model

DAY = 24 * 3600.0
LONGEST = 10 * 366

Account = tuple[str, str]
"""An adapter's name and account, as an address begins."""


class Retention(Model):
    """Days after which what nothing needs any more goes. Pictures, which go sooner, have an end of their own."""

    message_days: float = Field(
        default=1,
        ge=1,  # a platform may bring an event again, which has to be known until then
        le=LONGEST,
        strict=True,
        description="Days for which what was said is kept, so that nothing is answered or sent twice.",
    )
    history_days: float = Field(
        default=90,
        ge=1,
        le=LONGEST,
        strict=True,
        description="Days for which it is kept where it is shown again, as on the web page.",
    )
    job_days: float = Field(
        default=7,
        ge=1,
        le=LONGEST,
        strict=True,
        description="Days for which it is kept what was made and how, for the buttons under it, and what nobody got.",
    )
    idle_days: float = Field(
        default=90,
        ge=1,
        le=LONGEST,
        strict=True,
        description="Days after which somebody who has said nothing meanwhile is forgotten, settings included.",
    )


class Cutoffs(Model):
    """Times, in seconds since 1970: what is older and done with goes.

    ``messages`` holds for the accounts that are ``brief``, ``history`` for all others: they show it again, or aren't
    there just now. ``served`` are all that are there.
    """

    messages: float
    history: float
    jobs: float
    idle: float
    brief: frozenset[Account] = frozenset()
    served: frozenset[Account] = frozenset()

    def of_messages(self, account: Account) -> float:
        """Before when what was said on an account goes."""
        return self.messages if account in self.brief else self.history


def cutoffs(retention: Retention, now: float, brief: frozenset[Account], served: frozenset[Account]) -> Cutoffs:
    """What the days mean now."""
    return Cutoffs(
        messages=now - retention.message_days * DAY,
        history=now - retention.history_days * DAY,
        jobs=now - retention.job_days * DAY,
        idle=now - retention.idle_days * DAY,
        brief=brief,
        served=served,
    )
