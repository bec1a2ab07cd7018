"""What a platform's date says of this machine's clock."""

from email.utils import formatdate

import pytest

from core.plugins.finding import CLOCK_SECONDS, Severity, clock_findings

NOW = 1_800_000_000.0


@pytest.mark.parametrize("off", [0.0, CLOCK_SECONDS - 1, 1 - CLOCK_SECONDS])
def test_a_clock_that_is_a_little_off_is_well(off: float) -> None:
    (finding,) = clock_findings("Discord", formatdate(NOW, usegmt=True), NOW + off)
    assert (finding.severity, finding.what) == (Severity.OK, "the clock agrees with Discord's")


@pytest.mark.parametrize(("off", "told"), [(3600.0, "3600 s ahead of Discord's"), (-90.0, "90 s behind Discord's")])
def test_one_that_is_far_off_is_told_with_the_remedy(off: float, told: str) -> None:
    (finding,) = clock_findings("Discord", formatdate(NOW, usegmt=True), NOW + off)
    assert (finding.severity, finding.what) == (Severity.WARNING, f"the clock is {told}")
    assert finding.remedy


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_of_no_date_nothing_is_said(date: str | None) -> None:
    assert list(clock_findings("Discord", date, NOW)) == []
