"""Columns: the values of names, row by row, and what expressions are worth on them.

Enters: columns of whole numbers. Leaves: a `Vector` per expression: exact whole numbers with their decimals, and which
are known. Promise: what plain gives for each row, and the names it waits for; strong Kleene logic; 64 bits where they
are wide enough, which is asked each time, and whole numbers without bound where they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...derive import EXACT
from ...expr import Expr, Literal, Operation, Reference, Type, Value
from ...partition import scaled
from ...policy import Derived, Formula, Test
from ...world import Area
from ..plain import Frame, evaluate

Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Bools: TypeAlias = npt.NDArray[np.bool_]
Found: TypeAlias = npt.NDArray[Any]
"""Whole numbers: 64 bits, or Python's own where these are not wide enough; of conditions, truth values."""

_NOWHERE: Final = Area("", "", "")
_WIDE: Final = 1 << 62
_DTYPE: Final = {"bool": np.bool_}


@dataclass(frozen=True, slots=True)
class Column:
    """The values of a name, row by row: whole numbers scaled as `partition.scaled`; of an enum and a bool, codes."""

    values: Ints
    known: Bools | None = None

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, part: slice | Ints) -> Column:
        """Some of its rows."""
        return Column(self.values[part], None if self.known is None else self.known[part])


@dataclass(frozen=True, slots=True)
class Vector:
    """What an expression is worth, row by row; `known` None: all are. Numbers have `decimals`, enums are places."""

    values: Found
    known: Bools | None = None
    decimals: int = 0


@dataclass(frozen=True)
class Rows:
    """Some rows: their columns, and the vectors of the expressions asked for, each worked out once."""

    frame: Frame
    columns: Mapping[str, Column]
    count: int
    held: dict[int, tuple[Expr, Vector]] = field(default_factory=dict)
    derived: dict[str, Vector] = field(default_factory=dict)

    def vector(self, expr: Expr) -> Vector:
        """What an expression is worth on every row."""
        held = self.held.get(id(expr))
        if held is None:
            held = self.held[id(expr)] = (expr, self._vector(expr))
        return held[1]

    def _vector(self, expr: Expr) -> Vector:
        if isinstance(expr, Literal):
            return self._constant(expr.value, expr.type)
        if isinstance(expr, Reference):
            return self._name(expr)
        return _applied(expr, [self.vector(arg) for arg in expr.args])

    def _constant(self, value: Value | None, kind: Type) -> Vector:
        """The same on every row."""
        if value is None:
            return Vector(np.zeros(self.count, _DTYPE.get(kind.kind, np.int64)), np.zeros(self.count, np.bool_))
        if isinstance(value, bool):
            return Vector(np.full(self.count, value))
        if isinstance(value, str):
            return Vector(np.full(self.count, kind.members.index(value), np.int64))
        decimals = 0 if isinstance(value, date) else max(0, -int(value.as_tuple().exponent))
        whole = value.toordinal() if isinstance(value, date) else int(EXACT.scaleb(value, decimals))
        return Vector(np.full(self.count, whole, np.int64 if abs(whole) < _WIDE else object), None, decimals)

    def _name(self, node: Reference) -> Vector:
        if node.name in self.columns:
            return _of_column(self.columns[node.name], node.type)
        derived = computed(self.frame, node.name)
        if derived is not None:
            if node.name not in self.derived:
                self.derived[node.name] = self._derived(derived)
            return self.derived[node.name]
        if not _varies(node.name):
            return self._constant(evaluate(self.frame, node, _NOWHERE).value, node.type)
        return self._constant(None, node.type)

    def _derived(self, derived: Derived) -> Vector:
        how = derived.how
        if isinstance(how, Test):
            return self.vector(how.expr)
        assert isinstance(how, Formula)
        top = self.vector(how.numerator)
        bottom = None if how.denominator is None else self.vector(how.denominator)
        return _ratio(top, bottom, derived.type.decimals, how.round)

    # ── what an unknown value waits for

    def lacking(self, expr: Expr) -> dict[str, Bools]:
        """By the name of a fact, the rows where an unknown value waits for it; where it is known, none does."""
        known = self.vector(expr).known
        if known is None:
            return {}
        parts: tuple[Expr, ...] = expr.args if isinstance(expr, Operation) else ()
        if isinstance(expr, Reference) and expr.name not in self.columns:
            derived = computed(self.frame, expr.name)
            parts = () if derived is None else derived.how.exprs
        found: dict[str, Bools] = {}
        for part in parts:
            for name, rows in self.lacking(part).items():
                found[name] = found[name] | rows if name in found else rows
        found = {name: rows & ~known for name, rows in found.items()}
        if isinstance(expr, Reference):
            own = ~known if not found else ~known & ~np.logical_or.reduce(list(found.values()))
            if own.any():
                found[expr.name] = own
        return {name: rows for name, rows in found.items() if rows.any()}


