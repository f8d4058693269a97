"""Shape: a table of typed columns, the one shape that every table library is given.

Nothing is lost and nothing is guessed: a number is a decimal with its declared scale, an enum a category with its
members in their order, a date a date, a list a list, and what is unknown is None. No third party is needed to read
one: a table gives its rows as dictionaries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Literal, TypeAlias

from ....model.brief import brief
from ....model.sources import Label
from .shown import html

if TYPE_CHECKING:
    from ....model.attributes import Attribute
    from ....model.policies import Derived

Kind: TypeAlias = Literal["text", "category", "truth", "whole", "decimal", "date", "texts"]
Cell: TypeAlias = str | bool | int | Decimal | date | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Column:
    """Values of one kind, None where unknown.

    `categories` are the members of a category, in order where `ordered`; `decimals` is the scale of a decimal; `label`
    is what people call it, `unit` what a number counts.
    """

    name: str
    kind: Kind = "text"
    categories: tuple[str, ...] = ()
    ordered: bool = False
    decimals: int = 0
    values: tuple[Cell, ...] = ()
    label: Label = Label("")
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length, and what they are: `meta` holds the `kind` of table and the run that gave it."""

    columns: tuple[Column, ...]
    meta: Mapping[str, str] = field(default_factory=dict)

    __repr__ = brief

    def __len__(self) -> int:
        return len(self.columns[0].values)

    def __iter__(self) -> Iterator[dict[str, Cell]]:
        """The rows, as dictionaries by column name."""
        names = [column.name for column in self.columns]
        rows = zip(*(column.values for column in self.columns), strict=True)
        return (dict(zip(names, row, strict=True)) for row in rows)

    def _repr_html_(self) -> str:
        """The table as a notebook shows it: its kind, day and marks as the caption, unknown as –."""
        captions = [self.meta[name] for name in ("kind", "scenario", "day", "known", "marks") if self.meta.get(name)]
        rows = [[_said(cell) for cell in row] for row in zip(*(c.values for c in self.columns), strict=True)]
        numbers = [column.kind in ("whole", "decimal") for column in self.columns]
        return html(" · ".join(captions), [column.name for column in self.columns], rows, numbers)


def _said(cell: Cell) -> str:
    """A cell as text; a list's items with commas."""
    if cell is None:
        return "–"
    if isinstance(cell, bool):
        return str(cell).lower()
    return ", ".join(cell) if isinstance(cell, tuple) else str(cell)


def filled(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], meta: Mapping[str, str]) -> Table:
    """A table of some columns, filled row by row."""
    row_list = tuple(rows)
    values = list(zip(*row_list, strict=True)) if row_list else [()] * len(columns)
    pairs = zip(columns, values, strict=True)
    return Table(tuple(replace(column, values=tuple(cells)) for column, cells in pairs), meta)


def decimals_of(cell: Cell) -> int:
    """The decimals a number is written with; none for what is no decimal."""
    exponent = cell.as_tuple().exponent if isinstance(cell, Decimal) else 0
    return max(0, -exponent) if isinstance(exponent, int) else 0


def typed(declared: Attribute | Derived) -> Column:
    """The column of the values of an attribute, of its declared type."""
    kind, called = declared.type, Column(declared.id, label=declared.label, unit=declared.unit.sv)
    if kind.kind == "enum":
        return replace(called, kind="category", categories=kind.members, ordered=kind.ordered)
    if kind.kind == "number":
        return replace(called, kind="decimal", decimals=kind.decimals)
    return replace(called, kind="truth" if kind.kind == "bool" else "date")
