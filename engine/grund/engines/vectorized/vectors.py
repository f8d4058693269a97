"""Vectors: what expressions are worth, row by row, and the operators on that.

Enters: vectors of whole numbers with their decimals. Leaves: the same. Promise: exact; strong Kleene logic; 64 bits
where they are wide enough, which is asked each time, and whole numbers without bound where they are not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial, reduce
from typing import Any, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from ...model.expressions import Operation

Ints: TypeAlias = npt.NDArray[np.integer[Any]]
Bools: TypeAlias = npt.NDArray[np.bool_]
Found: TypeAlias = npt.NDArray[Any]
"""Whole numbers: 64 bits, or Python's own where these are not wide enough; of conditions, truth values."""

WIDE: Final = 1 << 62
"""What whole numbers of 64 bits stay below."""


@dataclass(frozen=True, slots=True)
class Vector:
    """What an expression is worth, row by row; `known` None: all are. Numbers have `decimals`, enums are places.

    `bound`: no magnitude is larger; None where nobody has looked.
    """

    values: Found
    known: Bools | None = None
    decimals: int = 0
    bound: int | None = None

    @property
    def limit(self) -> int:
        """What no magnitude is larger than."""
        return most(self.values) if self.bound is None else self.bound


def applied(node: Operation, args: list[Vector]) -> Vector:
    """An operator on vectors."""
    if node.op in ("and", "or"):
        return kleene(node.op == "or", args)
    if node.op == "if":
        return _chosen(*args)
    if node.op == "missing":
        known = args[0].known
        return Vector(np.zeros(len(args[0].values), np.bool_) if known is None else ~known)
    if node.op == "in":
        return kleene(True, [_compared("eq", args[0], item) for item in args[1:]])
    if node.op == "not":
        return Vector(~args[0].values, args[0].known)
    if node.op in _COMPARE:
        return _compared(node.op, *args)
    dates = [arg.type.kind == "date" for arg in node.args]
    if any(dates) and not all(dates):  # a date and a whole number of days
        args = [arg if is_date else whole_part(arg) for arg, is_date in zip(args, dates, strict=True)]
    return reduce(partial(reckoned, node.op), args)


def kleene(either: bool, args: list[Vector]) -> Vector:
    """Kleene or (of `and`, its dual): settled as soon as one argument says so."""
    settled: Bools | None = None
    array: Bools | None = None
    for arg in args:
        says = arg.values if either else ~arg.values
        says = says if arg.known is None else says & arg.known
        settled = says if settled is None else settled | says
        if arg.known is not None:
            array = arg.known if array is None else array & arg.known
    assert settled is not None
    known = None if array is None else array | settled
    return Vector(settled if either else ~settled, known)


def _chosen(test: Vector, yes: Vector, no: Vector) -> Vector:
    """`if`: the one or the other, unknown where the condition is."""
    yes, no = aligned(yes, no)
    known = both(test.known, None)
    if yes.known is not None or no.known is not None:
        sides = (np.ones(len(test.values), np.bool_) if side.known is None else side.known for side in (yes, no))
        known = both(known, np.where(test.values, *sides))
    return Vector(np.where(test.values, yes.values, no.values), known, yes.decimals)


_COMPARE: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "eq": np.equal,
    "lt": np.less,
    "le": np.less_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
}


def _compared(op: str, left: Vector, right: Vector) -> Vector:
    left, right = aligned(left, right)
    return Vector(_COMPARE[op](left.values, right.values).astype(np.bool_), both(left.known, right.known))


def reckoned(op: str, left: Vector, right: Vector) -> Vector:
    """Arithmetic, exact."""
    known = both(left.known, right.known)
    if op != "mul":
        left, right = aligned(left, right)
    a, b = left.values, right.values
    if op in ("min", "max"):
        return Vector((np.minimum if op == "min" else np.maximum)(a, b), known, left.decimals)
    bound = left.limit * right.limit if op == "mul" else left.limit + right.limit
    if bound >= WIDE:
        bound = most(a) * most(b) if op == "mul" else most(a) + most(b)
    if bound >= WIDE:
        a, b = a.astype(object), b.astype(object)
    if op == "mul":
        return Vector(a * b, known, left.decimals + right.decimals, bound)
    return Vector(a + b if op == "add" else a - b, known, left.decimals, bound)


def ratio(top: Vector, bottom: Vector | None, decimals: int, how: str) -> Vector:
    """A quotient rounded once, half away from zero or toward zero; by zero it is unknown."""
    if bottom is None:
        return _fewer(top, decimals, how)
    known = both(top.known, bottom.known)
    zero = bottom.values == 0
    if zero.any():
        known = both(known, ~zero.astype(np.bool_))
    move = decimals + bottom.decimals - top.decimals
    over, under = _scaled(top, 10 ** max(move, 0), 0), _scaled(bottom, 10 ** max(-move, 0), 0)
    a, b = over.values, under.values
    if 2 * max(over.limit, under.limit) >= WIDE and 2 * max(most(a), most(b)) >= WIDE:
        a, b = a.astype(object), b.astype(object)
    negative = (a < 0) != (b < 0)
    return Vector(_rounded(abs(a), np.where(zero, 1, abs(b)), negative, how), known, decimals)


def _fewer(number: Vector, decimals: int, how: str) -> Vector:
    """A number with other decimals, rounded where these are fewer."""
    move = decimals - number.decimals
    if move >= 0:
        return _scaled(number, 10**move, decimals)
    array: Found = number.values.astype(object) if 10**-move >= WIDE else number.values
    return Vector(_rounded(abs(array), 10**-move, array < 0, how), number.known, decimals)


def _rounded(over: Found, under: Any, negative: Found, how: str) -> Found:
    """Whole numbers nearest to a quotient of whole numbers, of which none is negative."""
    array: Found = over // under
    if how == "half_up":
        array += 2 * (over - array * under) >= under
    return np.where(negative, -array, array) if negative.any() else array


def whole_part(number: Vector) -> Vector:
    """A number without its decimals, toward zero."""
    by = 10**number.decimals
    return Vector(np.sign(number.values) * (abs(number.values) // by), number.known)


def aligned(left: Vector, right: Vector) -> tuple[Vector, Vector]:
    """Both with the decimals of the one that has most."""
    decimals = max(left.decimals, right.decimals)
    a, b = (v if v.decimals == decimals else _scaled(v, 10 ** (decimals - v.decimals), decimals) for v in (left, right))
    return a, b


def _scaled(vector: Vector, by: int, decimals: int) -> Vector:
    """A vector multiplied by a constant, with so many decimals."""
    if by == 1:
        return Vector(vector.values, vector.known, decimals, vector.bound)
    bound = vector.limit * by
    values = vector.values * by if bound < WIDE else times(vector.values, by)
    return Vector(values, vector.known, decimals, bound)


def times(values: Found, by: int) -> Found:
    """The values, multiplied by a constant."""
    if by == 1:
        return values
    return (values.astype(object) if most(values) * abs(by) >= WIDE else values) * by


def most(values: Found) -> int:
    """The largest magnitude."""
    return max(abs(int(values.min())), abs(int(values.max()))) if len(values) else 0


def both(one: Bools | None, other: Bools | None) -> Bools | None:
    """Which rows are known in both; None: all of them."""
    return other if one is None else one if other is None else one & other
