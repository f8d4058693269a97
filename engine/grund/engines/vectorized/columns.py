"""Columns: the values of names, row by row, and what expressions are worth on them.

Enters: columns of whole numbers. Leaves: a `Vector` per expression: exact whole numbers with their decimals, and which
are known. Promise: what the interpreter gives for each row, and the names it waits for; strong Kleene logic; 64 bits
where they are wide enough, which is asked each time, and whole numbers without bound where they are not.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Final

import numpy as np

from ...language.intervals import scaled
from ...language.operators import STRICT
from ...model.arithmetic import EXACT
from ...model.derivations import Formula, Test
from ...model.expressions import Expr, Literal, Operation, Reference, Type, Value, domain, references
from ...model.facts import Area
from ...model.policies import Derived
from ...problems.problem import GrundError
from ..interpreter import EvalContext, evaluate, outside
from .vectors import WIDE, Bools, Found, Ints, Vector, applied, ratio

BLOCK: Final = 1 << 14
"""Rows at a time: what is worked out between a column and an answer stays in cache."""
_NOWHERE: Final = Area("", "", "")


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """The values of a name, row by row: whole numbers scaled as `partition.scaled`; of an enum and a bool, codes.

    `waits`, of a name that was worked out beforehand: by the name of a fact, the unknown rows that wait for it.
    """

    values: Ints
    known: Bools | None = None
    waits: Mapping[str, Bools] | None = None

    def __len__(self) -> int:
        return len(self.values)

    def rows(self, part: slice | Ints) -> CodedColumn:
        """Some of its rows."""
        waits = None if self.waits is None else {name: rows[part] for name, rows in self.waits.items()}
        return CodedColumn(self.values[part], None if self.known is None else self.known[part], waits)

    def listed(self) -> list[int | None]:
        """Its values as a list, None where one is missing."""
        numbers: list[int | None] = self.values.tolist()
        if self.known is None:
            return numbers
        return [number if known else None for number, known in zip(numbers, self.known.tolist(), strict=True)]


class FewColumn(CodedColumn):
    """A column of so few rows that these are a list, `numbers`, None where one is missing; arrays where asked for."""

    numbers: list[int | None]
    waits = None

    def __init__(self, numbers: list[int | None]) -> None:
        self.__dict__["numbers"] = numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def listed(self) -> list[int | None]:
        """Its values as they are."""
        return self.numbers

    @cached_property
    def values(self) -> Ints:
        """The numbers, 0 where one is missing."""
        numbers = self.numbers
        return np.array([number or 0 for number in numbers] if None in numbers else numbers, np.int64)

    @cached_property
    def known(self) -> Bools | None:
        """Which are there; None: all."""
        return np.array([number is not None for number in self.numbers]) if None in self.numbers else None


@dataclass(frozen=True)
class Rows:
    """Some rows: their columns, and the vectors of the expressions asked for, each worked out once.

    `start`: the number of the first, as a problem names it.
    """

    frame: EvalContext
    columns: Mapping[str, CodedColumn]
    count: int
    held: dict[int, tuple[Expr, Vector]] = field(default_factory=dict)
    derived: dict[str, Vector] = field(default_factory=dict)
    start: int = 0

    def part(self, which: slice | Ints) -> Rows:
        """Some of them; of a slice the number of the first is kept."""
        columns = {name: column.rows(which) for name, column in self.columns.items()}
        start = self.start + which.start if isinstance(which, slice) else 0
        count = len(range(self.count)[which]) if isinstance(which, slice) else len(which)
        return Rows(self.frame, columns, count, start=start)

    def parts(self) -> Iterator[Rows]:
        """All of them, a block at a time; one block at least."""
        for start in range(0, max(1, self.count), BLOCK):
            yield self.part(slice(start, min(start + BLOCK, self.count)))

    def vector(self, expr: Expr) -> Vector:
        """What an expression is worth on every row."""
        entry = self.held.get(id(expr))
        if entry is None:
            entry = self.held[id(expr)] = (expr, self._vector(expr))
        return entry[1]

    def column(self, name: Reference) -> CodedColumn:
        """The values of a name, given or worked out, as columns have them."""
        if name.name in self.columns:
            return self.columns[name.name]
        vector, coded = self.vector(name), name.type.kind in ("bool", "enum")
        return CodedColumn(vector.values.astype(np.int64) + np.int64(coded), vector.known)

    def _vector(self, expr: Expr) -> Vector:
        if isinstance(expr, Literal):
            return self.constant(expr.value, expr.type)
        if isinstance(expr, Reference):
            return self._name(expr)
        return applied(expr, [self.vector(arg) for arg in expr.args])

    def constant(self, value: Value | None, kind: Type) -> Vector:
        """The same on every row."""
        return self._repeated(*_whole(value, kind))

    def _repeated(self, number: bool | int | None, decimals: int, dtype: Any) -> Vector:
        if number is None:
            return Vector(np.zeros(self.count, dtype), np.zeros(self.count, np.bool_))
        return Vector(np.full(self.count, number, dtype), None, decimals, abs(number))

    def _name(self, node: Reference) -> Vector:
        if node.name in self.columns:
            return _of_column(self.columns[node.name], node.type)
        derived = computed(self.frame, node.name)
        if derived is not None:
            if node.name not in self.derived:
                self.derived[node.name] = self._derived(derived)
            return self.derived[node.name]
        if varies(node.name):
            return self.constant(None, node.type)
        key = ("constant", node.name)
        if key not in self.frame.wholes:
            self.frame.wholes[key] = _whole(evaluate(self.frame, node, _NOWHERE).value, node.type)
        return self._repeated(*self.frame.wholes[key])

    def _derived(self, derived: Derived) -> Vector:
        how = derived.how
        if isinstance(how, Test):
            return self.vector(how.expr)
        assert isinstance(how, Formula)
        top = self.vector(how.numerator)
        bottom = None if how.denominator is None else self.vector(how.denominator)
        return self.inside(derived, ratio(top, bottom, derived.type.decimals, how.round))

    def inside(self, derived: Derived, vector: Vector) -> Vector:
        """The values of a derived number, cut to its domain where it says so; else the first outside is a problem."""
        if not derived.checked or not len(vector.values):
            return vector
        low, high = domain(derived.type)
        out: Bools = ((vector.values < low) | (vector.values > high)).astype(np.bool_)
        if vector.known is not None:
            out &= vector.known
        if not out.any():
            return vector
        if derived.clamp:
            return replace(vector, values=np.clip(vector.values, low, high))
        at = int(np.flatnonzero(out)[0])
        value = EXACT.scaleb(Decimal(int(vector.values[at])), -derived.type.decimals)
        area = row_area(self.start + at)
        raise GrundError([outside(derived, value, f"{area.name} ({area.id})")])

    # ── what an unknown value waits for

    def lacking(self, expr: Expr) -> dict[str, Bools]:
        """By the name of a fact, the rows where an unknown value waits for it; where it is known, none does."""
        known = self.vector(expr).known
        if known is None:
            return {}
        parts: Iterable[Expr] = _operands(expr) if isinstance(expr, Operation) else ()
        name = expr.name if isinstance(expr, Reference) else ""
        if name in self.columns:
            return waiting(~known, [self.columns[name].waits or {}], name)
        derived = computed(self.frame, name)
        if derived is not None:
            parts = derived.how.exprs
        return waiting(~known, [self.lacking(part) for part in parts], name)


def _operands(tree: Operation) -> Iterator[Expr]:
    """What an operation reads, through those operations that are unknown as soon as something they read is."""
    for arg in tree.args:
        if isinstance(arg, Operation) and arg.op in STRICT:
            yield from _operands(arg)
        else:
            yield arg


def waiting(unknown: Bools, parts: Iterable[Mapping[str, Bools]], name: str) -> dict[str, Bools]:
    """What unknown rows wait for: what the parts do; `name` itself where these wait for nothing."""
    by_fact: dict[str, Bools] = {}
    for part in parts:
        for fact, rows in part.items():
            by_fact[fact] = by_fact[fact] | rows if fact in by_fact else rows
    by_fact = {fact: rows & unknown for fact, rows in by_fact.items()}
    if name:
        own = unknown & ~np.logical_or.reduce(list(by_fact.values())) if by_fact else unknown
        by_fact[name] = by_fact[name] | own if name in by_fact else own
    return {fact: rows for fact, rows in by_fact.items() if rows.any()}


@dataclass(frozen=True, slots=True)
class Needed:
    """What expressions read: names given as columns, with their types; names that nothing gives; derived attributes
    that are worked out; and constants (parameters, tolkningar, the day)."""

    given: dict[str, Type]
    absent: frozenset[str]
    worked: frozenset[str]
    constants: frozenset[str]


def expressed(derived: Derived) -> bool:
    """Whether a derived attribute is an expression, which `Rows` works out."""
    return derived.expressed


def needed(
    frame: EvalContext, exprs: Iterable[Expr], given: Container[str], works: Callable[[Derived], bool] = expressed
) -> Needed:
    """What some expressions read, where some names are given; a derived attribute that `works` is worked out."""
    types: dict[str, Type] = {}
    seen: set[str] = set()
    absent: set[str] = set()
    worked: set[str] = set()
    queue = list(exprs)
    while queue:
        for node in references(queue.pop()):
            if node.name in seen:
                continue
            seen.add(node.name)
            derived = frame.vocabulary.derived.get(node.name)
            if node.name in given:
                types[node.name] = node.type
            elif derived is not None and works(derived):
                worked.add(node.name)
                queue += derived.how.exprs
            elif varies(node.name):
                absent.add(node.name)
    return Needed(types, frozenset(absent), frozenset(worked), frozenset(n for n in seen if not varies(n)))


ROW: Final = "rad/row"
"""What a row is called in a problem, before its number from 0."""


def row_area(row: int) -> Area:
    """A row, as it is named in a problem."""
    return Area(str(row), "", ROW)


def varies(name: str) -> bool:
    """Whether a name is worth something else at another area."""
    return "." not in name and name != "day"


def computed(frame: EvalContext, name: str) -> Derived | None:
    """A derived attribute that is worked out from the area's own values."""
    derived = frame.vocabulary.derived.get(name)
    return derived if derived is not None and derived.expressed else None