@dataclass(frozen=True, slots=True)
class Needed:
    """What expressions read: names given as columns, with their types; names that nothing gives; and constants
    (parameters, tolkningar, the day)."""

    given: dict[str, Type]
    absent: frozenset[str]
    constants: frozenset[str]


def needed(frame: Frame, exprs: Iterable[Expr], given: Container[str]) -> Needed:
    """What some expressions read, where some names are given; a derived attribute is worked out where it is not."""
    found: dict[str, Type] = {}
    seen: set[str] = set()
    absent: set[str] = set()
    queue = list(exprs)
    while queue:
        expr = queue.pop()
        if isinstance(expr, Operation):
            queue += expr.args
        elif isinstance(expr, Reference) and expr.name not in seen:
            seen.add(expr.name)
            derived = computed(frame, expr.name)
            if expr.name in given:
                found[expr.name] = expr.type
            elif derived is not None:
                queue += derived.how.exprs
            elif _varies(expr.name):
                absent.add(expr.name)
    return Needed(found, frozenset(absent), frozenset(n for n in seen if not _varies(n)))


def _varies(name: str) -> bool:
    """Whether a name is worth something else at another area."""
    return "." not in name and name != "day"


def computed(frame: Frame, name: str) -> Derived | None:
    """A derived attribute that is worked out from the area's own values."""
    derived = frame.vocabulary.derived.get(name)
    return derived if derived is not None and derived.expressed else None


def _of_column(column: Column, kind: Type) -> Vector:
    """A column as a vector: codes of an enum or a bool start with missing."""
    if kind.kind in ("number", "date"):
        return Vector(column.values.astype(np.int64, copy=False), column.known, kind.decimals)
    known = column.values > 0 if column.known is None else column.known & (column.values > 0)
    values: Found = column.values == 2 if kind.kind == "bool" else column.values.astype(np.int64) - 1
    return Vector(values, None if known.all() else known)


# ── operators


def _applied(node: Operation, args: list[Vector]) -> Vector:
    """An operator on vectors."""
    if node.op in ("and", "or"):
        return _kleene(node.op == "or", args)
    if node.op == "if":
        return _chosen(*args)
    if node.op == "missing":
        known = args[0].known
        return Vector(np.zeros(len(args[0].values), np.bool_) if known is None else ~known)
    if node.op == "in":
        return _kleene(True, [_compared("eq", args[0], item) for item in args[1:]])
    if node.op == "not":
        return Vector(~args[0].values, args[0].known)
    if node.op in _COMPARE:
        return _compared(node.op, *args)
    dates = [arg.type.kind == "date" for arg in node.args]
    if any(dates) and not all(dates):  # a date and a whole number of days
        args = [arg if is_date else _whole(arg) for arg, is_date in zip(args, dates, strict=True)]
    return _reckoned(node.op, *args)


def _kleene(either: bool, args: list[Vector]) -> Vector:
    """Kleene or (of `and`, its dual): settled as soon as one argument says so."""
    settled: Bools | None = None
    every: Bools | None = None
    for arg in args:
        says = arg.values if either else ~arg.values
        says = says if arg.known is None else says & arg.known
        settled = says if settled is None else settled | says
        if arg.known is not None:
            every = arg.known if every is None else every & arg.known
    assert settled is not None
    known = None if every is None else every | settled
    return Vector(settled if either else ~settled, known)


