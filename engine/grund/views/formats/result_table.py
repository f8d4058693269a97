"""Result table: the rows of an answer as a table of typed columns, with what it is an answer to.

Enters: a view and its scenario. Leaves: a `Table`. Promise: a column has the key of CSV, the label and the kind of
`columns`; a day is a date, a sum a decimal with its decimals, what is empty is null; `meta` says which run it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from ...model.scenario import Scenario
from ..run import View
from .columns import meaning
from .tables.run_meta import run_meta
from .tables.shape import Cell, Column, Kind, Table, decimals_of
from .text import Cell as ViewCell


def result_table(view: View, scenario: Scenario, answer: str) -> Table:
    """The rows of a view; `answer` is its kind (`grund-run` …)."""
    values = list(zip(*view.rows, strict=True)) if view.rows else [()] * len(view.header)
    columns = tuple(_column(key, cells, answer) for key, cells in zip(view.header, values, strict=True))
    return Table(columns, run_meta(scenario, answer))


def _column(key: str, cells: Sequence[ViewCell], answer: str) -> Column:
    label, kind = meaning(key, answer)
    values = tuple(_cell(cell, kind) for cell in cells)
    decimals = max((decimals_of(value) for value in values), default=0)
    return Column(key, kind, decimals=decimals, values=values, label=label)


def _cell(cell: ViewCell, kind: Kind) -> Cell:
    """A cell of the kind that its column has; raises `TypeError` where it is of another, which is a fault of ours."""
    if cell is None or cell == "":
        return None
    if kind == "text":
        return f"{cell:f}" if isinstance(cell, Decimal) else str(cell)
    if kind == "date" and isinstance(cell, str):
        return date.fromisoformat(cell)
    if kind == "whole" and isinstance(cell, int):
        return cell
    if kind == "decimal" and isinstance(cell, int | Decimal):
        return Decimal(cell)
    raise TypeError(f"{cell!r} in a column of kind {kind}")
