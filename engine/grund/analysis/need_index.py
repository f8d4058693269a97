"""Need index: a weighted sum or mean, taken apart area by area, and how the ranking depends on its weights.

`NeedIndex`: per area each term (weight, count, contribution, share), the value and the rank. Every value is the
interpreter's, also with other weights; the smallest change of a weight that swaps two neighbours is exact, of values
before rounding. Unknown has no rank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from ..engines import interpreter
from ..engines.run import frame_of
from ..model.derivations import Formula, Mean
from ..model.expressions import FIRST, Expr, Literal, Operation, Reference, number
from ..model.facts import Area
from ..model.names import sort_key
from ..model.policies import Derived, Parameter, ParameterValue, Policy
from ..model.ranking import rank, standings
from ..model.scenario import Reading, Scenario
from ..model.sources import Citation
from ..problems.problem import GrundError, nearest, problem
from .lookup import find_attribute
from .sensitivity.breakpoints import bound, parameter_of
from .weight_swaps import Line, Swap
from .weight_swaps import nearest as nearest_swap

_PARAM: Final = "param."


class Term(NamedTuple):
    """One term of the sum: `sign` × the product of `weights` × the product of `counted`."""

    sign: int
    weights: tuple[Expr, ...]
    counted: tuple[Expr, ...]


class IndexPart(NamedTuple):
    """A term at an area: `contribution` = `weight` × `amount`; None is unknown. `share` is of the whole sum, exact."""

    weight: Decimal | None
    amount: Decimal | None
    contribution: Decimal | None
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An area: its parts, value and rank from the highest (areas that are equal share the first place of theirs).

    `missing`: what an unknown value waits for; `none`: the names that have no value, so that it waits for nothing.
    `per`: what its contributions are divided by: residents, say; None where that is unknown or nothing.
    """

    area: Area
    parts: tuple[IndexPart, ...]
    value: Decimal | None
    rank: int | None
    missing: frozenset[str]
    none: frozenset[str] = frozenset()
    per: Fraction | None = None
    new_value: Decimal | None = None
    new_rank: int | None = None


@dataclass(frozen=True, slots=True)
class NeedIndex:
    """An index in one reading of the open questions. `summed` is where the sum stands: itself, or what it divides.

    `swaps` has a row per weight, None where no change within its domain swaps anybody. `unread` are weights to try
    that the index does not read.
    """

    scenario: Scenario
    policy: Policy
    derived: Derived
    summed: Derived
    level: str
    reading: Reading
    terms: tuple[Term, ...]
    rows: tuple[Placed, ...]
    tried: Mapping[str, Decimal]
    unread: tuple[str, ...]
    swaps: tuple[tuple[Parameter, Swap | None], ...]


def need_index(scenario: Scenario, name: str, policy: str, tried: Sequence[str] = ()) -> tuple[NeedIndex, ...]:
    """An index by name, in every reading of the questions it depends on, with weights to try (`NAME=VALUE`).

    Raises `GrundError` where the name is no weighted sum, or a weight is unknown or outside its domain.
    """
    chosen_policy = scenario.policy(policy)
    derived, chain, terms = _apart(scenario, name)
    other = {p.id: value for p, value in (_tried(chosen_policy, text) for text in tried)}
    return tuple(
        _placed(scenario, chosen_policy, derived, chain, terms, other, r) for r in scenario.readings_of([_ask(derived)])
    )


def _tried(policy: Policy, text: str) -> tuple[Parameter, Decimal]:
    name, _, sentence = text.partition("=")
    parameter = parameter_of(policy, name.strip().removeprefix(_PARAM))
    if parameter.type.kind != "number":
        raise GrundError([problem("G402", None, value=sentence, attribute=parameter.id, wanted="@number")])
    return parameter, Decimal(bound(parameter, sentence.strip())).scaleb(-parameter.type.decimals)


# ── the sum


def indexes(scenario: Scenario) -> tuple[str, ...]:
    """The names of the rulebook's derived formulas that are weighted sums, and of its weighted means of several."""
    return tuple(
        name for name, definition in scenario.book.vocabulary.derived.items() if _weighed(scenario, definition)
    )


