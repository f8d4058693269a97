"""Tables: a derived attribute that is the output of a decision table.

`DecisionTable`, or None with problems noted. What a gap or an overlap of rows does is declared; a hit policy that
gives a list is refused by its name.
"""

from __future__ import annotations

from functools import partial
from typing import Final, TypeAlias

from ...model.derivations import DecisionTable, Row
from ...model.expressions import BOOL, Expr, Literal, Operation
from ...model.tables import WrittenRow
from ..decision_tables.cells import cell, cell_text
from ..decision_tables.reading import ReadTable
from ..schema.tables import LISTS
from .maker import Maker

_ERRORS: Final = ("error", "unknown")
_SINGLE: Final = ("unique", "any", "first", "priority", "sum", "min", "max", "count")


def table(maker: Maker) -> DecisionTable | None:
    """A decision table; a row is a condition, or a cell for each input."""
    before = len(maker.report.problems)
    read = maker.declared.tables.of.get(maker.shell.id)
    if read is None:
        return None
    given, kind, report = read.model, maker.shell.type, maker.report
    needs = {"hit": " | ".join(_SINGLE), "gap": "error | unknown | @value"}
    if given.hit in ("unique", "any"):
        needs["overlap"] = "error | unknown"
    for field, choices in needs.items():
        if getattr(given, field) is None:
            report.add("G330", maker.place("table", key=True), kind="table", field=field, choices=choices)
    if given.overlap is not None and given.hit not in (None, "unique", "any"):
        place, here = read.place("overlap", key=True), f"hit: {given.hit}"
        report.add("G322", place, field="overlap", owner="hit: unique | any", here=here)
    if given.hit in LISTS:
        report.add("G865", read.place("hit"), hit=given.hit, what="@attribute_output", choices=", ".join(_SINGLE))
        return None
    if given.hit in ("sum", "min", "max", "count"):
        maker.typed("number")
    if given.hit == "priority" and kind.kind == "enum" and not kind.ordered:
        report.add("G214", maker.place("type"), type=kind.name)
    written = maker.declared.written[read.id]
    cells: Cells = {}
    rows = [_row(maker, read, row, cells) for row in written.rows if maker.shell.id in row.outputs]
    gap = None
    if given.gap not in (None, *_ERRORS):
        gap = maker.declared.constant(read.place("gap"), maker.shell.id, given.gap or "", kind)
    lines = tuple(row for row in rows if row is not None)
    if len(report.problems) > before:
        return None
    hit = "sum" if given.hit == "count" else given.hit or ""
    return DecisionTable(lines, hit, gap, given.gap == "error", given.overlap or "", read.place("gap"))


Cells: TypeAlias = dict[tuple[str, str], Expr]
"""What cells say, by input and text: one that stands in many rows is read once."""


def _row(maker: Maker, read: ReadTable, row: WrittenRow, cells: Cells) -> Row | None:
    path = (*read.path, "rows", row.number - 1)
    output = (*path, "then", maker.shell.id)
    at = output if output in read.document.values else (*path, "then")
    place = read.document.place(at)
    then = maker.declared.constant(place, maker.shell.id, row.outputs[maker.shell.id], maker.shell.type)
    if isinstance((read.model.rows or [])[row.number - 1].when, str):
        when = maker.condition((*path, "when"), row.when, read.document)
    else:
        when = _cells(maker, read, (*path, "when"), row, cells)
    named = (read.model.rows or [])[row.number - 1].id
    return None if when is None or then is None else Row(when, then, row.number, row.place, named)


def _cells(maker: Maker, read: ReadTable, path: tuple[str | int, ...], row: WrittenRow, cells: Cells) -> Expr | None:
    """The condition that all cells of a row make together; `-`, or no cell, says nothing."""
    exprs: list[Expr] = []
    for name, text in row.cells.items():
        if not cell_text(name, text):
            continue
        expr = cells.get((name, text))
        if expr is None:
            expr = maker.each_level((*path, name), partial(cell, read.model.inputs[name], text), read.document)
        if expr is None:
            return None
        cells[name, text] = expr
        exprs.append(expr)
    if len(exprs) < 2:
        return exprs[0] if exprs else Literal(True, BOOL)
    return Operation("and", tuple(exprs), BOOL)