def _of_column(column: CodedColumn, kind: Type) -> Vector:
    """A column as a vector: codes of an enum or a bool start with missing."""
    if kind.kind in ("number", "date"):
        return Vector(column.values.astype(np.int64, copy=False), column.known, kind.decimals)
    known = column.values > 0 if column.known is None else column.known & (column.values > 0)
    values: Found = column.values == 2 if kind.kind == "bool" else column.values.astype(np.int64) - 1
    return Vector(values, None if known.all() else known)


def _whole(value: Value | None, kind: Type) -> tuple[bool | int | None, int, Any]:
    """A constant as a vector holds it, with its decimals and the type of such an array; None: it is unknown."""
    dtype = np.bool_ if kind.kind == "bool" else np.int64
    if value is None or isinstance(value, bool):
        return value, 0, dtype
    if isinstance(value, str):
        return kind.members.index(value), 0, dtype
    if isinstance(value, date):
        return value.toordinal(), 0, dtype
    decimals = max(0, -int(value.as_tuple().exponent))
    amount = int(EXACT.scaleb(value, decimals))
    return amount, decimals, dtype if abs(amount) < WIDE else object


def column(kind: Type, values: list[Value | None]) -> CodedColumn:
    """Values as a column of a type."""
    codes = {value: 0 if value is None else number(kind, value) for value in set(values)}  # few, of many rows
    known = np.array([value is not None for value in values], np.bool_)
    return CodedColumn(np.fromiter(map(codes.__getitem__, values), np.int64, len(values)), known)


def number(kind: Type, value: Value) -> int:
    """A value as a column holds it."""
    return scaled(value, kind) + (kind.kind in ("bool", "enum"))
