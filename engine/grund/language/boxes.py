"""Boxes: conditions as values that each name may have, and what such boxes have in common, hide or leave out.

Enters: conditions on known values. Leaves: boxes; which of many meet; values that none of them covers. Promise: exact,
or None for what boxes cannot say (parameters, the day, arithmetic) or what would take too long.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import accumulate, product
from operator import or_
from typing import Final, TypeAlias

from ..model.expressions import Expr, Literal, Operation, Reference, Type, domain
from .unsatisfiable import Left, conjuncts, left_by

_MOST: Final = 64
"""Boxes of one condition."""
_STEPS: Final = 200_000
"""Steps of a search for values that no box covers."""

Box: TypeAlias = dict[str, Left]
"""What a condition leaves each name that it reads; a name that it does not read is left all."""
Union: TypeAlias = Sequence[Box]


def boxes(expr: Expr, types: Mapping[str, Type]) -> list[Box] | None:
    """The boxes that together are a condition on known values; None where it is more than boxes can say."""
    if isinstance(expr, Literal):
        return [{}] if expr.value is True else []
    if isinstance(expr, Operation) and expr.op in ("and", "or"):
        return _joined(expr.op, [boxes(part, types) for part in expr.args])
    if isinstance(expr, Operation) and expr.op == "not" and isinstance(expr.args[0], Operation):
        turned = _turned(expr.args[0])
        if turned is not None:
            return boxes(turned, types)
    return _one(expr, types)


def common(box: Box, other: Box) -> Box | None:
    """What two boxes have in common; None for nothing."""
    lefts = {name: box[name] & other[name] if name in box and name in other else left
             for name, left in (box | other).items()}  # fmt: skip
    return None if any(left.empty for left in lefts.values()) else lefts


def met(union: Union, other: Union) -> Iterator[Box]:
    """What two unions of boxes have in common."""
    return (both for box, second in product(union, other) if (both := common(box, second)) is not None)


def earlier(unions: Sequence[Union | None]) -> Iterator[list[int]]:
    """For each of many unions, those before it that it may meet: all that it does, and perhaps some more.

    One that boxes cannot say may meet every other.
    """
    unsaid = [i for i, union in enumerate(unions) if union is None]
    flat = [(i, box) for i, union in enumerate(unions) for box in union or ()]
    names = {name for _, box in flat for name in box}
    axes = {name: _Axis.of(name, [box for _, box in flat]) for name in names}
    for i, union in enumerate(unions):
        if union is None:
            yield list(range(i))
            continue
        mask = reduce(or_, (_meeting(axes, box, (1 << len(flat)) - 1) for box in union), 0)
        rows = {flat[bit][0] for bit in _bits(mask)} | {*unsaid}
        yield sorted(row for row in rows if row < i)


def _meeting(axes: Mapping[str, _Axis], box: Box, every_bit: int) -> int:
    mask = every_bit
    for name, left in box.items():
        mask &= axes[name].meets(left)
    return mask


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


@dataclass(frozen=True, slots=True)
class _Axis:
    """One name: which boxes, as bits, leave it something from a value on, and up to a value."""

    free: int
    bound: int
    highs: list[int]
    ended: list[int]
    lows: list[int]
    begun: list[int]

    @classmethod
    def of(cls, name: str, flat: Sequence[Box]) -> _Axis:
        """The axis of a name; boxes that do not read it are free."""
        by_high: dict[int, int] = {}
        by_low: dict[int, int] = {}
        free = 0
        for i, box in enumerate(flat):
            if name in box:
                by_high[box[name].high] = by_high.get(box[name].high, 0) | 1 << i
                by_low[box[name].low] = by_low.get(box[name].low, 0) | 1 << i
            else:
                free |= 1 << i
        highs, lows = sorted(by_high), sorted(by_low)
        ended = [0, *accumulate((by_high[high] for high in highs), or_)]
        begun = [0, *accumulate((by_low[low] for low in lows), or_)]
        return cls(free, ended[-1], highs, ended, lows, begun)

    def meets(self, left: Left) -> int:
        """The boxes whose values of the name lie neither all below nor all above some."""
        over = self.ended[bisect_left(self.highs, left.low)]
        begun = self.begun[bisect_right(self.lows, left.high)]
        return self.free | (begun & ~over)


# ── what boxes leave out


class TooFar(Exception):
    """A search that would take too long."""


def uncovered(within: Box, union: Iterable[Box], types: Mapping[str, Type]) -> Mapping[str, int] | None:
    """Values inside a box that no box of a union covers, as whole steps; None where all are. Raises `TooFar`."""
    flat = [box for box in union if common(within, box) is not None]
    names = sorted({name for box in (*flat, within) for name in box})
    parts = [(name, *_segments(name, within, flat, types[name])) for name in names]
    axes = sorted(parts, key=lambda axis: len(axis[1]))
    free = [0] * (len(axes) + 1)
    free[-1] = (1 << len(flat)) - 1
    for k in reversed(range(len(axes))):
        free[k] = free[k + 1] & sum(1 << i for i, box in enumerate(flat) if axes[k][0] not in box)
    return _search(axes, free)


def _search(axes: Sequence[tuple[str, list[int], list[int]]], free: Sequence[int]) -> Mapping[str, int] | None:
    """Name by name: the boxes that are left at each of its values, until none is left, or one covers the rest."""
    stack: list[tuple[int, int, tuple[int, ...]]] = [(0, free[-1], ())]
    seen: set[tuple[int, int]] = set()
    steps = 0
    while stack:
        k, mask, at = stack.pop()
        if mask & free[k]:
            continue
        if not mask or k == len(axes):
            rest = [values[0] for _, values, _ in axes[k:]]
            return {name: step for (name, _, _), step in zip(axes, (*at, *rest), strict=True)}
        for value, inside in zip(reversed(axes[k][1]), reversed(axes[k][2]), strict=True):
            steps += 1
            if (k + 1, mask & inside) not in seen:
                seen.add((k + 1, mask & inside))
                stack.append((k + 1, mask & inside, (*at, value)))
        if steps > _STEPS:
            raise TooFar
    return None


def _segments(name: str, within: Box, flat: Sequence[Box], kind: Type) -> tuple[list[int], list[int]]:
    """A value of every stretch of a name that no box tells apart, with the boxes, as bits, that have it."""
    low, high = domain(kind)
    bounds = within.get(name, Left(low, high))
    cuts = {bounds.low}
    for left in (box[name] for box in (*flat, within) if name in box):
        cuts |= {left.low, left.high + 1, *left.out, *(step + 1 for step in left.out)}
    values = [step for step in sorted(cuts) if step in bounds and low <= step <= high]
    free = sum(1 << i for i, box in enumerate(flat) if name not in box)
    starts: dict[int, int] = {}
    for i, box in enumerate(flat):
        if name in box:
            for step in _toggles(box[name]):
                starts[step] = starts.get(step, 0) ^ 1 << i
    changes = sorted(starts)
    masks, mask, at = [], 0, 0
    for value in values:
        while at < len(changes) and changes[at] <= value:
            mask ^= starts[changes[at]]
            at += 1
        masks.append(mask | free)
    return values, masks


def _toggles(left: Left) -> Iterator[int]:
    """Where a stretch begins or ends: its values, and those that are out of it."""
    yield left.low
    for step in left.out:
        if left.low <= step <= left.high:
            yield step
            yield step + 1
    yield left.high + 1


# ── a condition as boxes


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
    sides = [union for union in operands if union is not None]
    if len(sides) < len(operands):
        return None
    union: list[Box] = [] if op == "or" else [{}]
    for side in sides:
        union = [*union, *side] if op == "or" else list(met(union, side))
        if len(union) > _MOST:
            return None
    return union


def _one(expr: Expr, types: Mapping[str, Type]) -> list[Box] | None:
    """A comparison of a name with constants as boxes, one for each of several values."""
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
