"""Derive: the derived attributes that are no expressions, as columns: ranks, aggregates, means, classes, tables.

Enters: columns, and the neighbours of every row where they are known. Leaves: the columns with those of every derived
attribute that is read and can be worked out from them. Promise: what the interpreter says of areas with the rows'
values, and what an unknown one waits for; a base is the rows, all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

import numpy as np

from ...model.arithmetic import EXACT
from ...model.derivations import (
    Cut,
    DecisionTable,
    Fired,
    Formula,
    Mean,
    Over,
    PowerMean,
    Rank,
    Scaled,
    Transform,
)
from ...model.expressions import Expr, Value, names
from ...model.policies import Derived
from ..decision_cells import cut
from ..interpreter import EvalContext, computed, output
from .aggregate import aggregated
from .columns import BLOCK, CodedColumn, Rows, column, row_area, waiting
from .rank import ranked
from .row_index import row_index
from .segments import Segments
from .vectors import Bools, Ints, Vector, both, ratio, reckoned, times


def able(derived: Derived, neighbours: bool) -> bool:
    """Whether a derived attribute is worked out from columns of its own level."""
    how = derived.how
    if how.reads_at == "links" and not (how.bordering and neighbours):
        return False
    return (derived.expressed or type(how) in _KINDS) and how.level_read(derived.levels[0]) in derived.levels


def steps(
    frame: EvalContext, given: Container[str], exprs: Iterable[Expr], neighbours: bool = False
) -> tuple[Derived, ...]:
    """The derived attributes that are worked out beforehand, in order: what the expressions read, themselves or through
    others, of which there is no column."""
    ordered: dict[str, Derived] = {}
    walked: set[str] = set()

    def walk(expr: Expr) -> None:
        for name in sorted(names(expr) - walked):
            walked.add(name)
            derived = frame.vocabulary.derived.get(name)
            if name in given or derived is None or not able(derived, neighbours):
                continue
            for part in derived.how.exprs:
                walk(part)
            if not derived.expressed:
                ordered[name] = derived

    for expr in exprs:
        walk(expr)
    return tuple(ordered.values())


def worked(
    frame: EvalContext,
    columns: Mapping[str, CodedColumn],
    count: int,
    exprs: Iterable[Expr],
    segments: Segments | None = None,
) -> dict[str, CodedColumn]:
    """The columns, and one for each derived attribute that the expressions read, themselves or through others.

    Raises `GrundError` where a decision table has no row for an area, or several, and that is an error.
    """
    return stepped(frame, columns, count, steps(frame, columns, exprs, segments is not None), segments)


def stepped(
    frame: EvalContext,
    columns: Mapping[str, CodedColumn],
    count: int,
    derived_steps: Iterable[Derived],
    segments: Segments | None = None,
) -> dict[str, CodedColumn]:
    """The columns, and one for each of their `steps`; raises as `worked` does."""
    by_name = dict(columns)
    rows = Rows(frame, by_name, count)
    for derived in derived_steps:
        made = _KINDS[type(derived.how)](rows, derived, derived.how, segments)
        by_name[derived.id] = _inside(rows, derived, made)
    return by_name


def _inside(rows: Rows, derived: Derived, coded_column: CodedColumn) -> CodedColumn:
    """The column, its values looked at where they may leave their domain."""
    if not derived.checked:
        return coded_column
    return replace(coded_column, values=rows.inside(derived, Vector(coded_column.values, coded_column.known)).values)


# ── of the row's own values


def _mean(rows: Rows, derived: Derived, how: Mean, _: Segments | None) -> CodedColumn:
    """The weighted mean of the values that are known."""
    top = bottom = rows.constant(Decimal(0), derived.type)
    counted = np.zeros(rows.count, np.int64)
    for expr, weight in how.terms:
        vector, by = rows.vector(expr), rows.constant(weight, derived.type)
        known = np.ones(rows.count, np.bool_) if vector.known is None else vector.known
        counted += known
        top = reckoned("add", top, reckoned("mul", replace(vector, values=vector.values * known, known=None), by))
        bottom = reckoned("add", bottom, replace(by, values=by.values * known))
    quotient = ratio(top, bottom, derived.type.decimals, how.round)
    return _column(
        rows, derived, replace(quotient, known=both(quotient.known, counted >= (how.least or len(how.terms))))
    )


def _each_different(rows: Rows, derived: Derived, how: PowerMean | Transform, _: Segments | None) -> CodedColumn:
    """What the interpreter computes, once for all rows that have the same values."""
    columns = [_plain(rows.vector(expr), expr.type.kind == "date") for expr in how.exprs]
    outputs: dict[tuple[Value | None, ...], Value | None] = {}
    ways = list(zip(*columns, strict=True))
    for at, values in enumerate(ways):
        if values not in outputs:
            outputs[values] = computed(derived, values, row_area(at))
    made = column(derived.type, [outputs[values] for values in ways])
    assert made.known is not None
    return _waiting(rows, derived, made.values, made.known, [rows.lacking(expr) for expr in how.exprs])


def _plain(vector: Vector, dates: bool) -> list[Value | None]:
    """Whole numbers as the numbers or dates they stand for; None where they are unknown."""
    known = np.ones(len(vector.values), np.bool_) if vector.known is None else vector.known
    different = [int(v) for v in np.unique(vector.values[known])]
    numbers: dict[int, Value] = {v: EXACT.scaleb(Decimal(v), -vector.decimals) for v in different}
    if dates:
        numbers = {v: date.fromordinal(v) for v in different}
    return [numbers[v] if there else None for v, there in zip(vector.values.tolist(), known.tolist(), strict=True)]


def _cut(rows: Rows, derived: Derived, how: Cut, _: Segments | None) -> CodedColumn:
    """The class that a value falls in."""
    vector = rows.vector(how.expr)
    decimals = max([vector.decimals, *(-int(bound.as_tuple().exponent) for bound in how.bounds)])
    bounds = np.array([int(EXACT.scaleb(bound, decimals)) for bound in how.bounds])
    values = times(vector.values, 10 ** (decimals - vector.decimals))
    place = np.searchsorted(bounds, values, side="right" if how.closed == "lower" else "left")
    return _column(rows, derived, Vector(place, vector.known))


def _step(rows: Rows, derived: Derived, how: Formula, _: Segments | None) -> CodedColumn:
    """A quotient as a whole number of steps."""
    assert how.step is not None
    step = rows.constant(how.step, derived.type)
    below = step if how.denominator is None else reckoned("mul", rows.vector(how.denominator), step)
    steps = reckoned("mul", ratio(rows.vector(how.numerator), below, 0, how.round), step)
    return _column(rows, derived, ratio(steps, None, derived.type.decimals, how.round))


def _table(rows: Rows, derived: Derived, how: DecisionTable, _: Segments | None) -> CodedColumn:
    """The output of a decision table: the interpreter gives it, once for each way in which its rows hold."""
    conditions, axes, atoms = cut(rows.frame, [row.when for row in how.rows])
    index = row_index(rows.frame, conditions, axes, atoms)
    cells, first, of_row = index.different(rows)
    outputs: dict[bytes, Value | None] = {}
    values: list[Value | None] = []
    for start in range(0, len(cells), BLOCK):
        ways = index.ways(cells[start : start + BLOCK])
        for way, key in enumerate(ways.keys):
            if key not in outputs:
                left, sure = index.places(ways.left[way]), set(index.places(ways.sure[way]))
                some = replace(how, rows=tuple([how.rows[i] for i in left]))
                area = row_area(int(first[start + ways.first[way]]) + rows.start)
                outputs[key] = output(derived, some, [True if i in sure else None for i in left], area)
        values += [outputs[ways.keys[way]] for way in ways.of_cell.tolist()]
    coded = column(derived.type, values)
    assert coded.known is not None
    known = coded.known[of_row]
    waits = {} if known.all() else _waits(rows, derived, np.flatnonzero(~known))
    return CodedColumn(coded.values[of_row], None if known.all() else known, waits)


def _waits(rows: Rows, derived: Derived, unknown: Ints) -> dict[str, Bools]:
    """By the name of a fact, which of the rows at some places wait for it."""
    waits: dict[str, Bools] = {}
    for start in range(0, len(unknown), BLOCK):
        places = unknown[start : start + BLOCK]
        some = rows.part(places)
        lacking = [some.lacking(expr) for expr in derived.how.exprs]
        for fact, where in waiting(np.ones(some.count, np.bool_), lacking, derived.id).items():
            waits.setdefault(fact, np.zeros(rows.count, np.bool_))[places] = where
    return waits


def _fired(rows: Rows, derived: Derived, how: Fired, _: Segments | None) -> CodedColumn:
    """How many of the rules are active; each is worked out in the ruling it stands in."""
    total, known = np.zeros(rows.count, np.int64), np.ones(rows.count, np.bool_)
    lacking: list[Mapping[str, Bools]] = []
    for ruling in rows.frame.policy.counts(how.rules):
        columns = dict(rows.columns)
        within = Rows(rows.frame, columns, rows.count)
        for rule in ruling.rules:
            vector, waits = within.vector(rule.active), within.lacking(rule.active)
            columns[rule.name] = CodedColumn(vector.values.astype(np.int64) + 1, vector.known, waits)
            if rule.id in how.rules:
                total += vector.values if vector.known is None else vector.values & vector.known
                known = known if vector.known is None else known & vector.known
                lacking.append(waits)
    return _waiting(rows, derived, times(total, 10**derived.type.decimals), known, lacking)


# ── a column


def _column(rows: Rows, derived: Derived, vector: Vector) -> CodedColumn:
    """What was worked out from the row's own values."""
    vector = rows.inside(derived, vector)
    values = vector.values.astype(np.int64) + np.int64(derived.type.kind in ("bool", "enum"))
    return _waiting(rows, derived, values, vector.known, [rows.lacking(expr) for expr in derived.how.exprs])


def _waiting(
    rows: Rows, derived: Derived, values: Ints, known: Bools | None, lacking: Iterable[Mapping[str, Bools]]
) -> CodedColumn:
    if known is None or known.all():
        return CodedColumn(values, waits={})
    return CodedColumn(values, known, waiting(~known, lacking, derived.id))


def _rank(rows: Rows, derived: Derived, how: Rank | Scaled, _: Segments | None) -> CodedColumn:
    return ranked(rows, derived, how)


_KINDS: Final[dict[type[Any], Callable[..., CodedColumn]]] = {
    Rank: _rank,
    Scaled: _rank,
    Over: aggregated,
    Mean: _mean,
    PowerMean: _each_different,
    Transform: _each_different,
    Cut: _cut,
    Formula: _step,
    DecisionTable: _table,
    Fired: _fired,
}
