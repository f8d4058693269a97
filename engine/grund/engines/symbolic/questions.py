"""Questions: areas that nobody has seen, and questions about what would be decided for them.

Enters: expressions of a policy, and values for the names they read. Leaves: whether a question holds, by the
interpreter. Promise: a question is said once; the solver is asked of every possible area and this module
of one, so that no witness is shown which the interpreter does not confirm.

A question speaks of one case: a day, choices of tolkning, parameter values, and an area seen from one or two *sides*.
The sides share their facts, but for the names that a side keeps as its `own`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ...language.intervals import scaled
from ...model.decisions import Trace
from ...model.dependencies import walked
from ...model.derivations import Test
from ...model.expressions import Expr, Name, Reference, Type, Value, names
from ...model.facts import Area, Fact, Link, ListInForce, World
from ...model.policies import Derived, ParameterValue, Policy, Rule, Ruling, Vocabulary
from ...model.sources import Citation
from ...problems.problem import GrundError
from .. import interpreter


@dataclass(frozen=True, slots=True)
class PolicySide:
    """An area under a policy; `own` are names (attributes, derived ones, `param.x`) with a value of this side's own."""

    policy: Policy
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Is:
    """The atom of a question: on a side, an expression is true, false or (None) unknown."""

    expr: Expr
    truth: bool | None = True
    side: int = 0


@dataclass(frozen=True, slots=True)
class Grows:
    """The other atom: a name has a known value on both sides, and a greater one on the second."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class JoinedQuestion:
    """Questions joined by `and` or `or`, or one with `not`; two-valued."""

    op: OneOf["and", "or", "not"]
    parts: tuple[Question, ...]


Question: TypeAlias = Is | Grows | JoinedQuestion


def every(*parts: Question) -> Question:
    """All of them hold."""
    return parts[0] if len(parts) == 1 else JoinedQuestion("and", parts)


def some(*parts: Question) -> Question:
    """At least one of them holds."""
    return parts[0] if len(parts) == 1 else JoinedQuestion("or", parts)


def no(part: Question) -> Question:
    """It does not hold."""
    return JoinedQuestion("not", (part,))


def differs(first: Is, second: Is) -> Question:
    """Two expressions are not both true, both false or both unknown."""
    same = [every(replace(first, truth=t), replace(second, truth=t)) for t in (True, False, None)]
    return no(some(*same))


def atoms(question: Question) -> Iterator[Is | Grows]:
    """Every atom of a question."""
    if isinstance(question, JoinedQuestion):
        for part in question.parts:
            yield from atoms(part)
    else:
        yield question


def exprs_of(question: Question, side: int) -> tuple[Expr, ...]:
    """The expressions that a question reads on a side."""
    exprs: list[Expr] = []
    for atom in atoms(question):
        if isinstance(atom, Grows):
            exprs.append(Reference(atom.name, atom.type))
        elif atom.side == side:
            exprs.append(atom.expr)
    return tuple(exprs)


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What is held fixed while a question is asked of every possible area.

    `day` None: any day, and `usual` stands where none is read. `tolkning`: the choices allowed (all, where none is
    named). `free`: parameters that may have any value of a closed range. `complete`: every fact is known, save that
    those of `stated` attributes may be not applicable (see `applicability`). `recorded_apart`: `is missing` is
    answered apart from the values, as in a completion: it gives every missing fact a value, and `is missing` keeps its
    answer.
    """

    day: date | None = None
    tolkning: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    free: Mapping[str, tuple[Value, Value]] = field(default_factory=dict)
    complete: bool = False
    stated: frozenset[str] = frozenset()
    usual: date = date(2000, 1, 1)
    recorded_apart: bool = False


@dataclass(frozen=True, slots=True)
class Possible:
    """A case in which a question holds: names to values (None is unknown), side by side.

    `told` are the values a person is told: a formula's own, and not all that it is computed from. `policies` are those
    of the sides. `area`: a real one. `inapplicable`: of what is told, what has no value though every fact is known.
    """

    day: date
    level: str
    tolkning: Mapping[str, str]
    parameters: tuple[Mapping[str, Value | None], ...]
    values: tuple[Mapping[str, Value | None], ...]
    told: tuple[Mapping[str, Value | None], ...] = ()
    policies: tuple[Policy, ...] = ()
    area: Area | None = None
    inapplicable: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        """What is told to be unknown on some side, and is not inapplicable."""
        without_value = (name for values in self.told for name, value in values.items() if value is None)
        return tuple(dict.fromkeys(name for name in without_value if name not in self.inapplicable))


# ── the names a question reads


def needed(
    vocabulary: Vocabulary, policy: Policy, exprs: Iterable[Expr], deep: bool = True, given: Container[str] = ()
) -> frozenset[str]:
    """Every name that some expressions read, looking into rules' booleans and tests, and into what else is computed of
    the area's own values if `deep`. What is computed of other areas is not looked into, nor what is `given`."""
    rules = rules_by_name(policy)

    def below(name: str) -> Iterable[Expr]:
        derived = vocabulary.derived.get(name)
        if derived is not None and name not in given and (deep or isinstance(derived.how, Test)):
            return _read_by(policy, derived)
        return (rules[name].active,) if name in rules else ()

    return walked(exprs, below)


def unfolds(derived: Derived) -> bool:
    """Whether it is computed of the area's own values on the day, so that a proof need not take its value as free."""
    return derived.how.at_area and derived.how.solvable


def _read_by(policy: Policy, derived: Derived) -> Iterable[Expr]:
    """What an attribute reads of the area itself; a count of rules, the rules that the policy has."""
    if derived.how.counts_rules:
        rulings = policy.counts(derived.how.rules_counted)
        return [part for ruling in rulings for rule in ruling.rules for part in rule.conditions]
    return derived.how.exprs if unfolds(derived) else ()