def _chosen(test: Vector, yes: Vector, no: Vector) -> Vector:
    """`if`: the one or the other, unknown where the condition is."""
    yes, no = _aligned(yes, no)
    known = _both(test.known, None)
    if yes.known is not None or no.known is not None:
        sides = (np.ones(len(test.values), np.bool_) if side.known is None else side.known for side in (yes, no))
        known = _both(known, np.where(test.values, *sides))
    return Vector(np.where(test.values, yes.values, no.values), known, yes.decimals)


_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "eq": np.equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}


def _compared(op: str, left: Vector, right: Vector) -> Vector:
    left, right = _aligned(left, right)
    return Vector(_COMPARE[op](left.values, right.values).astype(np.bool_), _both(left.known, right.known))


def _reckoned(op: str, left: Vector, right: Vector) -> Vector:
    """Arithmetic, exact."""
    known = _both(left.known, right.known)
    if op == "mul":
        a, b = left.values, right.values
        if _most(a) * _most(b) >= _WIDE:
            a, b = a.astype(object), b.astype(object)
        return Vector(a * b, known, left.decimals + right.decimals)
    left, right = _aligned(left, right)
    a, b = left.values, right.values
    if op in ("min", "max"):
        return Vector((np.minimum if op == "min" else np.maximum)(a, b), known, left.decimals)
    if _most(a) + _most(b) >= _WIDE:
        a, b = a.astype(object), b.astype(object)
    return Vector(a + b if op == "add" else a - b, known, left.decimals)


def _ratio(top: Vector, bottom: Vector | None, decimals: int, how: str) -> Vector:
    """A quotient rounded once, half away from zero or toward zero; by zero it is unknown."""
    if bottom is None:
        bottom = Vector(np.ones(len(top.values), np.int64))
    known = _both(top.known, bottom.known)
    zero = bottom.values == 0
    if zero.any():
        known = _both(known, ~zero.astype(np.bool_))
    move = decimals + bottom.decimals - top.decimals
    over, under = _times(top.values, 10 ** max(move, 0)), _times(bottom.values, 10 ** max(-move, 0))
    if 2 * max(_most(over), _most(under)) >= _WIDE:
        over, under = over.astype(object), under.astype(object)
    size = np.where(zero, 1, abs(under))
    whole, rest = abs(over) // size, abs(over) % size
    if how == "half_up":
        whole = whole + (2 * rest >= size)
    negative = (over < 0) != (under < 0)
    return Vector(np.where(negative, -whole, whole), known, decimals)


def _whole(number: Vector) -> Vector:
    """A number of days, toward zero."""
    by = 10**number.decimals
    return Vector(np.sign(number.values) * (abs(number.values) // by), number.known)


def _aligned(left: Vector, right: Vector) -> tuple[Vector, Vector]:
    """Both with the decimals of the one that has most."""
    most = max(left.decimals, right.decimals)
    a, b = (v if v.decimals == most else _moved(v, most) for v in (left, right))
    return a, b


def _moved(vector: Vector, decimals: int) -> Vector:
    return Vector(_times(vector.values, 10 ** (decimals - vector.decimals)), vector.known, decimals)


def _times(values: Found, by: int) -> Found:
    if by == 1:
        return values
    return (values.astype(object) if _most(values) * by >= _WIDE else values) * by


def _most(values: Found) -> int:
    """The largest magnitude."""
    return max(abs(int(values.min())), abs(int(values.max()))) if len(values) else 0


def _both(one: Bools | None, other: Bools | None) -> Bools | None:
    return other if one is None else one if other is None else one & other


def column(kind: Type, values: list[Value | None]) -> Column:
    """Values as a column of a type."""
    known = np.array([v is not None for v in values], np.bool_)
    return Column(np.array([0 if v is None else number(kind, v) for v in values], np.int64), known)


def number(kind: Type, value: Value) -> int:
    """A value as a column holds it."""
    if isinstance(value, bool):
        return 1 + value
    if isinstance(value, str):
        return 1 + kind.members.index(value)
    assert isinstance(value, Decimal | date)
    return scaled(value, kind)
