"""Piecewise: what an expression is worth at an area, as a function of one parameter.

Enters: a frame, a parameter that is a number or a date, an expression and an area. Leaves: a `Profile`: stretches of
the parameter's values, each with what the expression is worth on it. Promise: exact. The parameter is a whole number of
its smallest unit (a date its ordinal); where a comparison turns is solved, not searched for on a grid, and its truth on
either side is the interpreter's. What cannot be solved (a product of the parameter with itself, a rounded value added
to another) is refused by name, never approximated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import floor
from typing import Final, TypeAlias, cast

from ...engines.interpreter import EvalContext, aggregated, computed, evaluate, member, reached
from ...language.operators import applied
from ...language.printer import canonical
from ...model.arithmetic import EXACT
from ...model.decisions import Trace
from ...model.derivations import Formula, Over, Test
from ...model.expressions import BOOL, Expr, Literal, Operation, Reference, Value
from ...model.facts import Area
from ...model.policies import Derived, Parameter
from ...problems.problem import GrundError, problem


@dataclass(frozen=True, slots=True)
class LinearPiece:
    """`slope * p + start`, exact, of the parameter's scaled value p; of dates, ordinals."""

    slope: Fraction
    start: Fraction

    def at(self, p: int) -> Fraction:
        """Its value at p."""
        return self.slope * p + self.start


@dataclass(frozen=True, slots=True)
class Curve:
    """A value that only rises or only falls on its stretch, such as a ratio, rounded."""

    at: Callable[[int], Fraction]


Worth: TypeAlias = Value | LinearPiece | Curve | None
Profile: TypeAlias = tuple[tuple[int, Worth], ...]
"""Where each stretch starts, in order, and what it is worth; the last ends where the parameter does."""
_COMPARED: Final = ("eq", "lt", "le", "gt", "ge")