def _apart(scenario: Scenario, name: str) -> tuple[Derived, tuple[Derived, ...], tuple[Term, ...]]:
    words = scenario.book.vocabulary
    name = find_attribute(scenario, name) or name
    weighing = _weighed(scenario, words.derived[name]) if name in words.derived else None
    if weighing is None:
        known = indexes(scenario)
        near = None if name in words.derived or name in words.attributes else nearest(name, known)
        raise GrundError([problem("G548", None, near, name=name, known=", ".join(known) or "–")])
    return words.derived[name], *weighing


def _weighed(scenario: Scenario, derived: Derived) -> tuple[tuple[Derived, ...], tuple[Term, ...]] | None:
    """From an index down to the one with the sum, and the sum's terms; None where there is no weighted sum."""
    chain = [derived]
    while isinstance(how := chain[-1].how, Formula):
        top = how.numerator
        if isinstance(top, Reference) and top.name in scenario.book.vocabulary.derived:
            chain.append(scenario.book.vocabulary.derived[top.name])
            continue
        terms = tuple(_terms(top, 1))
        return (tuple(chain), terms) if len(terms) > 1 and any(t.weights for t in terms) else None
    if isinstance(how, Mean) and how.least is None and len(how.terms) > 1:
        return tuple(chain), tuple(Term(1, (_constant(weight),), (expr,)) for expr, weight in how.terms)
    return None


def _constant(value: Decimal) -> Literal:
    return Literal(value, number(max(-int(value.as_tuple().exponent), 0), value, value))


def _terms(expr: Expr, sign: int) -> list[Term]:
    if isinstance(expr, Operation) and expr.op in ("add", "sub"):
        signs = (sign, *([-sign if expr.op == "sub" else sign] * (len(expr.args) - 1)))
        return [term for arg, s in zip(expr.args, signs, strict=True) for term in _terms(arg, s)]
    factors = _factors(expr)
    weights = tuple(f for f in factors if isinstance(f, Literal) or _is_parameter(f))
    return [Term(sign, weights, tuple(f for f in factors if f not in weights))]


def _factors(expr: Expr) -> list[Expr]:
    if isinstance(expr, Operation) and expr.op == "mul":
        return [factor for arg in expr.args for factor in _factors(arg)]
    return [expr]


def _is_parameter(expr: Expr) -> bool:
    return isinstance(expr, Reference) and expr.name.startswith(_PARAM)


def _ask(derived: Derived) -> Reference:
    return Reference(derived.id, derived.type)


# ── the areas


def _placed(
    scenario: Scenario,
    policy: Policy,
    derived: Derived,
    chain: tuple[Derived, ...],
    terms: tuple[Term, ...],
    tried: Mapping[str, Decimal],
    reading: Reading,
) -> NeedIndex:
    frame = frame_of(scenario, policy, reading)
    level = scenario.level if scenario.level in derived.levels else derived.levels[0]
    areas = sorted((a for a in scenario.today.areas.values() if a.level == level), key=lambda a: sort_key(a.name))
    grounds = {a.id: interpreter.evaluate(frame, _ask(derived), a) for a in areas}
    values = {a.id: _number(grounds[a.id].value) for a in areas}
    ranks, after = _ranks(values), dict[str, Decimal | None]()
    if tried:
        other = interpreter.frame(scenario.book.vocabulary, _with(policy, tried), scenario.today, dict(reading))
        after = {a.id: _number(interpreter.evaluate(other, _ask(derived), a).value) for a in areas}
    moved = _ranks(after)
    rows = [
        Placed(
            a, _parts(frame, terms, a), values[a.id], ranks.get(a.id), interpreter.missing(grounds[a.id]),
            interpreter.not_applicable(grounds[a.id]), _per(frame, chain, a), after.get(a.id), moved.get(a.id),
        )
        for a in areas
    ]  # fmt: skip
    rows.sort(key=lambda row: (row.rank is None, row.rank or 0))
    read = interpreter.reached(scenario.book.vocabulary, [_ask(derived)])
    unread = tuple(name for name in tried if _PARAM + name not in read)
    swaps = _swaps(frame, chain, terms, [row.area for row in rows])
    return NeedIndex(
        scenario, policy, derived, chain[-1], level, reading, terms, tuple(rows), tried, unread, swaps
    )  # fmt: skip


def _with(policy: Policy, tried: Mapping[str, Decimal]) -> Policy:
    """The policy with other weights, on every day."""
    parameters = {
        name: replace(policy.parameters[name], values=(ParameterValue(FIRST, value, Citation()),))
        for name, value in tried.items()
    }
    return replace(policy, parameters={**policy.parameters, **parameters})


