"""Layers: a step of a level's chain, columns on the rows of the layer below and on rows of other steps beside them.

Enters: columns, each with the steps that it reads. Leaves: a query. Promise: a step is joined once, however many
columns read it; a side is read by a name of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sqlglot import exp

from .dialects import Dialect, Tree, both, column, relation

AREA: Final = "area.id"
"""The column of every step that says which area a row is about."""
Sides: TypeAlias = "dict[str, tuple[str, list[tuple[str, str]]]]"
"""By the name that they are read as, steps to be joined, and which of a level's columns are which of theirs."""


@dataclass
class ColumnLayer:
    """A step: `columns` on the rows of the layer below, `t`, and the names by which other steps are read, by step and
    keys."""

    name: str
    columns: list[exp.Alias] = field(default_factory=list)
    sides: dict[tuple[str, tuple[tuple[str, str], ...]], str] = field(default_factory=dict)

    def add(self, alias: exp.Alias, sides: Sides) -> None:
        """Add a column, which reads each side by the name that `sides` has."""
        names = {}
        for side, (step, pairs) in sides.items():
            key = step, tuple(pairs)
            names[side] = self.sides.setdefault(key, f"{side}{len(self.sides) or ''}")
        for node in alias.find_all(exp.Column):
            if node.table in names:
                node.set("table", exp.to_identifier(names[node.table], quoted=True))
        self.columns.append(alias)

    def query(self, below: str, dialect: Dialect) -> exp.Query:
        """The step, on the layer below."""
        nodes = [node for alias in self.columns for node in alias.find_all(exp.Column)]
        t = "t" if self.sides or any(node.table == "t" for node in nodes) else ""
        if self.sides:
            for node in nodes:
                if not node.table:
                    node.set("table", exp.to_identifier("t", quoted=True))
        star: Tree = (
            exp.Column(this=exp.Star(), table=exp.to_identifier("t", quoted=True)) if self.sides else exp.Star()
        )
        query = exp.select(star, *self.columns, copy=False).from_(relation(below, t), copy=False)
        for (step, pairs), side in self.sides.items():
            same = [column(words, "t").eq(column(side_key, side)) for words, side_key in pairs]
            on = both(*same) if same else dialect.known(True)
            query = query.join(relation(step, side), on=on, join_type="left", copy=False)
        return query
