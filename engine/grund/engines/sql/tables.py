"""Tables: what is made of several values of one area: a weighted mean, a year, a class, the output of a decision
table.

Enters: a derived attribute at a level's chain. Leaves: its value and its missing facts. Promise: what a row or a term
says is a column of a step of its own, and written once; unknown exactly where the interpreter is. A table that says
`error` stops the statement, with its name and the area; where not every area is asked, and it might stop for one that
nobody asks, it is refused by name.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlglot import exp

from ...model.derivations import Cut, DecisionTable, Mean, Transform
from ...model.expressions import Value, order_key
from ...model.policies import Derived
from .ctes import Chain, SqlStatement
from .dialects import Dialect, Tree, both, case, cast, column, either, inside, is_null, joined, negated, number, text
from .evaluate import decimal, only_where, stated, typed, value, write
from .faults import stopped
from .masks import bits, have, or_else, waits
from .rounding import quotient, whole


class _Output(NamedTuple):
    """A row of a table, or several alike: whether it holds, its output, its line."""

    held: Tree
    then: Value
    line: int


def mean(statement: SqlStatement, chain: Chain, derived: Derived, how: Mean) -> None:
    """The sums of weighted values and of their weights, as whole numbers; their quotient, rounded, in a step after."""
    have(statement, chain, how.exprs)
    request, dialect = statement.asked(derived.id), statement.dialect
    decimals = max(expr.type.decimals for expr, _ in how.terms)
    finest = max(-min(int(weight.as_tuple().exponent), 0) for _, weight in how.terms)
    tops, weights, seen = [], [], []
    for at, (expr, weight) in enumerate(how.terms, 1):
        term = column(f"{derived.id}.{at}")
        chain.add(term.name, whole(dialect, write(request, expr), expr.type.decimals))
        units = int(weight.scaleb(finest))
        factor = units * 10 ** (decimals - expr.type.decimals)
        scaled: Tree = term * cast(number(factor), dialect.wide)
        tops.append(exp.Coalesce(this=scaled, expressions=[number(0)]))
        weights.append(case((is_null(term.copy()), number(0)), otherwise=number(units)))
        seen.append(case((is_null(term.copy()), number(0)), otherwise=number(1)))
    least = len(how.terms) if how.least is None else how.least
    few = exp.LT(this=joined(exp.Add, seen), expression=number(least))
    top, bottom = column(f"{derived.id}.numerator"), column(f"{derived.id}.denominator")
    total = cast(joined(exp.Add, tops), dialect.wide)
    chain.add(top.name, case((few, exp.Null()), otherwise=total))
    chain.add(bottom.name, cast(exp.Nullif(this=joined(exp.Add, weights), expression=number(0)), dialect.wide))
    shift = derived.type.decimals - decimals
    _settle(statement, chain, derived, quotient(dialect, top, bottom, shift, derived.type, how.round))


def transform(statement: SqlStatement, chain: Chain, derived: Derived, how: Transform) -> None:
    """The year of a date; the other functions are refused by name."""
    request = statement.asked(derived.id)
    if how.function != "year":
        raise request.refuse(how.name)
    have(statement, chain, how.exprs)
    year = exp.Extract(this=exp.Var(this="YEAR"), expression=value(request, how.expr))
    _settle(statement, chain, derived, typed(year, derived.type))


def cut(statement: SqlStatement, chain: Chain, derived: Derived, how: Cut) -> None:
    """The first class whose upper bound the value is below; the last one has none."""
    have(statement, chain, how.exprs)
    source = column(f"{derived.id}.value")
    chain.add(source.name, value(statement.asked(derived.id), how.expr))
    below: type[Any] = exp.LT if how.closed == "lower" else exp.LTE
    *classes, last = [stated(statement.dialect, member, derived.type) for member in how.members]
    branches = [
        (below(this=source.copy(), expression=inside(decimal(bound))), one)
        for bound, one in zip(how.bounds, classes, strict=True)
    ]
    tree = case((is_null(source), stated(statement.dialect, None, derived.type)), *branches, otherwise=last)
    _settle(statement, chain, derived, tree)


def table(statement: SqlStatement, chain: Chain, derived: Derived, how: DecisionTable) -> None:
    """Each row's condition is a column; its hit policy says what they give together."""
    request, dialect = statement.asked(derived.id), statement.dialect
    for is_error, what in ((how.gap_error, "gap"), (how.overlap == "error", "overlap")):
        if is_error and not statement.asks_all(chain.level, derived.id):
            raise request.refuse(f"table, {what}: error")
    have(statement, chain, how.exprs)
    rows: list[_Output] = []
    for row in how.rows:
        condition = column(f"{derived.id}.{row.line}")
        chain.add(condition.name, value(request, row.when))
        rows.append(_Output(dialect.truth(condition), row.then, row.line))
    gap = stopped(derived, text(f"G335 {derived.id}: ")) if how.gap_error else stated(dialect, how.gap, derived.type)
    _settle(statement, chain, derived, _together(statement, chain, derived, how, rows, gap) if rows else gap)


