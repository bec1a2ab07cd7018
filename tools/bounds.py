"""What figures must reach, for the judge and the bench."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rich.table import Table


@dataclass(frozen=True)
class Bound:
    """A figure that was found and what is needed of it."""

    figure: str
    found: float
    relation: Literal["<=", ">="]
    needed: float

    @property
    def reached(self) -> bool:
        """Whether the figure is good enough; one that is not a number is not."""
        return self.found <= self.needed if self.relation == "<=" else self.found >= self.needed


def bounds_table(bounds: Iterable[Bound]) -> Table:
    """One row a bound; those that fall short say so."""
    table = Table("figure", "found", "needed", "")
    for bound in bounds:
        needed = f"{bound.relation} {bound.needed:g}"
        table.add_row(bound.figure, f"{bound.found:.3g}", needed, "" if bound.reached else "falls short")
    return table
