"""Sources: the tables that a statement reads: a level's areas, relations of areas, and both on earlier days.

Enters: what is read. Leaves: the names of tables, their columns, and when a row held. Promise: a table of earlier days
is told from that of the day by its name alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sqlglot import exp

from ...model.expressions import Type
from .dialects import Tree, both, column, either, is_null

FROM: Final = "valid_from"
TO: Final = "valid_to"
"""The columns of a table about earlier days that say when a row held: from a day on, until another (null: still)."""
HISTORY: Final = "_history"
"""What the name of such a table ends with."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """A table of relations the statement reads: `area` at one level, `other` at another, and named shares.

    `part_of` is unfolded: an area and the areas of the other level above or below it, through the levels between.
    """

    relation: str
    hierarchy: str
    level: str
    to: str

    @property
    def name(self) -> str:
        """The table's name."""
        return "_".join(part for part in (self.relation, self.hierarchy, self.level, self.to) if part)


@dataclass(frozen=True, slots=True)
class Sources:
    """The tables that a statement reads: `tables` by level with the types of their columns, `pairs` with shares."""

    tables: dict[str, dict[str, Type]] = field(default_factory=dict)
    pairs: dict[Pairs, set[str]] = field(default_factory=dict)


def held_on(day: Tree, table: str) -> Tree:
    """Whether a row of a table about earlier days holds on a day."""
    begun = day >= column(FROM, table)
    ended = either(is_null(column(TO, table)), day < column(TO, table))
    return both(begun, exp.paren(ended, copy=False))
