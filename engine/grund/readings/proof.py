"""Proof: every possible area at once, by the solver.

Enters: a question (see `possible`) about what policies decide at a level. Leaves: an `Answer`: in no case, in this
case, or not settled in time. Promise: every case is replayed in the plain reading before it leaves; one that fails
there is a fault of grund, and says so.

*Every possible area* is every combination of values inside the declared domains: of base attributes, and of what is
taken over other areas (`over`), whose values are free. So "in no case" is a proof, and a case may combine values that
no real area has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final
from typing import Literal as OneOf

from ..expr import DATE, Expr, Literal, Operation, Reference, Type, Value, names
from ..policy import Formula, Over, Parameter, Rule, Test, Vocabulary
from ..possible import (
    Given,
    Grows,
    Is,
    Possible,
    Question,
    Side,
    confirmed,
    exprs_of,
    given_names,
    needed,
    rules_by_name,
)
from ..problems import GrundError, problem
from ..solver import TIMEOUT, Bit, Model, Whole, bit, both, demand, either, neither, solve, whole
from ..terms import (
    Number,
    Term,
    Truth,
    chosen,
    constant,
    divided,
    domain,
    kleene_and,
    nothing,
    scaled,
    term,
    truth,
    unknown,
    value,
)
from . import plain


@dataclass(frozen=True, slots=True)
class Answer:
    """`none`: in no possible case. `case`: in this one. `open`: not settled in the time given."""

    status: OneOf["none", "case", "open"]
    case: Possible | None = None


NONE: Final = Answer("none")
_GUESS: Final = 300
"""Milliseconds for the try with divisors in the middle of their domains; without them products are linear."""


@dataclass(frozen=True, slots=True)
class Made:
    """Variables, domains and conditions already made. Provers may share them that have the same parameters and
    `Given`, and no side with values of its own: a condition is then the same term for all of them."""

    variables: dict[str, tuple[Bit, Any]] = field(default_factory=dict)
    domains: dict[str, list[Bit]] = field(default_factory=dict)
    guesses: dict[str, list[Bit]] = field(default_factory=dict)
    conditions: dict[int, tuple[Expr, Term]] = field(default_factory=dict)


class Prover:
    """Questions about one level, seen from one or two sides."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        level: str,
        sides: Sequence[Side],
        given: Given,
        timeout: int = TIMEOUT,
        made: Made | None = None,
    ) -> None:
        demand()
        self.vocabulary, self.level, self.given, self.timeout = vocabulary, level, given, timeout
        self.sides = tuple(sides)
        self.shared = made is not None
        self.made = made or Made()
        self.variables, self.domains, self.guesses = self.made.variables, self.made.domains, self.made.guesses
        self.readers = tuple(_Reader(self, i, side) for i, side in enumerate(sides))

    def ask(self, question: Question) -> Answer:
        """Whether there is a case in which the question holds; one found has been replayed."""
        wanted = self._formula(question)
        if wanted is False:
            return NONE
        read = [needed(self.vocabulary, s.policy, exprs_of(question, i)) for i, s in enumerate(self.sides)]
        homes = {"day"} | {r.home(name) for r, found in zip(self.readers, read, strict=True) for name in found}
        inside = [wanted, *(f for home in sorted(homes) for f in self.domains.get(home, ()))]
        tries = [f for home in sorted(homes) for f in self.guesses.get(home, ())]
        found = solve((*inside, *tries), _GUESS) if tries else "open"
        if not isinstance(found, Model):
            found = solve(inside, self.timeout)
        if not isinstance(found, Model):
            return Answer(found)
        case = self._case(found, read, question)
        if not confirmed(self.vocabulary, self.sides, question, case):
            raise GrundError([problem("G905", None, case=repr(case))])
        return Answer("case", case)

    def show(self, question: Question) -> Answer:
        """The same, but first with every fact known and on the usual day: such a case is easier to read."""
        known = replace(self.given, complete=True)
        for better in (replace(known, day=known.day or known.usual), known):
            nicer = Prover(self.vocabulary, self.level, self.sides, better, self.timeout).ask(question)
            if nicer.status == "case":
                return nicer
        return self.ask(question)

    def _formula(self, question: Question) -> Bit:
        if isinstance(question, Is):
            held = self.readers[question.side].truth(question.expr)
            return unknown(held) if question.truth is None else held.yes if question.truth else held.no
        if isinstance(question, Grows):
            low, high = (r.read(Reference(question.name, question.type)) for r in self.readers)
            if isinstance(low, Truth) or isinstance(high, Truth):
                assert isinstance(low, Truth) and isinstance(high, Truth)
                return both(low.no, high.yes)
            return both(low.known, high.known, low.value < high.value)
        parts = [self._formula(part) for part in question.parts]
        return both(*parts) if question.op == "and" else either(*parts) if question.op == "or" else neither(parts[0])

    def variable(self, home: str, kind: Type) -> Term:
        """The variables of a name, inside the domain of its type; made once."""
        if home not in self.variables:
            known = True if self.given.complete else bit(f"{home}?")
            self.variables[home] = known, bit(home) if kind.kind == "bool" else whole(home)
            if kind.kind != "bool":
                low, high = domain(kind)
                number = self.variables[home][1]
                self.domains.setdefault(home, []).extend((number >= low, number <= high))
        known, held = self.variables[home]
        return truth(known, held) if kind.kind == "bool" else Number(known, held)

    def options(self, tolkning: str) -> tuple[str, ...]:
        """The choices of a tolkning, in the order of the vocabulary."""
        return tuple(self.vocabulary.tolkningar[tolkning].options)

    def choice(self, tolkning: str) -> Whole:
        """The choice made, as its place among the options."""
        options = self.options(tolkning)
        allowed = [options.index(o) for o in self.given.tolkning.get(tolkning, options)]
        if len(allowed) == 1:
            return allowed[0]
        home = f"tolkning.{tolkning}"
        made = whole(home)
        self.domains.setdefault(home, [either(*(made == i for i in allowed))])
        return made

    def _case(self, model: Model, read: Sequence[frozenset[str]], question: Question) -> Possible:
        """The case of a model: the values of the names that were read."""
        values, parameters, told = [], [], []
        for i, reader in enumerate(self.readers):
            values.append({n: reader.value(model, n) for n in given_names(self.vocabulary, read[i])})
            held = sorted(n for n in read[i] if n[:6] == "param.")
            parameters.append({n[6:]: reader.value(model, n) for n in held})
            said = needed(self.vocabulary, reader.policy, exprs_of(question, i), deep=False)
            told.append({n: reader.value(model, n) for n in sorted(said) if reader.tells(n)})
        day = self.given.day or self.given.usual
        if "day" in self.variables:
            day = date.fromordinal(model.number(self.variables["day"][1]))
        asked = sorted({n[9:] for below in read for n in below if n[:9] == "tolkning."})
        choices = {name: self.options(name)[model.number(self.choice(name))] for name in asked}
        return Possible(day, self.level, choices, tuple(parameters), tuple(values), tuple(told))


