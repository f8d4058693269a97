"""Choices: what is made of several values of one area: a weighted mean, a class, the output of a decision table.

Enters: a `Maker` whose attribute is of one of these kinds. Leaves: `Mean`, `Cut`, `Table`, or None with problems noted.
Promise: which side of a bound is closed, and what a gap or an overlap of rows does, is declared.
"""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Final

from ...language.tokens import ParseError
from ...language.typing import Scope, condition
from ...model.derivations import Cut, DecisionTable, Mean, Row
from ...model.expressions import BOOL, Expr, Literal, Operation
from .maker import Maker

_ERRORS: Final = ("error", "unknown")
_SIGNS: Final = ("<", ">", "=", "!=")


def mean(maker: Maker) -> Mean | None:
    """A weighted mean; the names in the file are expressions, their numbers the weights."""
    given, before = maker.given, len(maker.report.problems)
    maker.typed("number")
    terms: list[tuple[Expr, Decimal]] = []
    if not given.mean:
        maker.report.add("G303", maker.place("mean", key=True), value="", wanted="@expression")
    for text, weight in (given.mean or {}).items():
        expr = maker.value(("mean", text), text, "number")
        if weight <= 0:
            maker.report.add("G303", maker.place("mean", text), value=weight, wanted="> 0")
        if expr is not None:
            terms.append((expr, weight))
    if given.min_observations is not None and not 0 < given.min_observations <= len(given.mean or {}):
        wanted = f"1–{len(given.mean or {})}"
        maker.report.add("G303", maker.place("min_observations"), value=given.min_observations, wanted=wanted)
    if len(maker.report.problems) > before:
        return None
    return Mean(tuple(terms), given.min_observations, given.round)


def cut(maker: Maker) -> Cut | None:
    """Classes of a number."""
    given, before = maker.given, len(maker.report.problems)
    kind = maker.shell.type
    expr = maker.value(("cut",), given.cut or "", "number")
    if maker.typed("enum") and not kind.ordered:
        maker.report.add("G214", maker.place("type"), type=kind.name)
    maker.chosen("cut", at="[…]", closed="lower | upper")
    bounds = tuple(given.at or ())
    for i, (low, high) in enumerate(pairwise(bounds)):
        if low >= high:
            maker.report.add("G303", maker.place("at", i + 1), value=high, wanted=f"> {low}")
    if given.at is not None and kind.kind == "enum" and len(kind.members) != len(bounds) + 1:
        counts = {"bounds": str(len(bounds)), "classes": str(len(bounds) + 1), "members": str(len(kind.members))}
        maker.report.add("G332", maker.place("at"), type=kind.name, **counts)
    if expr is None or len(maker.report.problems) > before:
        return None
    return Cut(expr, bounds, given.closed or "", kind.members)


def table(maker: Maker) -> DecisionTable | None:
    """A decision table; a row is a condition, or a cell for each input."""
    given, before = maker.given.table, len(maker.report.problems)
    assert given is not None
    kind = maker.shell.type
    needs = {"hit": "unique | any | first | priority | sum | min | max", "gap": "error | unknown | @value"}
    if given.hit in ("unique", "any"):
        needs["overlap"] = "error | unknown"
    for field, choices in needs.items():
        if getattr(given, field) is None:
            maker.report.add("G330", maker.place("table", key=True), kind="table", field=field, choices=choices)
    if given.overlap is not None and given.hit not in ("unique", "any"):
        maker.report.add("G302", maker.place("table", "overlap", key=True), field="overlap")
    if given.hit in ("sum", "min", "max"):
        maker.typed("number")
    if given.hit == "priority" and kind.kind == "enum" and not kind.ordered:
        maker.report.add("G214", maker.place("type"), type=kind.name)
    rows = [_row(maker, i) for i in range(len(given.rows))]
    gap = None if given.gap in (None, *_ERRORS) else maker.constant(given.gap or "", "table", "gap")
    lines = tuple(row for row in rows if row is not None)
    if len(maker.report.problems) > before:
        return None
    return DecisionTable(
        lines, given.hit or "", gap, given.gap == "error", given.overlap or "", maker.place("table", "gap")
    )


def _row(maker: Maker, number: int) -> Row | None:
    assert maker.given.table is not None
    given = maker.given.table.rows[number]
    path = ("table", "rows", number)
    then = maker.constant(given.then, *path, "then")
    if isinstance(given.when, str):
        when = maker.condition((*path, "when"), given.when)
    else:
        when = _cells(maker, (*path, "when"), given.when)
    return None if when is None or then is None else Row(when, then, number + 1, maker.place(*path))


def _cells(maker: Maker, path: tuple[str | int, ...], cells: dict[str, str]) -> Expr | None:
    """The condition that all cells of a row make together; `-`, or no cell, says nothing."""
    assert maker.given.table is not None
    inputs = maker.given.table.inputs
    exprs: list[Expr] = []
    for name, cell in cells.items():
        place = maker.place(*path, name, key=True)
        if not maker.report.known(place, "@input", name, inputs):
            return None
        if cell.strip() != "-":
            expr = maker.each_level((*path, name), lambda at, name=name, cell=cell: _cell(inputs[name], cell, at))  # type: ignore[misc]
            if expr is None:
                return None
            exprs.append(expr)
    if len(exprs) < 2:
        return exprs[0] if exprs else Literal(True, BOOL)
    return Operation("and", tuple(exprs), BOOL)


def _cell(column: str, cell: str, at: Scope) -> Expr:
    """A cell as a condition on its input; an error points into the cell."""
    text = _test(f"({column})", cell.strip())
    before = text.index(cell.strip()) if cell.strip() in text else 0
    try:
        return condition(text, at)
    except ParseError as error:
        start, end = (max(0, min(i - before, len(cell))) for i in error.span)
        raise ParseError((start, max(end, start + 1)), error.issue) from None


def _test(column: str, cell: str) -> str:
    """`>= 5`, `[1 .. 5)`, `a, b`, `not(a)`, `missing`, or a value."""
    if cell.startswith("not(") and cell.endswith(")"):
        return f"not ({_test(column, cell[4:-1].strip())})"
    if cell in ("missing", "not missing"):
        return f"{column} is {cell}"
    if cell.startswith(_SIGNS):
        return f"{column} {cell}"
    if "," in cell:
        return f"{column} in ({cell})"
    return f"{column} in {cell}" if ".." in cell else f"{column} = {cell}"
