"""A table of what strangers could do, at the end of a run."""

from collections.abc import Callable

import pytest

Found = Callable[[str, float, float, str], None]
"""Notes what was found, what is allowed and in which unit, and fails the test where that is less."""
TABLE = pytest.StashKey[list[tuple[str, str, str]]]()


@pytest.fixture
def found(request: pytest.FixtureRequest) -> Found:
    table = request.config.stash.setdefault(TABLE, [])

    def note(what: str, value: float, allowed: float, unit: str) -> None:
        table.append((what, f"{value:.4g} {unit}", f"{allowed:g} {unit}"))
        assert value <= allowed, f"{what}: {value:g} {unit}, at most {allowed:g}"

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    rows = config.stash.get(TABLE, [])
    if not rows:
        return
    lines = [("what", "found", "allowed"), *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(3)]
    terminalreporter.section("attacks")
    for line in lines:
        terminalreporter.write_line("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)))
