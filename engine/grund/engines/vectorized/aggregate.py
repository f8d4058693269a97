"""Aggregate: aggregates over neighbours, or over all rows that are alike, as a column.

Enters: rows, a derived attribute that takes something of many areas, and the neighbours of every row. Leaves: its value
on every row, which are known, and what the others wait for. Promise: what the interpreter says of areas with the rows'
values, to the last declared decimal: exact sums, rounded once; strong Kleene for `any` and `all`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from ...model.derivations import Over
from ...model.expressions import names
from ...model.policies import Derived
from ..interpreter import listed
from .columns import CodedColumn, Rows, number, waiting
from .group import grouped
from .segments import Segments, alike
from .vectors import Bools, Found, Ints, Vector, both, ratio, reckoned

_IDLE: Final = {"any": False, "all": True}
"""The value of a member that settles nothing."""


@dataclass(frozen=True, slots=True)
class _Members:
    """What is read at each row: whether it counts (`yes`, or `maybe`), its value, its weight, which of them are known.

    `stray`: rows whose group is unknown; each may belong to any.
    """

    yes: Bools
    maybe: Bools
    value: Vector | None
    weight: Vector | None
    known: Bools
    stray: Bools


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces, and the strays that each of them may hold besides."""

    held: Segments
    stray: Bools

    def count(self, rows: Bools) -> Ints:
        """How many of some rows each piece has, or may have."""
        return self.held.sums(rows) + np.count_nonzero(rows & self.stray)


def aggregated(rows: Rows, derived: Derived, how: Over, segments: Segments | None) -> CodedColumn:
    """The column of an aggregate; `segments`: the neighbours of every row."""
    if how.relation == "neighbours":
        assert segments is not None
        return _each(rows, derived, how, segments, np.zeros(rows.count, np.bool_))
    if how.by is None:
        group, count, sure = np.zeros(rows.count, np.intp), 1, None
    else:
        by = rows.vector(how.by)
        (group, count), sure = grouped(by.values, by.known), by.known
    stray = np.zeros(rows.count, np.bool_) if sure is None else ~sure
    column = _each(rows, derived, how, alike(group, count, sure), stray).rows(group)
    if sure is None:
        return column
    assert how.by is not None
    known = sure if column.known is None else sure & column.known
    waits = {fact: array & sure for fact, array in (column.waits or {}).items()}
    return CodedColumn(column.values, known, waiting(~known, [waits, rows.lacking(how.by)], derived.id))


def _each(rows: Rows, derived: Derived, how: Over, segments: Segments, stray: Bools) -> CodedColumn:
    """The value of every piece, and what the unknown ones wait for."""
    members, pieces = _members(rows, how, stray), _Pieces(segments, stray)
    value, settled, known = _value(derived, how, members, pieces)
    kind = derived.type
    values = value.values.astype(np.int64) + np.int64(kind.kind in ("bool", "enum"))
    known = both(value.known, known)
    if how.empty is not None and listed(rows.frame, how):
        none = pieces.count(members.yes | members.maybe) == 0
        values = np.where(none, number(kind, how.empty), values)
        known = None if known is None else known | none
    if known is None or known.all():
        return CodedColumn(values, waits={})
    return CodedColumn(values, known, _waits(rows, derived, how, members, pieces, settled, ~known))


def _members(rows: Rows, how: Over, stray: Bools) -> _Members:
    yes, maybe = ~stray, stray
    if how.where is not None:
        where = rows.vector(how.where)
        known = np.ones(rows.count, np.bool_) if where.known is None else where.known
        yes, maybe = known & where.values & ~stray, ~known | (where.values & stray)
    value = None if how.of is None else rows.vector(how.of)
    weight = None if how.weight is None else rows.vector(how.weight)
    known_ = both(None if value is None else value.known, None if weight is None else weight.known)
    return _Members(yes, maybe, value, weight, np.ones(rows.count, np.bool_) if known_ is None else known_, stray)


def _value(derived: Derived, how: Over, members: _Members, pieces: _Pieces) -> tuple[Vector, Bools, Bools | None]:
    """The value of each piece; the rows that settle nothing there; and the pieces where it is known."""
    some = members.yes | members.maybe
    if how.aggregate in _IDLE:
        assert members.value is not None
        idle = members.known & (members.value.values == _IDLE[how.aggregate])
        deciding = members.yes & members.known & ~idle
        decided = pieces.held.any(deciding)
        settled = ~some | idle
        known = decided | (pieces.count(~settled & ~deciding) == 0)
        return Vector(decided == (how.aggregate == "any")), settled, known
    ready = members.yes & members.known
    counted = pieces.held.sums(ready)
    if how.min_observations is None:
        known = None if ready.all() else counted == pieces.count(some)
    else:
        known = counted >= how.min_observations
    return _taken(derived, how, members, pieces.held, ready, counted), ~some, known


def _taken(derived: Derived, how: Over, members: _Members, segments: Segments, ready: Bools, counted: Ints) -> Vector:
    """The count, the extreme, the sum or the mean of the rows that are ready, of each piece, rounded once."""
    decimals = derived.type.decimals
    if how.aggregate == "count":
        return ratio(Vector(counted), None, decimals, how.round)
    assert members.value is not None
    if how.aggregate in ("min", "max"):
        array = segments.extremes(members.value.values, how.aggregate == "max", ready)
        there = counted > 0
        vector = Vector(np.where(there, array, 0), None if there.all() else there, members.value.decimals)
        return ratio(vector, None, decimals, how.round) if derived.type.kind == "number" else vector
    weight = members.weight
    top = members.value if weight is None or how.aggregate == "ratio" else reckoned("mul", members.value, weight)
    total = Vector(segments.sums(_only(top.values, ready)), None, top.decimals)
    if how.aggregate == "sum":
        return ratio(total, None, decimals, how.round)
    below = (
        Vector(counted) if weight is None else Vector(segments.sums(_only(weight.values, ready)), None, weight.decimals)
    )
    return ratio(total, below, decimals, how.round)


def _only(values: Found, ready: Bools) -> Found:
    return values if ready.all() else np.where(ready, values, 0)


def _waits(
    rows: Rows, derived: Derived, how: Over, members: _Members, pieces: _Pieces, settled: Bools, unknown: Bools
) -> dict[str, Bools]:
    """What the unknown pieces wait for: what their unsettled rows do; else the names of the value itself."""
    read = [rows.lacking(expr) for expr in (how.of, how.weight) if expr is not None]
    if how.where is not None:
        read.append({fact: array & ~members.stray for fact, array in rows.lacking(how.where).items()})
    if how.by is not None:
        read.append(rows.lacking(how.by))
    facts = {fact: pieces.count(vector) > 0 for fact, vector in waiting(~settled, read, "").items()}
    by_fact = waiting(unknown, [facts], "")
    own = unknown & ~np.logical_or.reduce(list(by_fact.values())) if by_fact else unknown
    sentences = names(how.of) if how.of is not None else frozenset[str]()
    return waiting(unknown, [by_fact, dict.fromkeys(sentences, own)], derived.id)
