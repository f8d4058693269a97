"""Derive: what is computed of an area's own values, as terms of the solver: each kind as the interpreter does it.

Enters: a reader, and a derived attribute that it can unfold. Leaves: its term; what cannot be (rows that overlap where
that is an error, a gap that is one, a value outside the declared domain) is kept out of the possible areas, for a run
stops there. Promise: a quotient is a whole number held between its bounds, rounded once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any, Final, Protocol, TypeAlias

from ...language.intervals import scaled
from ...model.derivations import Cut, DecisionTable, Fired, Formula, Mean, Test
from ...model.expressions import Expr, Reference, Type, domain, names
from ...model.policies import Derived, Policy
from .terms import Number, Term, Truth, cut, divided, term, unknown
from .variables import Unknowns
from .z3 import Bit, Whole, both, choice, either, neither, whole


class TermReader(Protocol):
    """What one side of a question reads (see `reader`)."""

    unknowns: Unknowns
    policy: Policy
    index: int

    def truth(self, expr: Expr) -> Truth:
        """A condition."""

    def read(self, node: Reference) -> Term:
        """A name."""

    def lacks(self, expr: Expr) -> Truth | None:
        """Whether an expression `is missing`, where that does not follow from its value."""

    def kind(self, name: str) -> Type:
        """The type of a name."""

    def home(self, name: str) -> str:
        """The name of a name's variables."""

    def apart(self, name: str) -> bool:
        """Whether the sides may have different values of a name."""


_Made: TypeAlias = tuple[Term, Sequence[Bit]]
"""A term, and what holds of every area for which it can be computed."""


def unfolded(reader: TermReader, derived: Derived) -> Term:
    """The term of a derived attribute that is computed of the area's own values."""
    made: _Made = KINDS[type(derived.how)](reader, derived, derived.how)
    outcome, kept = made
    if isinstance(outcome, Number) and derived.type.kind == "number":
        low, high = domain(derived.type)
        if derived.clamp:
            outcome = cut(outcome, derived.type)
        kept = (*kept, either(neither(outcome.known), both(outcome.value >= low, outcome.value <= high)))
    reader.unknowns.domains.setdefault(reader.home(derived.id), list(kept))
    return outcome


def _test(reader: TermReader, derived: Derived, how: Test) -> _Made:
    return reader.truth(how.expr), ()


def _number(reader: TermReader, expr: Expr) -> Number:
    number = term(expr, reader.read, reader.lacks)
    assert isinstance(number, Number)
    return number


def _formula(reader: TermReader, derived: Derived, how: Formula) -> _Made:
    """A formula: exact, then rounded once, to decimals or to whole steps."""
    top, bottom = _number(reader, how.numerator), Number(True, 1)
    decimals = -how.numerator.type.decimals
    if how.denominator is not None:
        bottom = _number(reader, how.denominator)
        decimals += how.denominator.type.decimals
    known, unit = both(top.known, bottom.known), 1
    under = bottom.value
    if how.step is None:
        decimals += derived.type.decimals
    else:
        finest = max(-int(how.step.as_tuple().exponent), 0)
        decimals, unit = decimals + finest, int(how.step.scaleb(derived.type.decimals))
        under = under * int(how.step.scaleb(finest))
    over, under = top.value * 10 ** max(decimals, 0), under * 10 ** max(-decimals, 0)
    if isinstance(under, int) and under in (0, 1):
        return Number(both(known, under != 0), over * unit), ()
    quotient = whole(reader.home(derived.id))
    if how.denominator is not None:
        _guess(reader, reader.home(derived.id), how.denominator)
    return Number(both(known, under != 0), quotient * unit), [divided(over, under, quotient, how.round)]


