"""Table rows: those of a decision table that can hold together where none may, and values that no row covers.

Enters: a table, and the attributes that facts give. Leaves: `RowClash` values and a gap, each with values that show it,
or nothing. Promise: what is shown is so, for every row is read as boxes and the boxes are exact; a table with a row
that boxes cannot say (what is computed, parameters, the day, arithmetic) is left to the proof reading.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from math import prod
from typing import Final, TypeAlias

from ..language.intervals import unscaled
from ..language.unsatisfiable import Left, conjuncts, left_by
from ..model.derivations import DecisionTable, Row
from ..model.expressions import Expr, Literal, Operation, Reference, Type, Value, domain
from ..problems.problem import Problem, problem

_BOXES: Final = 64
"""Boxes of one row."""
_CELLS: Final = 20_000
"""Cells that are looked through for one that no row covers."""

Box: TypeAlias = dict[str, Left]
"""What a condition leaves each name that it reads; a name that it does not read is left all."""
Shown: TypeAlias = dict[str, Value]
"""Values that show a finding, by name."""


@dataclass(frozen=True, slots=True)
class RowClash:
    """Two rows that can hold together, though the table says that none do."""

    first: Row
    second: Row
    shown: Mapping[str, Value | None]

    def problem(self, table: str) -> Problem:
        """What is said of it."""
        words = {"first": str(self.first.line), "second": str(self.second.line), "table": table}
        return problem("G337", self.second.place, **words, case=written(self.shown))


def clashing(how: DecisionTable, first: Row, second: Row) -> bool:
    """Whether it is an error in the table that two rows hold together."""
    return how.overlap == "error" and (how.hit == "unique" or first.then != second.then)


def clashes(how: DecisionTable, types: Mapping[str, Type]) -> Iterator[RowClash]:
    """For each row that can hold together with one above it, the first such. `types`: of the attributes."""
    if how.overlap != "error":
        return
    read = [(row, _boxes(row.when, types)) for row in how.rows]
    for i, (row, boxes) in enumerate(read):
        for above, others in read[:i]:
            met = next(_met(boxes or [], others or []), None) if clashing(how, above, row) else None
            if met is not None:
                shown = {name: unscaled(left.least, types[name]) for name, left in met.items()}
                yield RowClash(above, row, shown)
                break


def gap(how: DecisionTable, types: Mapping[str, Type]) -> Shown | None:
    """Known values for which no row holds, where that is an error in the table; None where none is seen."""
    read = [_boxes(row.when, types) for row in how.rows] if how.gap_error else [None]
    boxes = [box for row_boxes in read if row_boxes is not None for box in row_boxes]
    if None in read:
        return None
    names = sorted({name for box in boxes for name in box})
    axes = [_steps(name, boxes, types[name]) for name in names]
    if prod(map(len, axes)) > _CELLS:
        return None
    for cell in product(*axes):
        at = dict(zip(names, cell, strict=True))
        if not any(all(at[name] in left for name, left in box.items()) for box in boxes):
            return {name: unscaled(step, types[name]) for name, step in at.items()}
    return None


def written(shown: Mapping[str, Value | None]) -> str:
    """Values as they are written in a file: `n = 10, klass = svag`."""
    return ", ".join(f"{name} = {_written(value)}" for name, value in shown.items()) or "–"


def _written(value: Value | None) -> str:
    if value is None:
        return "missing"
    return str(value).lower() if isinstance(value, bool) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _met(boxes: Sequence[Box], others: Sequence[Box]) -> Iterator[Box]:
    """What two unions of boxes have in common."""
    return (met for box, other in product(boxes, others) if (met := _common(box, other)) is not None)


def _common(box: Box, other: Box) -> Box | None:
    """What two boxes have in common; None for nothing."""
    lefts = {name: box[name] & other[name] if name in box and name in other else left
             for name, left in (box | other).items()}  # fmt: skip
    return None if any(left.empty for left in lefts.values()) else lefts


def _steps(name: str, boxes: Sequence[Box], kind: Type) -> list[int]:
    """A value of every stretch of a name that no box tells apart."""
    low, high = domain(kind)
    cuts = {low}
    for left in (box[name] for box in boxes if name in box):
        cuts |= {left.low, left.high + 1, *left.out, *(step + 1 for step in left.out)}
    return sorted(step for step in cuts if low <= step <= high)


# ── a condition as boxes


def _boxes(expr: Expr, types: Mapping[str, Type]) -> list[Box] | None:
    """The boxes that together are a condition on known values; None where it is more than boxes can say."""
    if isinstance(expr, Literal):
        return [{}] if expr.value is True else []
    if isinstance(expr, Operation) and expr.op in ("and", "or"):
        return _joined(expr.op, [_boxes(part, types) for part in expr.args])
    if isinstance(expr, Operation) and expr.op == "not" and isinstance(expr.args[0], Operation):
        turned = _turned(expr.args[0])
        if turned is not None:
            return _boxes(turned, types)
    return _one(expr, types)


def _turned(inner: Operation) -> Expr | None:
    """The opposite of a joined, a denied or a missing condition; None for any other."""
    if inner.op == "not":
        return inner.args[0]
    if inner.op in ("and", "or"):
        denied = tuple(Operation("not", (part,), inner.type) for part in inner.args)
        return Operation("or" if inner.op == "and" else "and", denied, inner.type)
    return Literal(True, inner.type) if inner.op == "missing" and isinstance(inner.args[0], Reference) else None


def _joined(op: str, operands: Sequence[list[Box] | None]) -> list[Box] | None:
    """Unions of boxes, as a union."""
    sides = [boxes for boxes in operands if boxes is not None]
    if len(sides) < len(operands):
        return None
    union: list[Box] = [] if op == "or" else [{}]
    for boxes in sides:
        union = [*union, *boxes] if op == "or" else list(_met(union, boxes))
        if len(union) > _BOXES:
            return None
    return union


def _one(expr: Expr, types: Mapping[str, Type]) -> list[Box] | None:
    """A comparison of an attribute with constants as boxes, one for each of several values."""
    if isinstance(expr, Operation) and expr.op == "missing" and isinstance(expr.args[0], Reference):
        return []
    if isinstance(expr, Operation) and expr.op == "in" and len(expr.args) > 2:
        first, *values = expr.args
        return _joined("or", [_one(replace(expr, args=(first, value)), types) for value in values])
    pairs = [left_by(part, types) for part in conjuncts(expr)]
    if len(pairs) != 1 or pairs[0] is None or pairs[0][0] not in types:
        return None
    name, left = pairs[0]
    return [] if left.empty else [{name: left}]
