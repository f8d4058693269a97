"""Choices: what is made of several values of one area: a weighted mean, a class, the output of a decision table.

Enters: a derived attribute at a level's chain. Leaves: its value and its missing facts. Promise: what a row or a term
says is a column of a step of its own, and written once; unknown exactly where `plain` is. A table that may stop with
an error is refused by name: a statement has no row to show for it.
"""

from __future__ import annotations

from typing import Any, TypeAlias

from sqlglot import exp

from ...expr import Value
from ...policy import Cut, Derived, Mean, Table
from .dialects import Dialect, Tree, both, case, column, either, inside, is_null, joined, negated, number
from .expressions import decimal, only_where, stated, typed, value, write
from .layers import Chain, Statement
from .names import bits, have, or_else, waits
from .rounding import quotient, whole

_Outputs: TypeAlias = list[tuple[Tree, Value]]
"""Conditions of a table, each with its output."""


def mean(statement: Statement, chain: Chain, derived: Derived, how: Mean) -> None:
    """The sums of weighted values and of their weights, as whole numbers; their quotient, rounded, in a step after."""
    have(statement, chain, how.exprs)
    asked, dialect = statement.asked(derived.id), statement.dialect
    decimals = max(expr.type.decimals for expr, _ in how.terms)
    finest = max(-min(int(weight.as_tuple().exponent), 0) for _, weight in how.terms)
    tops, weights, seen = [], [], []
    for at, (expr, weight) in enumerate(how.terms, 1):
        held = column(f"{derived.id}.{at}")
        chain.add(held.name, whole(dialect, write(asked, expr), expr.type.decimals))
        units = int(weight.scaleb(finest))
        factor = units * 10 ** (decimals - expr.type.decimals)
        scaled: Tree = exp.Mul(this=held, expression=exp.cast(number(factor), dialect.wide))
        tops.append(exp.Coalesce(this=scaled, expressions=[number(0)]))
        weights.append(case((is_null(held.copy()), number(0)), otherwise=number(units)))
        seen.append(case((is_null(held.copy()), number(0)), otherwise=number(1)))
    least = len(how.terms) if how.least is None else how.least
    few = exp.LT(this=joined(exp.Add, seen), expression=number(least))
    top, bottom = column(f"{derived.id}.numerator"), column(f"{derived.id}.denominator")
    total = exp.cast(joined(exp.Add, tops), dialect.wide)
    chain.add(top.name, case((few, exp.Null()), otherwise=total))
    chain.add(bottom.name, exp.cast(exp.Nullif(this=joined(exp.Add, weights), expression=number(0)), dialect.wide))
    shift = derived.type.decimals - decimals
    _settle(statement, chain, derived, quotient(dialect, top, bottom, shift, derived.type, how.round))


def cut(statement: Statement, chain: Chain, derived: Derived, how: Cut) -> None:
    """The first class whose upper bound the value is below; the last one has none."""
    have(statement, chain, how.exprs)
    held = column(f"{derived.id}.value")
    chain.add(held.name, value(statement.asked(derived.id), how.expr))
    below: type[Any] = exp.LT if how.closed == "lower" else exp.LTE
    *classes, last = [stated(statement.dialect, member, derived.type) for member in how.members]
    found = [
        (below(this=held.copy(), expression=inside(decimal(bound))), one)
        for bound, one in zip(how.bounds, classes, strict=True)
    ]
    tree = case((is_null(held), stated(statement.dialect, None, derived.type)), *found, otherwise=last)
    _settle(statement, chain, derived, tree)


def table(statement: Statement, chain: Chain, derived: Derived, how: Table) -> None:
    """Each row's condition is a column; its hit policy says what they give together."""
    asked, dialect = statement.asked(derived.id), statement.dialect
    if how.gap_error:
        raise asked.refuse("table, gap: error")
    if how.overlap == "error" and len(how.rows) > 1:
        raise asked.refuse("table, overlap: error")
    have(statement, chain, how.exprs)
    rows: _Outputs = []
    for at, row in enumerate(how.rows, 1):
        held = column(f"{derived.id}.{at}")
        chain.add(held.name, value(asked, row.when))
        rows.append((dialect.truth(held), row.then))
    gap = stated(dialect, how.gap, derived.type)
    _settle(statement, chain, derived, _together(dialect, derived, how, rows, gap) if rows else gap)


def _together(dialect: Dialect, derived: Derived, how: Table, rows: _Outputs, gap: Tree) -> Tree:
    """What the rows that hold give; unknown where a row that may hold could make it another."""
    if how.hit == "unique":
        return _only(dialect, derived, rows, gap)
    if how.hit == "any":
        return _only(dialect, derived, _alike(rows), gap)
    if how.hit == "first":
        return _first(dialect, derived, rows, gap)
    ordered = sorted(_alike(rows), key=lambda row: _height(derived, row[1]), reverse=how.hit != "min")
    if how.hit == "priority":
        return _first(dialect, derived, ordered, gap)
    unknown = either(*(is_null(dialect.value(held.copy())) for held, _ in rows))
    none = stated(dialect, None, derived.type)
    if how.hit in ("min", "max"):
        return case((unknown, none), otherwise=_first(dialect, derived, ordered, gap))
    nothing = both(*(negated(held.copy()) for held, _ in rows))
    each = [case((held, stated(dialect, then, derived.type)), otherwise=number(0)) for held, then in rows]
    return case((unknown, none), (nothing, gap), otherwise=typed(joined(exp.Add, each), derived.type))


def _first(dialect: Dialect, derived: Derived, rows: _Outputs, gap: Tree) -> Tree:
    """The output of the first row that holds; unknown if one before it may."""
    found = []
    for held, then in rows:
        found.append((held.copy(), stated(dialect, then, derived.type)))
        found.append((is_null(dialect.value(held.copy())), stated(dialect, None, derived.type)))
    return case(*found, otherwise=gap)


def _only(dialect: Dialect, derived: Derived, rows: _Outputs, gap: Tree) -> Tree:
    """The output of the only row that holds, where no other one may."""
    open_ = joined(exp.Add, [case((negated(held.copy()), number(0)), otherwise=number(1)) for held, _ in rows])
    found = [(held.copy(), stated(dialect, then, derived.type)) for held, then in rows]
    none = stated(dialect, None, derived.type)
    return case(
        (exp.EQ(this=inside(open_), expression=number(0)), gap),
        (exp.GT(this=inside(open_.copy()), expression=number(1)), none),
        *found,
        otherwise=none.copy(),
    )


def _alike(rows: _Outputs) -> _Outputs:
    """Rows with the same output as one that holds where any of them does."""
    found: list[tuple[list[Tree], Value]] = []
    for held, then in rows:
        same = next((trees for trees, output in found if output == then), None)
        if same is None:
            found.append(([held], then))
        else:
            same.append(held)
    return [(either(*(tree.copy() for tree in trees)), then) for trees, then in found]


def _height(derived: Derived, held: Value) -> Any:
    """How high an output stands in the order of its type."""
    return derived.type.members.index(str(held)) if derived.type.kind == "enum" else held


def _settle(statement: Statement, chain: Chain, derived: Derived, tree: Tree) -> None:
    """The value; and where it is unknown what its expressions wait for, or itself."""
    chain.add(derived.id, tree)
    masks = or_else(waits(statement, chain, derived.id, derived.how.exprs), bits(statement, [derived.id]))
    chain.masks(derived.id, only_where(is_null(column(derived.id)), masks))