@dataclass(frozen=True)
class Profiler:
    """Profiles over the values `low` to `high` of a parameter, each value once."""

    frame: EvalContext
    parameter: Parameter
    low: int
    high: int
    reads: dict[int, tuple[Expr, bool]] = field(default_factory=dict)
    held: dict[tuple[str, str], Profile] = field(default_factory=dict)

    def profile(self, expr: Expr, area: Area) -> Profile:
        """What an expression is worth at an area; raises `GrundError` where that cannot be solved."""
        if not self._varies(expr):
            return ((self.low, evaluate(self.frame, expr, area).value),)
        if isinstance(expr, Reference):
            return self._reference(expr, area)
        assert isinstance(expr, Operation)
        return self._operation(expr, [self.profile(arg, area) for arg in expr.args])

    def _varies(self, expr: Expr) -> bool:
        """Whether an expression depends on the parameter."""
        if id(expr) not in self.reads:
            read = f"param.{self.parameter.id}" in reached(self.frame.vocabulary, (expr,))
            self.reads[id(expr)] = (expr, read)
        return self.reads[id(expr)][1]

    # ── names

    def _reference(self, node: Reference, area: Area) -> Profile:
        if node.space == "param":
            one = Fraction(1) if self.parameter.type.kind == "date" else Fraction(1, 10**self.parameter.type.decimals)
            return ((self.low, LinearPiece(one, Fraction(0))),)
        key = (node.name, area.id)
        if key not in self.held:
            self.held[key] = self._derived(node, area)
        return self.held[key]

    def _derived(self, node: Reference, area: Area) -> Profile:
        derived = self.frame.vocabulary.derived[node.name]
        how = derived.how
        if isinstance(how, Test):
            return self.profile(how.expr, area)
        if isinstance(how, Formula) and derived.expressed:
            parts = [self.profile(how.numerator, area), self.profile(how.denominator or _ONE, area)]
            solve = partial(self._ratio, node, derived, area)
            return self._solved(node, parts, solve)
        if not isinstance(how, Over) or not how.linked:
            raise self._refused(node)
        return self._over(node, how, area)

    def _over(self, node: Reference, how: Over, area: Area) -> Profile:
        """An aggregate changes where a member does."""
        related = self.frame.world.related(how.relation, how.hierarchy, area.id, how.to)
        wheres = [self.profile(how.where or _TRUE, other) for other, _ in related]
        values = [self.profile(how.of or _TRUE, other) for other, _ in related]
        derived = self.frame.vocabulary.derived[node.name]

        def one(start: int, end: int, worth: Sequence[Worth]) -> Profile:
            grounds = [Trace(node, self._plain(node, w)) for w in worth]
            members = [
                member(how, other, link, where if how.where else None, value if how.of else None)
                for (other, link), where, value in zip(
                    related, grounds[: len(related)], grounds[len(related) :], strict=True
                )
            ]
            return ((start, aggregated(self.frame, derived, how, members)),)

        return self._solved(node, [*wheres, *values], one)

    def _plain(self, node: Expr, worth: Worth) -> Value | None:
        """What does not vary on its stretch."""
        if isinstance(worth, LinearPiece | Curve):
            raise self._refused(node)
        return worth

    # ── operators

    def _operation(self, node: Operation, parts: Sequence[Profile]) -> Profile:
        if node.op == "in":
            first, *items = parts
            equalities = [self._operation(Operation("eq", (node.args[0], arg), BOOL), [first, item])
                    for arg, item in zip(node.args[1:], items, strict=True)]  # fmt: skip
            return self._operation(Operation("or", node.args[1:], BOOL), equalities)
        return self._solved(node, parts, partial(self._apply, node))

    def _solved(
        self, node: Expr, parts: Sequence[Profile], one: Callable[[int, int, Sequence[Worth]], Profile]
    ) -> Profile:
        """Stretch by stretch, where every part is worth one thing; equal neighbours become one."""
        pieces: list[tuple[int, Worth]] = []
        for start, end, worth in self.stretches(parts):
            for begins, value in one(start, end, worth):
                if not pieces or pieces[-1][1] != value or type(pieces[-1][1]) is not type(value):
                    pieces.append((begins, value))
        return tuple(pieces)

    def stretches(self, parts: Sequence[Profile]) -> Iterator[tuple[int, int, list[Worth]]]:
        """Where profiles change, taken together: first value, last value, what each part is worth."""
        starts = sorted({start for part in parts for start, _ in part}) or [self.low]
        places = [0] * len(parts)
        for i, start in enumerate(starts):
            for k, part in enumerate(parts):
                while places[k] + 1 < len(part) and part[places[k] + 1][0] <= start:
                    places[k] += 1
            end = starts[i + 1] - 1 if i + 1 < len(starts) else self.high
            yield start, end, [part[place][1] for part, place in zip(parts, places, strict=True)]

    def _apply(self, node: Operation, start: int, end: int, worth: Sequence[Worth]) -> Profile:
        """An operator on a stretch."""
        if node.op == "if":
            test, yes, no = worth
            return ((start, None if test is None else yes if test else no),)
        if not any(isinstance(w, LinearPiece | Curve) for w in worth):
            return ((start, applied(node.op, list(cast(Sequence[Value | None], worth)))),)
        if node.op == "missing":
            return ((start, False),)
        if None in worth:
            return ((start, None),)
        left, right = (w if isinstance(w, LinearPiece | Curve) else LinearPiece(Fraction(0), _exact(w)) for w in worth)
        if node.op in _COMPARED or node.op in ("min", "max"):
            return self._split(node, start, end, left, right)
        if node.op == "mul":
            return ((start, self._times(node, left, right)),)
        return ((start, self._plus(node, left, right, 1 if node.op == "add" else -1)),)

    def _plus(
        self, node: Expr, left: LinearPiece | Curve, right: LinearPiece | Curve, sign: int
    ) -> LinearPiece | Curve:
        if isinstance(left, LinearPiece) and isinstance(right, LinearPiece):
            return LinearPiece(left.slope + sign * right.slope, left.start + sign * right.start)
        if _level(left) or _level(right):
            return Curve(lambda p: left.at(p) + sign * right.at(p))
        raise self._refused(node)

    def _times(self, node: Expr, left: LinearPiece | Curve, right: LinearPiece | Curve) -> LinearPiece | Curve:
        factor, other = (left, right) if _level(left) else (right, left)
        if not _level(factor):
            raise self._refused(node)
        by = factor.at(0)
        return (
            LinearPiece(other.slope * by, other.start * by)
            if isinstance(other, LinearPiece)
            else Curve(lambda p: other.at(p) * by)
        )

    def _split(
        self, node: Operation, start: int, end: int, left: LinearPiece | Curve, right: LinearPiece | Curve
    ) -> Profile:
        """A comparison, or the less or the greater of two, where their difference changes sign."""
        apart = self._plus(node, left, right, -1)
        pieces: list[tuple[int, Worth]] = []
        for begins in _turns(apart, start, end):
            difference = apart.at(begins)
            if node.op in _COMPARED:
                pieces.append((begins, applied(node.op, [_decimal(Fraction(_sign(difference))), Decimal(0)])))
            else:
                pieces.append((begins, left if (difference <= 0) == (node.op == "min") else right))
        return tuple(pieces)

    def _ratio(self, node: Expr, derived: Derived, area: Area, start: int, end: int, worth: Sequence[Worth]) -> Profile:
        """A formula on a stretch: a quotient of lines only rises or only falls on each side of its pole."""
        if None in worth:
            return ((start, None),)
        top, bottom = (
            w if isinstance(w, LinearPiece) else LinearPiece(Fraction(0), _exact(self._plain(node, w))) for w in worth
        )

        def at(p: int) -> Value | None:
            values = [_decimal(line.at(p)) for line in (top, bottom)]
            return computed(derived, values[: len(derived.how.exprs)], area)

        if not top.slope and not bottom.slope:
            return ((start, at(start)),)
        pieces: list[tuple[int, Worth]] = []
        for begins in _turns(bottom, start, end):
            pole = not bottom.at(begins)
            pieces.append((begins, None if pole else Curve(lambda p: Fraction(cast(Decimal, at(p))))))
        return tuple(pieces)

    def _refused(self, node: Expr) -> GrundError:
        return GrundError([problem("G542", None, parameter=self.parameter.id, what=canonical(node))])