def _ranks(values: Mapping[str, Decimal | None]) -> dict[str, int]:
    known = {name: value for name, value in values.items() if value is not None}
    positions = standings([(value,) for value in known.values()], (True,))
    return {name: int(rank(standing, "min")) for name, standing in zip(known, positions, strict=True)}


def _number(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _product(frame: interpreter.EvalContext, exprs: Sequence[Expr], area: Area) -> Decimal | None:
    number = Decimal(1)
    for expr in exprs:
        value = _number(interpreter.evaluate(frame, expr, area).value)
        if value is None:
            return None
        number *= value
    return number


def _parts(frame: interpreter.EvalContext, terms: Sequence[Term], area: Area) -> tuple[IndexPart, ...]:
    rows: list[tuple[Decimal | None, Decimal | None, Decimal | None]] = []
    for term in terms:
        weight, count = _product(frame, term.weights, area), _product(frame, term.counted, area)
        weight = weight if weight is None else term.sign * weight
        rows.append((weight, count, None if weight is None or count is None else weight * count))
    known = [contribution for *_, contribution in rows if contribution is not None]
    total = sum(known) if len(known) == len(rows) else 0
    return tuple(
        IndexPart(w, n, c, Fraction(c) / Fraction(total) if total and c is not None else None) for w, n, c in rows
    )


# ── the weights


def _swaps(
    frame: interpreter.EvalContext, chain: Sequence[Derived], terms: Sequence[Term], areas: Sequence[Area]
) -> tuple[tuple[Parameter, Swap | None], ...]:
    """For each weight, the nearest crossing of neighbours: a value is a line in a weight that stands nowhere else, cut
    where a definition is (`clamp`)."""
    bottoms = [bottom for derived in chain for bottom in _bottom(derived)]
    elsewhere = interpreter.reached(frame.vocabulary, [*bottoms, *(e for t in terms for e in t.counted)])
    data = dict.fromkeys(w.name for t in terms for w in t.weights if isinstance(w, Reference))
    once = [n for n in data if n not in elsewhere and all(_times(t, n) < 2 for t in terms)]
    swaps = []
    for name in once:
        parameter = frame.policy.parameters[name.removeprefix(_PARAM)]
        value = parameter.on(frame.world.day)
        now = _number(value.value) if value else None
        lines = [] if now is None else [line for a in areas if (line := _line(frame, chain, terms, name, a))]
        swaps.append((parameter, None if now is None else nearest_swap(parameter, now, lines)))
    return tuple(swaps)


def _times(term: Term, name: str) -> int:
    return sum(isinstance(w, Reference) and w.name == name for w in term.weights)


def _line(
    frame: interpreter.EvalContext, chain: Sequence[Derived], terms: Sequence[Term], name: str, area: Area
) -> Line | None:
    value = slope = Fraction(0)
    for term in terms:
        number = _product(frame, (*term.weights, *term.counted), area)
        rest = [w for w in term.weights if not (isinstance(w, Reference) and w.name == name)]
        left = _product(frame, (*rest, *term.counted), area)
        if number is None or left is None:
            return None
        value += term.sign * Fraction(number)
        slope += term.sign * Fraction(left) if _times(term, name) else 0
    line = Line(area, value, slope)
    for derived in reversed(chain):
        under = _product(frame, _bottom(derived), area)
        if not under:
            return None
        line = line.over(Fraction(under))
        if derived.clamp:
            line = line.within(Fraction(derived.type.low), Fraction(derived.type.high))
    return line


def _per(frame: interpreter.EvalContext, chain: Sequence[Derived], area: Area) -> Fraction | None:
    """What the sum is divided by on its way up the chain."""
    under = _product(frame, [bottom for derived in chain for bottom in _bottom(derived)], area)
    return Fraction(under) if under else None


def _bottom(derived: Derived) -> tuple[Expr, ...]:
    """What a formula divides by, where it divides, and a mean: the sum of its weights."""
    how = derived.how
    if isinstance(how, Mean):
        return (_constant(sum((weight for _, weight in how.terms), Decimal(0))),)
    return (how.denominator,) if isinstance(how, Formula) and how.denominator is not None else ()
