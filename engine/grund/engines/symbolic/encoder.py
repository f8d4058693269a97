"""Encoder: what one side of a question says, as terms of the solver.

Enters: expressions of a policy, and the variables (`Unknowns`). Leaves: terms. Promise: the same meaning as the
interpreter's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ...language.intervals import scaled
from ...model.expressions import BOOL, DATE, Expr, Literal, Name, Operation, Reference, Type, Value, ids_in
from ...model.policies import Parameter, Policy, Rule
from .. import interpreter
from .applicability import may_lack
from .derive import unfolded
from .questions import PolicySide, rules_by_name, tells, unfolds
from .terms import Number, Term, Truth, chosen, constant, kleene_and, nothing, term, truth, value
from .variables import MISSING, Unknowns
from .z3 import Assignment, either, neither


class Encoder:
    """One side's expressions, folded to terms."""

    def __init__(self, unknowns: Unknowns, index: int, side: PolicySide) -> None:
        self.unknowns, self.policy, self.own, self.index = unknowns, side.policy, side.own, index
        self.rules = rules_by_name(side.policy)
        self.cache: dict[str, Term] = {}

    def truth(self, expr: Expr) -> Truth:
        """A condition."""
        condition = term(expr, self.read, self.lacks)
        assert isinstance(condition, Truth)
        return condition

    def lacks(self, expr: Expr) -> Truth | None:
        """Whether an expression `is missing`, apart from its value where completions are asked of (`Assumptions`)."""
        if not self.unknowns.given.recorded_apart:
            return None
        name = expr.name if isinstance(expr, Reference) else str(expr)
        home = self.home(name) if isinstance(expr, Reference) else f"{name}@{self.index}"
        answer = self.unknowns.variable(f"{MISSING}{home}", BOOL)
        assert isinstance(answer, Truth)
        return answer

    def kind(self, name: str) -> Type:
        """The type of an attribute, a derived attribute or a parameter."""
        words = self.unknowns.vocabulary
        space, short = Name.parse(name)
        if space == "param":
            return self.policy.parameters[short].type
        return (words.attributes.get(name) or words.derived[name]).type

    def value(self, model: Assignment, name: str) -> Value | None:
        """The value of a name in a model."""
        kind = self.kind(name)
        return value(model, self.read(Reference(name, kind)), kind)

    def tells(self, name: str) -> bool:
        """Whether a person is told the value (see `possible.tells`)."""
        varied = self.own | {f"param.{free}" for free in self.unknowns.given.free}
        return tells(self.unknowns.vocabulary, self.policy, name, varied)

    def home(self, name: str) -> str:
        """The name of a name's variables: shared by the sides, or by this side and those that declare it alike."""
        return f"{name}@{self._first(name)}" if self.apart(name) else name

    def _first(self, name: str) -> int:
        """The first side that has the same value of a name as this one, whatever it is."""
        sides, below = self.unknowns.sides, self._below(name)
        if name in self.own or below & self.own:
            return self.index
        parameters = [n for n in ids_in("param", below) if n not in self.unknowns.given.free]
        here = [_said(self.policy, n) for n in parameters]
        alike = (i for i, side in enumerate(sides) if not below & side.own)
        return next(i for i in alike if [_said(sides[i].policy, n) for n in parameters] == here)

    def _below(self, name: str) -> frozenset[str]:
        """A name, and all that it is computed of."""
        derived = self.unknowns.vocabulary.derived.get(name)
        return (
            frozenset((name,)) if derived is None else interpreter.reached(self.unknowns.vocabulary, derived.how.exprs)
        )

    def apart(self, name: str) -> bool:
        """Whether the sides may have different values of a name."""
        sides = self.unknowns.sides
        if name in self.own:
            return True
        if len(sides) == 1:
            return False
        below = self._below(name)
        moved = any(map(self._unlike, ids_in("param", below)))
        return moved or any(below & side.own for side in sides)

    def _unlike(self, name: str) -> bool:
        """Whether the sides' policies declare a parameter differently, or one of them does not; two unknown values
        are one only where they are one declaration, and a range that it is to have is the same for both."""
        declarations = [_said(side.policy, name) for side in self.unknowns.sides]
        return name not in self.unknowns.given.free and any(v != declarations[0] for v in declarations)

    def read(self, node: Reference) -> Term:
        """A name."""
        entry = self.cache.get(node.name)
        if entry is None:
            entry = self.cache[node.name] = self._read(node.name)
        return entry

    def _read(self, name: str) -> Term:
        words = self.unknowns.vocabulary
        if name in self.rules:
            return self._rule(self.rules[name])
        if name in words.attributes:
            return self.unknowns.variable(self.home(name), words.attributes[name].type, self._lacking(name))
        if name in words.derived:
            derived = words.derived[name]
            if name in self.own or not unfolds(derived):
                return self.unknowns.variable(self.home(name), derived.type, self._lacking(name))
            return unfolded(self, derived)
        if name == "day":
            return self.day()
        space, short = Name.parse(name)
        if space == "tolkning":
            return Number(True, self.unknowns.choice(short))
        return self.parameter(self.policy.parameters[short])

    def _lacking(self, name: str) -> bool:
        """Whether a name may have no value though every fact is known; what a side is given of its own has one."""
        return name not in self.own and may_lack(self.unknowns.vocabulary, self.unknowns.given.stated, name)

    def _rule(self, rule: Rule) -> Truth:
        """A rule's boolean; what the rule alone says is made once for all provers that share it."""
        active = rule.active
        if not rule.exceptions:
            return self._condition(active)
        assert isinstance(active, Operation)
        *own, exceptions = active.args
        return kleene_and((*map(self._condition, own), self.truth(exceptions)))

    def _condition(self, expr: Expr) -> Truth:
        if not self.unknowns.shared:
            return self.truth(expr)
        entry = self.unknowns.made.conditions.get(id(expr))
        if entry is None:
            entry = self.unknowns.made.conditions[id(expr)] = expr, self.truth(expr)
        return entry[1]

    def day(self) -> Number:
        """The day of the run, or any day."""
        fixed = self.unknowns.given.day
        if fixed is not None:
            return Number(True, fixed.toordinal())
        any_day = self.unknowns.variable("day", DATE)
        assert isinstance(any_day, Number)
        return Number(True, any_day.value)

    def parameter(self, parameter: Parameter) -> Term:
        """A parameter's value on the day; free where it is to be, or where its value is declared unknown."""
        given, home = self.unknowns.given, self.home(f"param.{parameter.id}")
        if parameter.id in given.free or f"param.{parameter.id}" in self.own:
            return self._free(parameter, home)
        if given.day is not None:
            current = parameter.on(given.day)
            return nothing(parameter.type) if current is None else self._dated(current.value, parameter.type, home)
        value_term = nothing(parameter.type)
        for dated in parameter.values:
            since = self.day().value >= dated.start.toordinal()
            value_term = chosen(truth(True, since), self._dated(dated.value, parameter.type, home), value_term)
        return value_term

    def _free(self, parameter: Parameter, home: str) -> Term:
        """Any known value: of a range, or of the declared domain."""
        ends, kind = self.unknowns.given.free.get(parameter.id), parameter.type
        if ends is not None and kind.kind != "bool" and kind.kind != "enum":
            low, high = (v.toordinal() if isinstance(v, date) else v for v in ends)
            kind = replace(kind, low=Decimal(low), high=Decimal(high))
        free_term = self.unknowns.variable(home, kind)
        inside = self.unknowns.domains.setdefault(home, [])
        if isinstance(free_term, Truth):
            held_true = self.unknowns.variables[home][1]
            if ends is not None:
                inside.append(either(*(held_true if end else neither(held_true) for end in ends)))
            return truth(True, held_true)
        if ends is not None and kind.kind == "enum":
            inside += [free_term.value >= scaled(ends[0], kind), free_term.value <= scaled(ends[1], kind)]
        return Number(True, free_term.value)

    def _dated(self, dated_value: Value | None, kind: Type, home: str) -> Term:
        return self.unknowns.variable(home, kind) if dated_value is None else constant(Literal(dated_value, kind))


def _said(policy: Policy, name: str) -> object:
    """What a policy declares of a parameter: its dated values, and where one that is unknown stands."""
    parameter = policy.parameters.get(name)
    return parameter and [(v.start, v.value, v.place if v.value is None else None) for v in parameter.values]