_TRUE: Final = Literal(True, BOOL)
_ONE: Final = Literal(Decimal(1))


def _turns(worth: LinearPiece | Curve, start: int, end: int) -> list[int]:
    """The start, and the first values at which the sign of what only rises or only falls is another."""
    if isinstance(worth, LinearPiece):
        if not worth.slope:
            return [start]
        root = -worth.start / worth.slope
        over = floor(root) + 1
        return sorted({start, *(p for p in (over - 1 if root == over - 1 else over, over) if start < p <= end)})
    starts = [start]
    while _sign(worth.at(end)) != (here := _sign(worth.at(starts[-1]))):
        low, high = starts[-1], end
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if _sign(worth.at(middle)) == here else (low, middle)
        starts.append(high)
    return starts


def _level(worth: LinearPiece | Curve) -> bool:
    return isinstance(worth, LinearPiece) and not worth.slope


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _exact(value: Value | None) -> Fraction:
    """A number, or a date as its ordinal."""
    assert isinstance(value, Decimal | date)
    return Fraction(value.toordinal() if isinstance(value, date) else value)


def _decimal(value: Fraction) -> Decimal:
    """A sum of products of decimals, which a decimal can hold."""
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))


def settled(worth: Worth) -> Value | None:
    """What a condition, or a member of an enum, is worth: these do not vary on a stretch."""
    assert not isinstance(worth, LinearPiece | Curve)
    return worth
