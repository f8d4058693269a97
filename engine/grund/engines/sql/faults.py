"""Faults: what stops a statement, and what asks for all that would.

Enters: a table of somebody's, or a derived attribute's value. Leaves: conditions and values that stop the statement
with what is wrong and where, and queries with a row for each fault. Promise: a cast of a text to a number is what stops
it, in every dialect.
"""

from __future__ import annotations

from sqlglot import exp

from ...model.expressions import Type
from ...model.policies import Derived
from .dialects import (
    Dialect,
    Tree,
    both,
    case,
    cast,
    column,
    either,
    inside,
    is_null,
    joined,
    named,
    negated,
    number,
    relation,
    text,
)
from .evaluate import decimal, typed
from .layers import AREA


def each_once(dialect: Dialect, level: str) -> Tree:
    """That every row of somebody's table has an id of its own; where not, the statement stops."""
    rows = exp.Count(this=exp.Star())
    ids = exp.Count(this=exp.Distinct(expressions=[_id(dialect)]))
    more = exp.paren(rows - ids, copy=False)
    wrong = joined(exp.DPipe, [text(f"{level}.id: "), cast(more, "TEXT"), text(" rows without an id of their own")])
    one = exp.Literal.number(1)
    answer = case((rows.eq(ids), one), otherwise=cast(wrong, "INT"))
    query = exp.select(answer, copy=False).from_(relation(level), copy=False)
    return exp.Subquery(this=query).eq(1)


def _id(dialect: Dialect) -> Tree:
    """The id of a row; one of blanks is none, and blanks at its ends tell it from no other."""
    return exp.Nullif(this=exp.Trim(this=_written(dialect, column("id"))), expression=text(""))


def _written(dialect: Dialect, tree: Tree) -> Tree:
    """A value as a text that is another where a letter is a capital, whatever the column's own order is."""
    return dialect.by_code_point(cast(tree, "TEXT"))


def inside_domain(derived: Derived, value: Tree) -> Tree:
    """A number inside its domain; one outside is cut to it where that is declared, or stops the statement."""
    low, high = (decimal(bound) for bound in (derived.type.low, derived.type.high))
    below, above = value < low, value > high
    kept = typed(value.copy(), derived.type)
    if derived.clamp:
        ends = [(below, typed(low.copy(), derived.type)), (above, typed(high.copy(), derived.type))]
        return case(*ends, otherwise=kept)
    expression = joined(exp.DPipe, [text(f"G340 {derived.id} "), cast(value.copy(), "TEXT"), text(": ")])
    return case((either(below, above), stopped(derived, expression)), otherwise=kept)


def stopped(derived: Derived, expression: Tree) -> Tree:
    """What stops the statement: a text, and the area, that no number can be read from."""
    stop = exp.DPipe(this=expression, expression=cast(column(AREA), "TEXT"))
    return typed(cast(cast(stop, "INT"), "TEXT"), derived.type)


# ── all that would stop it


def _fault(dialect: Dialect, table: str, area: Tree, attribute: str, value: Tree) -> exp.Select:
    cells = (text(table), _written(dialect, area), text(attribute), _written(dialect, value))
    return exp.select(*(named(cell, head) for cell, head in zip(cells, FAULTS, strict=True)), copy=False)


def unnamed(dialect: Dialect, level: str) -> exp.Query:
    """The ids of a table that are empty, or there more than once."""
    rows = exp.Count(this=exp.Star())
    query = _fault(dialect, level, _id(dialect), "id", rows).from_(relation(level), copy=False)
    query = query.group_by(_id(dialect), copy=False)
    return query.having(either(is_null(_id(dialect)), rows > 1), copy=False)


def misfits(dialect: Dialect, table: str, name: str, kind: Type) -> exp.Query:
    """The values of a column that are not of its kind."""
    fits = case((dialect.fits(column(name), kind, cautious=True), number(1)), otherwise=number(0))
    query = _fault(dialect, table, column("id"), name, column(name)).from_(relation(table), copy=False)
    return query.where(both(negated(is_null(column(name))), inside(fits).eq(0)), copy=False)


FAULTS = ("table", "id", "column", "value")
"""The columns of a row about a value that would stop a statement."""
