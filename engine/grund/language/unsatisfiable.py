"""Unsatisfiable: conditions that no value can meet, seen without a solver.

Enters: a condition. Leaves: whether it can be seen to be never true. Promise: what is called impossible is so, whatever
parameters and facts are; what needs more than comparing names with constants is left to the proof reading.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from ..model.expressions import Expr, Literal, Operation, Reference, domain
from .intervals import around

Whole: TypeAlias = tuple[int, int]

_FLIPPED: Final = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}
_FAR: Final = 10**40
"""Beyond every value: numbers have at most 18 digits."""
_MIRRORED: Final = {"lt": "gt", "gt": "lt", "le": "ge", "ge": "le", "eq": "eq"}


@dataclass(frozen=True, slots=True)
class Left:
    """The values of a name that a comparison leaves: `low` to `high` in steps of its decimals, less `out`."""

    low: int
    high: int
    out: frozenset[int] = frozenset()

    def __and__(self, other: Left) -> Left:
        return Left(max(self.low, other.low), min(self.high, other.high), self.out | other.out)

    @property
    def empty(self) -> bool:
        """Whether no value is left."""
        size = self.high - self.low + 1
        return size <= 0 or (size <= len(self.out) and all(i in self.out for i in range(self.low, self.high + 1)))

    @property
    def least(self) -> int:
        """The lowest of the values; there is one."""
        return next(i for i in range(self.low, self.high + 1) if i not in self.out)

    def __contains__(self, step: int) -> bool:
        return self.low <= step <= self.high and step not in self.out


def never(expr: Expr, attributes: Container[str]) -> bool:
    """Whether the condition is seen to hold of no area, inside the declared domains of base `attributes`.

    What is computed may leave the domain that it declares, so its values are only held against one another.
    """
    if isinstance(expr, Literal):
        return expr.value is False
    if not isinstance(expr, Operation):
        return False
    if expr.op == "or":
        return all(never(part, attributes) for part in expr.args)
    parts = list(conjuncts(expr))
    if len(parts) > 1 and any(never(part, attributes) for part in parts):
        return True
    left: dict[str, Left] = {}
    for part in parts:
        pair = left_by(part, attributes)
        if pair is not None:
            name, side = pair
            left[name] = side & left[name] if name in left else side
    return any(side.empty for side in left.values())


def conjuncts(expr: Expr) -> Iterator[Expr]:
    """What must all hold for the condition to: `and` taken apart, and `not` moved inwards over comparisons."""
    if isinstance(expr, Operation) and expr.op == "and":
        for part in expr.args:
            yield from conjuncts(part)
    elif isinstance(expr, Operation) and expr.op == "not" and isinstance(expr.args[0], Operation):
        inner = expr.args[0]
        if inner.op in _FLIPPED:
            yield replace(inner, op=_FLIPPED[inner.op])
        elif inner.op == "or":
            for part in inner.args:
                yield from conjuncts(Operation("not", (part,), expr.type))
        else:
            yield expr
    else:
        yield expr


def left_by(expr: Expr, attributes: Container[str]) -> tuple[str, Left] | None:
    """What a comparison of a name with constants leaves it; None for any other condition."""
    denied = isinstance(expr, Operation) and expr.op == "not"
    inner = expr.args[0] if isinstance(expr, Operation) and denied else expr
    if isinstance(inner, Reference) and inner.type.kind == "bool" and _own(inner):
        return inner.name, Left(0, 0) if denied else Left(1, 1)
    comparison = _comparison(inner) if isinstance(inner, Operation) else None
    if comparison is None:
        return None
    op, name, values = comparison
    bounded = name.type.kind == "enum" or name.name in attributes
    low, high = domain(name.type) if bounded else (-_FAR, _FAR)
    if op in ("eq", "in"):
        return name.name, _among(values, low, high, denied)
    return (name.name, _bounded(op, values[0], low, high)) if not denied else None


def _comparison(expr: Operation) -> tuple[str, Reference, list[Whole]] | None:
    """The operator, the area's own name to its left, and what is `around` the constants to its right."""
    if expr.op not in (*_MIRRORED, "in"):
        return None
    op, (name, *others) = expr.op, expr.args
    if isinstance(name, Literal) and len(others) == 1 and isinstance(others[0], Reference):
        op, name, others = _MIRRORED.get(op, op), others[0], [name]
    if not isinstance(name, Reference) or not _own(name):
        return None
    kind = name.type
    constants = [c for c in others if isinstance(c, Literal) and (kind.kind != "enum" or c.value in kind.members)]
    if len(constants) < len(others):
        return None
    return op, name, [around(constant.value, name.type) for constant in constants]


def _among(values: Iterable[Whole], low: int, high: int, denied: bool) -> Left:
    """What is left of a domain where a name is one of some values, or where it is none of them."""
    named = frozenset(at for at, above in values if at < above)
    if denied:
        return Left(low, high, named)
    inside = [v for v in named if low <= v <= high]
    return Left(min(inside), max(inside), _between(inside)) if inside else Left(1, 0)


def _own(node: Reference) -> bool:
    """Whether the name is an area's own: no parameter, whose value may be moved, and no choice, rule or day."""
    return "." not in node.name and node.name != "day"


def _bounded(op: str, value: Whole, low: int, high: int) -> Left:
    at, above = value
    if op in ("ge", "gt"):
        return Left(max(low, at if op == "ge" else above), high)
    return Left(low, min(high, (above if op == "le" else at) - 1))


def _between(named: list[int]) -> frozenset[int]:
    """The whole numbers between some that are not among them, where they are few."""
    few = max(named) - min(named) < 1_000
    return frozenset(range(min(named), max(named) + 1)) - frozenset(named) if few else frozenset()