def _guess(reader: TermReader, home: str, divisor: Expr) -> None:
    """What a divisor reads, in the middle of its domain: tried first, for products of unknowns are hard.

    What the second side has of its own is tried at a quarter, for the sides are to differ."""
    tries = reader.unknowns.guesses.setdefault(home, [])
    for name in sorted(names(divisor)):
        _, variable = reader.unknowns.variables.get(reader.home(name), (None, None))
        inside = reader.unknowns.domains.get(reader.home(name), ())
        if variable is not None and len(inside) >= 2:
            low, high = domain(reader.kind(name))
            part = 4 if reader.index and reader.apart(name) else 2
            tries.append(variable == low + (high - low) // part)


def _mean(reader: TermReader, derived: Derived, how: Mean) -> _Made:
    """The weighted values that are known, by their weights, where they are enough."""
    parts = [_number(reader, expr) for expr, _ in how.terms]
    decimals = max(expr.type.decimals for expr, _ in how.terms)
    finest = max(-min(int(weight.as_tuple().exponent), 0) for _, weight in how.terms)
    weights = [int(weight.scaleb(finest)) for _, weight in how.terms]
    factors = [w * 10 ** (decimals - e.type.decimals) for w, (e, _) in zip(weights, how.terms, strict=True)]
    least = len(parts) if how.least is None else how.least
    top = sum(choice(p.known, p.value * factor, 0) for p, factor in zip(parts, factors, strict=True))
    bottom = sum(choice(p.known, weight, 0) for p, weight in zip(parts, weights, strict=True))
    enough = sum(choice(p.known, 1, 0) for p in parts) >= least
    shift = derived.type.decimals - decimals
    over, under = top * 10 ** max(shift, 0), bottom * 10 ** max(-shift, 0)
    quotient = whole(reader.home(derived.id))
    return Number(enough, quotient), [divided(over, under, quotient, how.round)]


def _cut(reader: TermReader, derived: Derived, how: Cut) -> _Made:
    """The place of the class: how many bounds the value has reached, or passed."""
    number = _number(reader, how.expr)
    finest = max([how.expr.type.decimals, *(-int(bound.as_tuple().exponent) for bound in how.bounds)])
    value = number.value * 10 ** (finest - how.expr.type.decimals)
    place: Whole = 0
    for at, bound in enumerate(how.bounds, 1):
        limit = int(bound.scaleb(finest))
        place = choice(value >= limit if how.closed == "lower" else value > limit, at, place)
    return Number(number.known, place), ()


def _fired(reader: TermReader, derived: Derived, how: Fired) -> _Made:
    """How many of the rules are active, as the policy that is read has them."""
    truths: list[Truth] = []
    for ruling in reader.policy.counts(how.rules):
        active: dict[str, Term] = {}

        def read(node: Reference, seen: Mapping[str, Term] = active) -> Term:
            return seen.get(node.name) or reader.read(node)

        for rule in ruling.rules:
            active[rule.name] = term(rule.active, read, reader.lacks)
        truths += [
            truth for rule in ruling.rules if rule.id in how.rules and isinstance(truth := active[rule.name], Truth)
        ]
    return Number(both(*(neither(unknown(t)) for t in truths)), sum(choice(t.yes, 1, 0) for t in truths)), ()


# ── decision tables


def _table(reader: TermReader, derived: Derived, how: DecisionTable) -> _Made:
    rows = [(reader.truth(row.when), scaled(row.then, derived.type)) for row in how.rows]
    gap = None if how.gap is None or how.gap_error else scaled(how.gap, derived.type)
    allowed: list[Bit] = [either(*(neither(condition.no) for condition, _ in rows))] if how.gap_error else []
    if how.overlap == "error":
        pairs = combinations(rows, 2)
        allowed += [neither(both(a.yes, b.yes)) for (a, x), (b, y) in pairs if how.hit == "unique" or x != y]
    outcome = _HITS[how.hit](rows, gap)
    if derived.type.kind != "bool":
        return outcome, allowed
    return Truth(both(outcome.known, outcome.value == 1), both(outcome.known, outcome.value == 0)), allowed


_Rows = Sequence[tuple[Truth, int]]


def _first(rows: _Rows, gap: int | None) -> Number:
    """The output of the first row that holds; a row that may hold before it says the same, or nothing is known."""
    outcome = Number(gap is not None, gap or 0)
    for condition, output in reversed(rows):
        same = both(unknown(condition), outcome.known, outcome.value == output)
        outcome = Number(
            either(condition.yes, both(condition.no, outcome.known), same), choice(condition.yes, output, outcome.value)
        )  # fmt: skip
    return outcome


def _only(rows: _Rows, gap: int | None) -> Number:
    """The output of the only row that holds; one that may hold alone and says what a gap does is no matter."""
    outcome = Number(both(gap is not None, *(condition.no for condition, _ in rows)), gap or 0)
    for i, (condition, output) in enumerate(rows):
        alone = both(*(other.no for j, (other, _) in enumerate(rows) if j != i))
        known = alone if output == gap else both(alone, condition.yes)
        outcome = Number(either(known, outcome.known), choice(known, output, outcome.value))
    return outcome


def _alike(rows: _Rows, gap: int | None) -> Number:
    """What all rows that hold or may hold say, and the gap with them where none holds."""
    outcome = Number(False, 0)
    for output in sorted({output for _, output in rows} | ({gap} if gap is not None else set())):
        others = both(*(condition.no for condition, other in rows if other != output))
        some = either(*(condition.yes for condition, other in rows if other == output))
        known = others if output == gap else both(others, some)
        outcome = Number(either(known, outcome.known), choice(known, output, outcome.value))
    return outcome


def _sum(rows: _Rows, gap: int | None) -> Number:
    """The sum of the rows that hold; a row of 0 adds nothing, and is only the difference to a gap."""
    some = either(*(condition.yes for condition, _ in rows))
    total = sum(choice(condition.yes, output, 0) for condition, output in rows)
    settled = both(*(neither(unknown(condition)) for condition, output in rows if output))
    nothing = both(*(condition.no for condition, _ in rows))
    zeros = both(gap == 0, *(condition.no for condition, output in rows if output))
    alone = [
        both(*(other.no for j, (other, _) in enumerate(rows) if j != i)) for i, (_, o) in enumerate(rows) if o == gap
    ]
    as_gap = both(gap is not None, either(nothing, zeros, *alone))
    condition = both(some, settled)
    return Number(either(condition, as_gap), choice(condition, total, gap or 0))


_HITS: Final[dict[str, Callable[[_Rows, int | None], Number]]] = {
    "first": _first,
    "unique": _only,
    "any": _alike,
    "priority": lambda rows, gap: _first(sorted(rows, key=lambda row: -row[1]), gap),
    "max": lambda rows, gap: _first(sorted(rows, key=lambda row: -row[1]), gap),
    "min": lambda rows, gap: _first(sorted(rows, key=lambda row: row[1]), gap),
    "sum": _sum,
}

KINDS: Final[dict[type[Any], Callable[[TermReader, Derived, Any], _Made]]] = {
    Test: _test,
    Formula: _formula,
    Mean: _mean,
    Cut: _cut,
    DecisionTable: _table,
    Fired: _fired,
}
"""How each kind that a solver can compute becomes a term."""