def _together(
    statement: SqlStatement, chain: Chain, derived: Derived, how: DecisionTable, rows: list[_Output], gap: Tree
) -> Tree:
    """What the rows that hold give; unknown where a row that may hold could make it another."""
    dialect = statement.dialect
    if how.hit in ("unique", "any"):
        return _only(dialect, derived, how, rows if how.hit == "unique" else _alike(rows), gap)
    if how.hit == "sum":
        return _sum(dialect, derived, how, rows, gap)
    if how.hit != "first":
        rows = sorted(_alike(rows), key=lambda row: order_key(derived.type, row.then), reverse=how.hit != "min")
    return _first(dialect, chain, derived, how, rows, gap)


def _first(
    dialect: Dialect, chain: Chain, derived: Derived, how: DecisionTable, rows: list[_Output], gap: Tree
) -> Tree:
    """The output of the first row that holds; unknown if one before it may, and says something else.

    What the first row that holds or may hold says is a column, as a number; all that may come after it must say so."""
    numbers = {then: at for at, then in enumerate(dict.fromkeys(row.then for row in rows), 1)}
    like_gap = 0 if how.gap is None or how.gap_error else numbers.get(how.gap, 0)
    open_ = [_open(dialect, row) for row in rows]
    first = column(f"{derived.id}.output")
    row_branches = [(may, number(numbers[row.then])) for may, row in zip(open_, rows, strict=True)]
    chain.add(first.name, case(*row_branches, otherwise=number(like_gap)))
    none = stated(dialect, None, derived.type)
    branches: list[tuple[Tree, Tree]] = []
    for may, row in zip(open_, rows, strict=True):
        other = first.neq(number(numbers[row.then]))
        branches.append((both(may.copy(), other), none.copy()))
        branches.append((row.held.copy(), stated(dialect, row.then, derived.type)))
    as_gap = first.eq(number(like_gap))
    return case(*branches, (as_gap, gap), otherwise=none)


def _open(dialect: Dialect, row: _Output) -> Tree:
    """The row holds, or may."""
    return either(row.held.copy(), is_null(dialect.value(row.held.copy())))


def _sum(dialect: Dialect, derived: Derived, how: DecisionTable, rows: list[_Output], gap: Tree) -> Tree:
    """The sum of the rows that hold; one that may hold is no matter where it adds nothing, or alone says what a gap
    does."""
    none = stated(dialect, None, derived.type)
    adding = [row for row in rows if row.then]
    like_gap = [] if how.gap is None or how.gap_error else [row for row in rows if row.then == how.gap]
    if like_gap and (len(rows) == 1 or not adding):
        return gap
    idle = [[other for other in rows if other is not row] for row in like_gap]
    idle += [adding] if like_gap and not how.gap else []
    as_gap = [(both(*(negated(row.held.copy()) for row in group)), gap.copy()) for group in idle]
    nothing = both(*(negated(row.held.copy()) for row in rows))
    unknown = [(is_null(dialect.value(row.held.copy())), none.copy()) for row in adding]
    expressions = [
        case((row.held.copy(), stated(dialect, row.then, derived.type)), otherwise=number(0)) for row in rows
    ]
    some = either(*(row.held.copy() for row in rows))
    total = typed(joined(exp.Add, expressions), derived.type)
    return case((nothing, gap), *as_gap, *unknown, (some, total), otherwise=none)


def _only(dialect: Dialect, derived: Derived, how: DecisionTable, rows: list[_Output], gap: Tree) -> Tree:
    """The output of the only row that holds, where no other one may."""
    open_ = joined(exp.Add, [case((negated(row.held.copy()), number(0)), otherwise=number(1)) for row in rows])
    like_gap = None if how.gap_error else how.gap  # one that may hold alone, and says what a gap does, is no matter
    row_branches = [
        (_open(dialect, row) if row.then == like_gap else row.held.copy(), stated(dialect, row.then, derived.type))
        for row in rows
    ]
    none = stated(dialect, None, derived.type)
    branches = [
        (inside(open_).eq(0), gap),
        (inside(open_.copy()) > 1, none),
        *row_branches,
    ]
    if how.overlap == "error":
        expression = joined(exp.Add, [case((row.held.copy(), number(1)), otherwise=number(0)) for row in rows])
        branches.insert(0, (inside(expression) > 1, _clash(derived, rows)))
    return case(*branches, otherwise=none.copy())


def _clash(derived: Derived, rows: list[_Output]) -> Tree:
    """The first and the last row that hold, with which the statement stops."""
    parts: list[Tree] = [text(f"G334 {derived.id} ")]
    for ordering, after in ((rows, " "), (rows[::-1], ": ")):
        parts += [case(*((row.held.copy(), text(str(row.line))) for row in ordering)), text(after)]
    return stopped(derived, joined(exp.DPipe, parts))


def _alike(rows: list[_Output]) -> list[_Output]:
    """Rows with the same output as one that holds where any of them does; its line is the first one's."""
    by_output: dict[Value, list[_Output]] = {}
    for row in rows:
        by_output.setdefault(row.then, []).append(row)
    return [_Output(either(*(r.held.copy() for r in same)), then, same[0].line) for then, same in by_output.items()]


def _settle(statement: SqlStatement, chain: Chain, derived: Derived, tree: Tree) -> None:
    """The value; and where it is unknown what its expressions wait for, or itself."""
    chain.add(derived.id, tree)
    masks = or_else(waits(statement, chain, derived.id, derived.how.exprs), bits(statement, [derived.id]))
    chain.masks(derived.id, only_where(is_null(column(derived.id)), masks))