class _Reader:
    """One side's expressions, folded to terms."""

    def __init__(self, prover: Prover, index: int, side: Side) -> None:
        self.prover, self.policy, self.own, self.index = prover, side.policy, side.own, index
        self.rules = rules_by_name(side.policy)
        self.cache: dict[str, Term] = {}

    def truth(self, expr: Expr) -> Truth:
        """A condition."""
        found = term(expr, self.read)
        assert isinstance(found, Truth)
        return found

    def kind(self, name: str) -> Type:
        """The type of an attribute, a derived attribute or a parameter."""
        words = self.prover.vocabulary
        if name[:6] == "param.":
            return self.policy.parameters[name[6:]].type
        return (words.attributes.get(name) or words.derived[name]).type

    def value(self, model: Model, name: str) -> Value | None:
        """The value of a name in a model."""
        kind = self.kind(name)
        return value(model, self.read(Reference(name, kind)), kind)

    def tells(self, name: str) -> bool:
        """Whether a person is told the value: facts, formulas, and parameters that have no declared value."""
        if name[:6] == "param.":
            held = self.policy.parameters[name[6:]]
            return name in self.own or held.id in self.prover.given.free or any(v.value is None for v in held.values)
        derived = self.prover.vocabulary.derived.get(name)
        return name in self.prover.vocabulary.attributes or (derived is not None and not isinstance(derived.how, Test))

    def home(self, name: str) -> str:
        """The name of a name's variables: shared by the sides, or this side's own."""
        return f"{name}@{self.index}" if self.apart(name) else name

    def apart(self, name: str) -> bool:
        """Whether the sides may have different values of a name."""
        derived = self.prover.vocabulary.derived.get(name)
        sides = self.prover.sides
        if name in self.own:
            return True
        if derived is None or len(sides) == 1:
            return False
        below = plain.reached(self.prover.vocabulary, derived.how.exprs)
        held = [side.policy.parameters for side in sides]
        moved = any(n[:6] == "param." and _unlike(held, n[6:]) for n in below)
        return moved or any(below & side.own for side in sides)

    def read(self, node: Reference) -> Term:
        """A name."""
        held = self.cache.get(node.name)
        if held is None:
            held = self.cache[node.name] = self._read(node.name)
        return held

    def _read(self, name: str) -> Term:
        words = self.prover.vocabulary
        if name in self.rules:
            return self._rule(self.rules[name])
        if name in words.attributes:
            return self.prover.variable(self.home(name), words.attributes[name].type)
        if name in words.derived:
            derived = words.derived[name]
            if isinstance(derived.how, Over):
                return self.prover.variable(self.home(name), derived.type)
            if isinstance(derived.how, Formula):
                return self._formula(name, derived.how, derived.type)
            return self.truth(derived.how.expr)
        if name == "day":
            return self.day()
        space, _, short = name.partition(".")
        if space == "tolkning":
            return Number(True, self.prover.choice(short))
        return self.parameter(self.policy.parameters[short])

    def _rule(self, rule: Rule) -> Truth:
        """A rule's boolean; what its rule alone says is made once for all provers that share it."""
        active = rule.active
        assert isinstance(active, Operation)
        own = len(active.args) - bool(rule.exceptions)
        parts = [self._condition(part) if i < own else self.truth(part) for i, part in enumerate(active.args)]
        return kleene_and(tuple(parts))

    def _condition(self, expr: Expr) -> Term:
        if not self.prover.shared:
            return self.truth(expr)
        held = self.prover.made.conditions.get(id(expr))
        if held is None:
            held = self.prover.made.conditions[id(expr)] = expr, self.truth(expr)
        return held[1]

    def day(self) -> Number:
        """The day of the run, or any day."""
        fixed = self.prover.given.day
        if fixed is not None:
            return Number(True, fixed.toordinal())
        found = self.prover.variable("day", DATE)
        assert isinstance(found, Number)
        return Number(True, found.value)

    def parameter(self, held: Parameter) -> Term:
        """A parameter's value on the day; free where it is to be, or where its value is declared unknown."""
        given, home = self.prover.given, self.home(f"param.{held.id}")
        if held.id in given.free or f"param.{held.id}" in self.own:
            return self._free(held, home)
        if given.day is not None:
            current = held.on(given.day)
            return nothing(held.type) if current is None else self._dated(current.value, held.type, home)
        found = nothing(held.type)
        for dated in held.values:
            since = self.day().value >= dated.start.toordinal()
            found = chosen(truth(True, since), self._dated(dated.value, held.type, home), found)
        return found

    def _free(self, held: Parameter, home: str) -> Term:
        """Any known value: of a range, or of the declared domain."""
        found = self.prover.variable(home, held.type)
        if isinstance(found, Truth):
            return truth(True, self.prover.variables[home][1])
        if held.id in self.prover.given.free:
            low, high = (scaled(v, held.type) for v in self.prover.given.free[held.id])
            self.prover.domains[home] += [found.value >= low, found.value <= high]
        return Number(True, found.value)

    def _dated(self, held: Value | None, kind: Type, home: str) -> Term:
        return self.prover.variable(home, kind) if held is None else constant(Literal(held, kind))

    def _formula(self, name: str, how: Formula, kind: Type) -> Number:
        """A formula: exact, then rounded once; the quotient is a whole number held between its bounds."""
        top = term(how.numerator, self.read)
        bottom: Term = Number(True, 1)
        decimals = kind.decimals - how.numerator.type.decimals
        if how.denominator is not None:
            bottom = term(how.denominator, self.read)
            decimals += how.denominator.type.decimals
        assert isinstance(top, Number) and isinstance(bottom, Number)
        over = top.value * 10 ** max(decimals, 0)
        under = bottom.value * 10 ** max(-decimals, 0)
        if isinstance(under, int) and under in (0, 1):
            return Number(both(top.known, bottom.known, under != 0), over)
        home = self.home(name)
        quotient = whole(home)
        self.prover.domains.setdefault(home, [divided(over, under, quotient, how.round)])
        if how.denominator is not None:
            self._guess(home, how.denominator)
        return Number(both(top.known, bottom.known, under != 0), quotient)

    def _guess(self, home: str, divisor: Expr) -> None:
        """What a divisor reads, in the middle of its domain: tried first, for products of unknowns are hard.

        What the second side has of its own is tried at a quarter, for the sides are to differ."""
        tries = self.prover.guesses.setdefault(home, [])
        for name in sorted(names(divisor)):
            _, held = self.prover.variables.get(self.home(name), (None, None))
            inside = self.prover.domains.get(self.home(name), ())
            if held is not None and len(inside) >= 2:
                low, high = domain(self.kind(name))
                part = 4 if self.index and self.apart(name) else 2
                tries.append(held == low + (high - low) // part)


def _unlike(held: Sequence[Mapping[str, Parameter]], name: str) -> bool:
    """Whether a parameter is declared differently by the sides' policies."""
    values = [[(v.start, v.value) for v in p[name].values] if name in p else [] for p in held]
    return any(v != values[0] for v in values)
