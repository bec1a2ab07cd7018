"""The judge's tables."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple

from rich.table import Table

from tools.judge.figures import (
    BOLD,
    FAULTS,
    OURS,
    REFERENCE,
    JudgedPair,
    beside,
    beyond,
    mean_faults,
    mean_told,
    mean_verdict,
    shares,
)
from tools.judge.paintings import PEERS
from tools.judge.verdict import TAP_NAMES, Verdict


def closed_tables(pairs: Sequence[JudgedPair], ours: str) -> list[Table]:
    """What each closes, over all pairs and over those that a peer painted."""
    tables = [_closed_table(pairs, f"{ours}: all {len(pairs)} pairs", [OURS, REFERENCE])]
    for peer in PEERS:
        if both := beside(pairs, OURS, peer):
            title = f"{ours}: {len(both)} pairs beside {peer}"
            tables += [_closed_table(both, title, [OURS, BOLD, REFERENCE, peer])]
    return tables


def faults_table(pairs: Sequence[JudgedPair]) -> Table:
    """The faults of each painter beside those of photo and style."""
    table = Table("deviation in 1/255", *FAULTS, title=f"faults, {len(pairs)} pairs")
    _fault_row(table, "photo (the floor)", astuple(mean_faults([pair.photo_faults for pair in pairs])))
    _fault_row(table, "style", astuple(mean_faults([pair.style_faults for pair in pairs])))
    for painter in (OURS, BOLD, REFERENCE, *PEERS):
        if painted := beside(pairs, painter):
            found = mean_faults([pair.paintings[painter].faults for pair in painted])
            _fault_row(table, f"{painter} ({len(painted)})", astuple(found))
    _fault_row(table, "ours beyond what these account for", astuple(mean_faults([beyond(pair) for pair in pairs])))
    table.add_row("worst pair", *(_worst(pairs, name) for name in FAULTS))
    return table


def _worst(pairs: Sequence[JudgedPair], fault: str) -> str:
    return max(pairs, key=lambda pair: float(getattr(beyond(pair), fault))).name


def _closed_table(pairs: Sequence[JudgedPair], title: str, painters: Iterable[str]) -> Table:
    table = Table("style closed", *TAP_NAMES, "mean", "content relu4_1", "told: relu1_1 to relu3_1", title=title)
    present = [painter for painter in painters if beside(pairs, painter) == list(pairs)]
    for painter in present:
        _closed_row(table, painter, mean_verdict(pairs, painter), mean_told(pairs, painter))
    for other in present:
        if other not in (OURS, BOLD):
            found = shares(pairs, OURS, other)
            table.add_row(f"ours over {other}", *(f"{share:.3f}" for share in found), f"{sum(found) / len(found):.3f}")
    return table


def _closed_row(table: Table, name: str, verdict: Verdict, told: Verdict | None) -> None:
    told_shares = "" if told is None else " ".join(f"{share:.2f}" for share in told.closed)
    figures = (*verdict.closed, verdict.mean_closed, verdict.content)
    table.add_row(name, *(f"{figure:.3f}" for figure in figures), told_shares)


def _fault_row(table: Table, name: str, figures: Iterable[float]) -> None:
    table.add_row(name, *(f"{figure:.2f}" for figure in figures))