def tells(vocabulary: Vocabulary, policy: Policy, name: str, varied: Container[str] = ()) -> bool:
    """Whether a person is told the value: facts, what is computed, and parameters whose value varies or is unknown."""
    space, short = Name.parse(name)
    if space == "param":
        return name in varied or any(v.value is None for v in policy.parameters[short].values)
    derived = vocabulary.derived.get(name)
    return name in vocabulary.attributes or (derived is not None and not isinstance(derived.how, Test))


def rules_by_name(policy: Policy) -> Mapping[str, Rule]:
    """The rules of a policy by the name of their boolean; ids are unique in a policy."""
    return {rule.name: rule for ruling in policy.rulings.values() for rule in ruling.rules}


def given_names(vocabulary: Vocabulary, ids: Iterable[str], own: Container[str] = ()) -> tuple[str, ...]:
    """Of some names those whose values a case gives: attributes, what is no expression, a side's own."""
    free = {n for n, d in vocabulary.derived.items() if not unfolds(d) or n in own}
    return tuple(sorted((vocabulary.attributes.keys() | free) & set(ids)))


# ── the interpreter of a case

HERE: Final = "possible"
"""The id of an area that nobody has seen."""


@dataclass(frozen=True, slots=True)
class Around:
    """Invented areas about the one of a case, how they stand to it, and their facts."""

    areas: tuple[Area, ...] = ()
    links: tuple[Link, ...] = ()
    facts: Mapping[tuple[str, str], Value] = field(default_factory=dict)


def confirmed(vocabulary: Vocabulary, sides: Sequence[PolicySide], question: Question, case: Possible) -> bool:
    """Whether the question holds in the case, by the interpreter."""
    return holds(frames_of(vocabulary, sides, case), question, area_of(case))


def area_of(case: Possible) -> Area:
    """The area that nobody has seen."""
    return Area(HERE, case.level, HERE)


def frames_of(
    vocabulary: Vocabulary, sides: Sequence[PolicySide], case: Possible, around: Around | None = None
) -> list[interpreter.EvalContext]:
    """A frame for each side, of the one area; what is computed of other areas is given, or computed of those around."""
    return [_frame(vocabulary, side, case, i, around) for i, side in enumerate(sides)]


def holds(frames: Sequence[interpreter.EvalContext], question: Question, area: Area) -> bool:
    """Whether the question holds for an area; there is a frame for every side. Where a run stops nothing does."""
    try:
        return _holds(frames, question, area)
    except GrundError:
        return False


def _holds(frames: Sequence[interpreter.EvalContext], question: Question, area: Area) -> bool:
    if isinstance(question, JoinedQuestion):
        answers = (_holds(frames, part, area) for part in question.parts)
        return all(answers) if question.op == "and" else any(answers) if question.op == "or" else not next(answers)
    if isinstance(question, Grows):
        low, high = (interpreter.read(frame, Reference(question.name, question.type), area).value for frame in frames)
        return low is not None and high is not None and scaled(low, question.type) < scaled(high, question.type)
    frame = frames[question.side]
    seed(frame, question.expr, area)
    return interpreter.evaluate(frame, question.expr, area).value is question.truth


_RULES: Final = ("rules by name",)


def seed(frame: interpreter.EvalContext, expr: Expr, area: Area) -> None:
    """Evaluate the rules whose booleans an expression reads, exceptions first, where that is not done yet."""
    wanted = [n for n in sorted(names(expr)) if Name.parse(n).space == "rule" and (n, area.id) not in frame.cells]
    if wanted and _RULES not in frame.wholes:
        frame.wholes[_RULES] = rules_by_name(frame.policy)
    rules = frame.wholes.get(_RULES, {})
    for name in wanted:
        seed(frame, rules[name].active, area)
        ground = interpreter.evaluate(frame, rules[name].active, area)
        frame.cells[name, area.id] = Trace(Reference(name), ground.value, (ground,))


def _frame(
    vocabulary: Vocabulary, side: PolicySide, case: Possible, index: int, around: Around | None
) -> interpreter.EvalContext:
    """A frame whose world is the one area of the case, and those around it, with every list in force."""
    values, day, policy = case.values[index], case.day, side.policy
    others = around or Around()
    fact_values = {(HERE, name): value for name, value in values.items() if name in vocabulary.attributes} | dict(
        others.facts
    )
    facts = {key: Fact(*key, value, day, None, day, Citation()) for key, value in fact_values.items()}
    series = {a.series for a in vocabulary.attributes.values() if a.series}
    lists = {name: ListInForce(name, name, day, day, Citation()) for name in series}
    areas = {area.id: area for area in (area_of(case), *others.areas)}
    world = World(day, None, areas, others.links, facts, lists)
    parameters = dict(policy.parameters)
    for name in case.parameters[index].keys() & parameters.keys():
        value = case.parameters[index][name]
        parameters[name] = replace(parameters[name], values=(ParameterValue(date.min, value, Citation()),))
    frame = interpreter.frame(vocabulary, replace(policy, parameters=parameters), world, case.tolkning)
    for name, value in values.items():
        if name in vocabulary.derived and (around is None or name in side.own):
            frame.cells[name, HERE] = Trace(Reference(name), value, (), "given")
    return frame


# ── words


def says(ruling: Ruling, verdict: OneOf["yes", "no", "unknown"], side: int = 0) -> Is:
    """The ruling decides so."""
    truth = None if verdict == "unknown" else verdict != ruling.otherwise
    return Is(ruling.decision, truth, side)
