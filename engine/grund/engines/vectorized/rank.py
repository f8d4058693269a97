"""Rank: ranks, percentiles and quotas of rows, and values scaled by the others, as a column.

Enters: rows, and a derived attribute that ranks or scales them. Leaves: its value on every row, which are known, and
what the others wait for. Promise: what the interpreter says of areas with the rows' values, to the last declared
decimal: whole numbers throughout, rounded once; a place is known only where it is the same whatever the unknown values
are. A scaled value is worked out once for each different value, by the interpreter's own function.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from itertools import cycle

import numpy as np

from ...model.derivations import AmongAreas, Rank, Scaled
from ...model.expressions import Expr, Value
from ...model.policies import Derived
from ...model.ranking import Spread, spread
from ..interpreter import scaled_value
from .columns import CodedColumn, Rows, column, number, waiting
from .group import Index, Runs, grouped, runs
from .vectors import Bools, Found, Vector, both, ratio, reckoned, whole_part


@dataclass(frozen=True, slots=True)
class _Base:
    """Who is ranked. `outside`: rows not in any base; `placed`: those with a place; `unsure`: those that may come
    anywhere, or may not belong. `group`: the base of each row, where `grouped`; `count` bases."""

    outside: Bools
    placed: Bools
    unsure: Bools
    grouped: Bools
    group: Index
    count: int

    def alike(self, rows: Bools) -> Index:
        """By base, how many of some rows belong to it, or may."""
        array = np.bincount(self.group[rows & self.grouped], minlength=self.count)
        return array + np.count_nonzero(rows & ~self.grouped)


def ranked(rows: Rows, derived: Derived, how: Rank | Scaled) -> CodedColumn:
    """The column of a rank, a percentile or a quota, or of a scaled value."""
    base = _base(rows, how)
    at = slice(None) if base.placed.all() else np.flatnonzero(base.placed)
    keys = [(rows.vector(key.expr).values[at], key.descending) for key in how.keys]
    tie_runs = runs(keys, base.group[at], base.count)
    unsure = base.alike(base.unsure)
    common = None if how.common is None else _common(rows, how.common, at)
    own = tie_runs if common is None or len(common.values) == 1 else tie_runs.by_row
    if isinstance(how, Scaled):
        bases = _bases(tie_runs, unsure, keys[0][0])
        vector = _scaled(derived, how, own, bases, keys[0][0], _references(rows, how, common))
    elif how.measure == "quota":
        assert common is not None
        vector = _quota(how, own, unsure, common)
    else:
        vector = _place(derived, how, tie_runs, unsure)
    tie_runs = own
    known = None if vector.known is None else vector.known[tie_runs.of_row]
    vector = Vector(vector.values[tie_runs.of_row], known)
    return _column(rows, derived, how, base, vector, at)


def _base(rows: Rows, how: AmongAreas) -> _Base:
    array = np.ones(rows.count, np.bool_)
    where = None if how.where is None else rows.vector(how.where)
    outside = ~array if where is None else _known(where, rows.count) & ~where.values
    inside = array if where is None else _known(where, rows.count) & where.values
    keyed = reduce(both, (rows.vector(key.expr).known for key in how.keys), None)
    keyed = array if keyed is None else keyed
    alike, group, count = array, np.zeros(rows.count, np.intp), 1
    if how.by is not None:
        by = rows.vector(how.by)
        alike = _known(by, rows.count)
        group, count = grouped(by.values, by.known)
    able = ~outside & keyed if how.excluded else ~outside
    placed = inside & keyed & alike
    return _Base(outside, placed, able & ~placed, alike, group, count)


def _known(vector: Vector, count: int) -> Bools:
    return np.ones(count, np.bool_) if vector.known is None else vector.known


def _place(derived: Derived, how: Rank, tie_runs: Runs, unsure: Index) -> Vector:
    """The rank or the percentile of each run, rounded to the declared decimals."""
    twice = {
        "average": 2 * tie_runs.before + tie_runs.equal + 1,
        "min": 2 * tie_runs.before + 2,
        "max": 2 * (tie_runs.before + tie_runs.equal),
        "dense": 2 * tie_runs.distinct + 2,
    }[how.ties]
    bottom = np.full(len(twice), 2)
    if how.measure == "percentile":
        n = (tie_runs.different if how.ties == "dense" else tie_runs.rows)[tie_runs.group]
        less, parts = {"n": (0, n), "n-1": (2, n - 1), "n+1": (0, n + 1), "midpoint": (1, n)}[how.divisor]
        twice, bottom = (twice - less) * how.out_of, 2 * parts
    vector = ratio(Vector(twice), Vector(bottom), derived.type.decimals, how.round)
    known = unsure[tie_runs.group] == 0 if unsure.any() else None
    return Vector(vector.values, both(vector.known, known), vector.decimals)


def _common(rows: Rows, expr: Expr, at: slice | Index) -> Vector:
    """What is the same on every row, as one row; it may be computed of them all. Where a column that is given for it
    has several values, each of some rows has its own."""
    vector = rows.vector(expr) if rows.count else Rows(rows.frame, {}, 1).vector(expr)
    values, known = vector.values, vector.known
    if (values == values[:1]).all() and (known is None or (known == known[:1]).all()):
        known = None if known is None or known[0] else known[:1]
        return Vector(values[:1], known, vector.decimals)
    return Vector(values[at], None if known is None else known[at], vector.decimals)


def _quota(how: Rank, tie_runs: Runs, unsure: Index, room: Vector) -> Vector:
    """Whether each run is among the first; the room for them is one, or one for each run."""
    if how.fraction:
        shares = reckoned("mul", room, Vector((tie_runs.rows + unsure)[tie_runs.group]))
        values, by = shares.values, 10**shares.decimals
        quota = {
            "up": -(-values // by),
            "down": values // by,
            "half_up": (2 * values + by) // (2 * by),
        }[how.fraction]
    else:
        quota = whole_part(room).values
    maybe, last = unsure[tie_runs.group], tie_runs.before + tie_runs.equal
    out = tie_runs.before >= quota
    inside = last + maybe <= quota
    if how.boundary == "exclude":
        out = out | (last > quota)
    if how.boundary == "include":
        inside = inside | (tie_runs.before + maybe < quota)
    settled = out | inside if room.known is None else (out | inside) & room.known
    return Vector((inside & ~out).astype(np.bool_), settled.astype(np.bool_))


def _bases(tie_runs: Runs, unsure: Index, values: Found) -> dict[int, Spread]:
    """How the values of each group are spread; nothing while one of these is unknown."""
    of_run = _of_runs(tie_runs, values)
    bases = {}
    ends = np.cumsum(tie_runs.different)  # the runs of a group stand together
    for group in np.flatnonzero((unsure == 0) & (tie_runs.different > 0)).tolist():
        at = slice(int(ends[group] - tie_runs.different[group]), int(ends[group]))
        base = spread(zip(map(int, of_run[at]), tie_runs.equal[at].tolist(), strict=True))
        assert base is not None
        bases[group] = base
    return bases


def _of_runs(tie_runs: Runs, values: Found) -> Found:
    """The value of each run."""
    of_run = np.zeros(len(tie_runs.equal), values.dtype)
    of_run[tie_runs.of_row] = values
    return of_run


def _scaled(
    derived: Derived,
    how: Scaled,
    tie_runs: Runs,
    bases: Mapping[int, Spread],
    values: Found,
    references: Sequence[Fraction | None],
) -> Vector:
    """Where the value of each run lies among those of its group; the references are one, or one for each run."""
    of_run = map(int, _of_runs(tie_runs, values))
    beside_each = cycle(references) if len(references) == 1 else references
    outputs: list[Value | None] = [
        None if group not in bases else scaled_value(derived, how, value, bases[group], reference)
        for group, value, reference in zip(tie_runs.group.tolist(), of_run, beside_each, strict=False)
    ]
    scaled_column = column(derived.type, outputs)
    return Vector(scaled_column.values, scaled_column.known, derived.type.decimals)


def _references(rows: Rows, how: Scaled, common: Vector | None) -> list[Fraction | None]:
    """What a distance is measured from, in units of the last decimal of what is read; None of a word, or unknown."""
    if common is None:
        return [None]
    units = 10 ** rows.vector(how.keys[0].expr).decimals
    known = [True] * len(common.values) if common.known is None else common.known.tolist()
    return [
        Fraction(int(value) * units, 10**common.decimals) if there else None
        for value, there in zip(common.values.tolist(), known, strict=True)
    ]


def _column(
    rows: Rows, derived: Derived, how: AmongAreas, base: _Base, placed: Vector, at: slice | Index
) -> CodedColumn:
    """The placed rows, those outside, and what the others wait for."""
    kind = derived.type
    outside = how.value_outside
    values = np.full(rows.count, 0 if outside is None else number(kind, outside), np.int64)
    values[at] = placed.values + np.int64(kind.kind == "bool")
    known = base.outside.copy() if outside is not None else np.zeros(rows.count, np.bool_)
    known[at] = True if placed.known is None else placed.known
    if known.all():
        return CodedColumn(values, waits={})
    unknown = ~known
    read = [e for e in (how.where, how.by, *(key.expr for key in how.keys)) if e is not None]
    facts = waiting(~base.outside, [rows.lacking(expr) for expr in read], "")
    open_ = {fact: (base.alike(array & base.unsure) > 0)[base.group] & base.placed for fact, array in facts.items()}
    common = {} if how.common is None else rows.lacking(how.common)
    common = {fact: vector & base.placed for fact, vector in common.items()}
    return CodedColumn(values, known, waiting(unknown, [facts, open_, common], derived.id))
