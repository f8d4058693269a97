"""Terms: values that may be unknown, as formulas. One fold carries the language's meaning over to the solver.

Enters: an expression, and what its names stand for. Leaves: a `Term`. Promise: strong Kleene logic, and numbers as
integers scaled by their declared decimals: what holds of terms holds of values in the interpreter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple, TypeAlias

from ...language.intervals import scaled, unscaled
from ...model.expressions import Expr, Literal, Operation, Reference, Type, Value, domain, fold
from .z3 import Assignment, Bit, Whole, both, choice, either, neither


class Truth(NamedTuple):
    """A three-valued condition: when it is true, and when it is false."""

    yes: Bit
    no: Bit


class Number(NamedTuple):
    """A value as an integer: scaled by its decimals, a member's place in its enum, a date's ordinal."""

    known: Bit
    value: Whole


Term: TypeAlias = Truth | Number


Lacks: TypeAlias = Callable[[Expr], "Truth | None"]
"""Whether an expression `is missing`, where that does not follow from its value; None where it does."""


def term(expr: Expr, read: Callable[[Reference], Term], lacks: Lacks = lambda _: None) -> Term:
    """An expression, with `read` for its names, and `lacks` for what `is missing` whatever its value."""

    def operation(node: Operation, parts: tuple[Term, ...]) -> Term:
        apart = lacks(node.args[0]) if node.op == "missing" else None
        return _operation(node, parts) if apart is None else apart

    return fold(expr, constant, read, operation)


def constant(node: Literal) -> Term:
    """A constant."""
    if isinstance(node.value, bool):
        return Truth(node.value, not node.value)
    return Number(True, scaled(node.value, node.type))


def value(model: Assignment, term: Term, kind: Type) -> Value | None:
    """The value of a term in a model; None where it is unknown."""
    if isinstance(term, Truth):
        return True if model.holds(term.yes) else False if model.holds(term.no) else None
    if not model.holds(term.known):
        return None
    return unscaled(model.number(term.value), kind)


def truth(known: Bit, yes: Bit) -> Truth:
    """A truth value that may be unknown."""
    return Truth(both(known, yes), both(known, neither(yes)))


def unknown(condition: Truth) -> Bit:
    """It is neither true nor false."""
    return neither(either(condition.yes, condition.no))


def nothing(kind: Type) -> Term:
    """The unknown value of a type."""
    return Truth(False, False) if kind.kind == "bool" else Number(False, 0)


def cut(number: Number, kind: Type) -> Number:
    """A number, cut to the domain of its type."""
    low, high = domain(kind)
    return Number(number.known, choice(number.value < low, low, choice(number.value > high, high, number.value)))


def chosen(test: Term, yes: Term, no: Term) -> Term:
    """`if test then yes else no`; unknown where the test is."""
    assert isinstance(test, Truth)
    if isinstance(yes, Truth) and isinstance(no, Truth):
        pairs = ((yes.yes, no.yes), (yes.no, no.no))
        return Truth(*(either(both(test.yes, a), both(test.no, b)) for a, b in pairs))
    assert isinstance(yes, Number) and isinstance(no, Number)
    known = either(both(test.yes, yes.known), both(test.no, no.known))
    return Number(known, choice(test.yes, yes.value, no.value))


def divided(over: Whole, under: Whole, quotient: Whole, how: str) -> Bit:
    """`quotient` is over / under, rounded half away from zero or toward zero, by integers alone (or `under` is 0)."""
    unlike = either(both(over < 0, under > 0), both(over > 0, under < 0))
    size, by = choice(over < 0, -over, over), choice(under < 0, -under, under)
    unit = choice(unlike, -quotient, quotient)
    if how == "half_up":
        size, by = 2 * size + by, 2 * by
    return either(under == 0, both(unit >= 0, by * unit <= size, size < by * unit + by))


# ── operators


def _operation(node: Operation, parts: tuple[Term, ...]) -> Term:
    if node.op in ("and", "or", "not"):
        return _LOGIC[node.op](parts)  # type: ignore[no-any-return]
    if node.op == "missing":
        known = _is_known(parts[0])
        return Truth(neither(known), known)
    if node.op == "if":
        yes, no = (_at(p, arg.type, node.type) for p, arg in zip(parts[1:], node.args[1:], strict=True))
        return chosen(parts[0], yes, no)
    if node.op in ("eq", "in", "lt", "le", "gt", "ge"):
        fine = replace(node.type, decimals=max(arg.type.decimals for arg in node.args))
        first, *rest = (_at(p, arg.type, fine) for p, arg in zip(parts, node.args, strict=True))
        return kleene_or(tuple([_compared("eq" if node.op == "in" else node.op, first, other) for other in rest]))
    return _arithmetic(node, parts)


def _arithmetic(node: Operation, parts: tuple[Term, ...]) -> Number:
    scaled = parts if node.op == "mul" else [_at(p, a.type, node.type) for p, a in zip(parts, node.args, strict=True)]
    outcome: Number | None = None
    for part in scaled:
        assert isinstance(part, Number)
        outcome = (
            part
            if outcome is None
            else Number(both(outcome.known, part.known), _COUNT[node.op](outcome.value, part.value))
        )
    assert outcome is not None
    return outcome


_COUNT: Final[Mapping[str, Any]] = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "min": lambda a, b: choice(a <= b, a, b),
    "max": lambda a, b: choice(a >= b, a, b),
}
_ORDER: Final[Mapping[str, Any]] = {
    "eq": lambda a, b: a == b,
    "lt": lambda a, b: a < b,
    "le": lambda a, b: a <= b,
    "gt": lambda a, b: a > b,
    "ge": lambda a, b: a >= b,
}


def _compared(op: str, a: Term, b: Term) -> Truth:
    if isinstance(a, Truth) and isinstance(b, Truth):
        return Truth(either(both(a.yes, b.yes), both(a.no, b.no)), either(both(a.yes, b.no), both(a.no, b.yes)))
    assert isinstance(a, Number) and isinstance(b, Number)
    comparison, known = _ORDER[op](a.value, b.value), both(a.known, b.known)
    return Truth(both(known, comparison), both(known, neither(comparison)))


def _at(term: Term, kind: Type, wanted: Type) -> Term:
    """A number with more decimals."""
    if isinstance(term, Truth) or wanted.decimals == kind.decimals:
        return term
    return Number(term.known, term.value * 10 ** (wanted.decimals - kind.decimals))


def kleene_or(parts: tuple[Term, ...]) -> Truth:
    """Strong Kleene *or*."""
    return Truth(either(*(p.yes for p in parts)), both(*(p.no for p in parts)))  # type: ignore[union-attr]


def kleene_and(parts: tuple[Term, ...]) -> Truth:
    """Strong Kleene *and* of conditions."""
    return Truth(both(*(p.yes for p in parts)), either(*(p.no for p in parts)))  # type: ignore[union-attr]


_LOGIC: Final[Mapping[str, Any]] = {
    "and": kleene_and,
    "or": kleene_or,
    "not": lambda parts: Truth(parts[0].no, parts[0].yes),
}


def _is_known(term: Term) -> Bit:
    return either(term.yes, term.no) if isinstance(term, Truth) else term.known
