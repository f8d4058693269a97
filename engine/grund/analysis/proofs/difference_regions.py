"""Difference regions: exactly where two policies differ, as conditions a person can read.

Enters: a scenario and two policies. Leaves: a `Region` for each group of areas in which a comparison would count them:
reached by one alone, what they gain and lose, and what cannot be decided though every fact is known.
Promise: the conditions are complete (no possible area is left out) and each is minimal (no part of one can go, and none
can go); every fact is taken as known, and what is not applicable (need per resident where nobody lives) is possible.
The real areas beside them are those that `compare` counts. Words are the rules' own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ...engines.symbolic.applicability import not_applicable
from ...engines.symbolic.prover import Prover
from ...engines.symbolic.questions import (
    Assumptions,
    Is,
    PolicySide,
    Possible,
    Question,
    confirmed,
    every,
    no,
    says,
    some,
)
from ...engines.symbolic.z3 import TIMEOUT
from ...language.printer import canonical
from ...loading.arguments import typed_arguments
from ...model.brief import brief
from ...model.expressions import BOOL, OPERATORS, Expr, Literal, Name, Operation, Reference, Value, fold, names
from ...model.facts import Area
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario
from ..compare.comparison import change_of, given, group_of, reaches
from ..completions.settle import UNKNOWN, Completions, Matrix
from ..lookup import find_insats

Cube: TypeAlias = tuple[Is, ...]
Kind: TypeAlias = OneOf["only_a", "only_b", "gains", "loses", "swaps", "undecided"]
KINDS: Final[tuple[Kind, ...]] = ("only_a", "only_b", "gains", "loses", "swaps", "undecided")
_ALWAYS: Final = Is(Literal(True, BOOL))


@dataclass(frozen=True, slots=True)
class Region:
    """Where areas are of a kind: any of `cubes`, each of which is all of its parts.

    `only_a`, `only_b`: reached by A or B alone; `gains`, `loses`, `swaps`: from A to B; `undecided`: one of these
    cannot be said though every fact is known. `sides`: A, B and the baseline, where there is one. `areas` are real
    ones, by reading. `settled` is false where the solver gave up; there may then be more cubes.
    """

    kind: Kind
    sides: tuple[Policy, ...]
    level: str
    cubes: tuple[Cube, ...]
    areas: tuple[tuple[Reading, tuple[Area, ...]], ...]
    settled: bool

    __repr__ = brief


@typed_arguments
def regions(scenario: Scenario, a: str, b: str, insats: str = "", timeout: int = TIMEOUT) -> tuple[Region, ...]:
    """Where the policies differ, by all insatser of the scenario's level; or by one insats, for which nothing is usual.

    In the order of `Kind`; of one insats, what A alone and what B alone gives, and what is undecided.
    """
    insats = find_insats(scenario, insats).id if insats else ""
    base = [scenario.baseline] if scenario.baseline and not insats else []
    chosen = [scenario.policy(name) for name in (a, b, *base)]
    level = scenario.book.insatser[insats].level if insats else scenario.level
    question = _Asked(scenario, tuple(chosen), level, insats, timeout)
    return tuple(map(question.region, question.kinds))


class _Asked:
    """Two policies, and a baseline if there is one, as questions about every possible area of a level."""

    def __init__(self, scenario: Scenario, policies: tuple[Policy, ...], level: str, insats: str, timeout: int) -> None:
        self.scenario, self.policies, self.level, self.insats = scenario, policies, level, insats
        stated, sides = not_applicable(scenario.facts), [PolicySide(p) for p in policies]
        facts = Assumptions(scenario.day, scenario.tolkning, complete=True, stated=stated, usual=scenario.day)
        self.prover = Prover(scenario.book.vocabulary, level, sides, facts, timeout)
        at_level = {i for p in policies for i, r in p.rulings.items() if r.insats.level == level}
        self.here = scenario.today.by_level.get(level, ())
        self._asked: dict[tuple[int, int, str], bool] = {}
        self.insatser = tuple(sorted(at_level & {insats} if insats else at_level))

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What is asked: of one insats, reach is all there is."""
        return ("only_a", "only_b", "undecided") if self.insats else KINDS

    def region(self, kind: Kind) -> Region:
        """Where areas are of a kind."""
        turning = self.apart if kind in ("gains", "loses", "swaps") else self.counted
        rules = [_conditions(r for i, r in p.rulings.items() if i in turning) for p in self.policies]
        cubes, settled = cover(self.prover, self._question(kind), literals(self.prover, rules))
        areas = tuple((r, tuple(a for a in self.here if kind in kinds[a.id])) for r, kinds in self._real.items())
        return Region(kind, self.policies, self.level, cubes, areas, settled)

    @cached_property
    def apart(self) -> frozenset[str]:
        """The insatser about which some sides may differ."""
        return frozenset(i for i in self.insatser if any(self._unlike(x, y, i) for x, y in self._pairs))

    @property
    def counted(self) -> frozenset[str]:
        """The insatser on which reach may turn: without a baseline also those that both sides give alike."""
        return self.apart if len(self.policies) > 2 else frozenset(self.insatser)

    @cached_property
    def _pairs(self) -> tuple[tuple[int, int], ...]:
        """The sides that are held against one another."""
        return ((0, 1), (0, 2), (1, 2)) if len(self.policies) > 2 else ((0, 1),)

    def _unlike(self, one: int, other: int, insats: str) -> bool:
        """Whether there may be an area where two policies differ about an insats; asked once."""
        key = (one, other, insats) if one < other else (other, one, insats)
        if key not in self._asked:
            self._asked[key] = self._may_differ(*key)
        return self._asked[key]

    def _may_differ(self, one: int, other: int, insats: str) -> bool:
        first, second = (self.policies[side].rulings.get(insats) for side in (one, other))
        if first is None or second is None:
            return first is not second
        if first == second and self.policies[one].parameters == self.policies[other].parameters:
            return False
        turned = [_turned(first, second, one, other, verdict) for verdict in ("yes", "no")]
        return self.prover.ask(some(*turned)).status != "none"

    # ── questions

    def _question(self, kind: Kind) -> Question:
        reach = [self._more(side, 2) for side in (0, 1)]
        gain, loss = self._more(1, 0), self._more(0, 1)
        if kind == "undecided":
            pairs = reach if self.insats else [*reach, gain, loss]
            return some(*(no(some(*pair)) for pair in pairs))
        return {
            "only_a": every(reach[0][0], reach[1][1]),
            "only_b": every(reach[1][0], reach[0][1]),
            "gains": every(gain[0], loss[1]),
            "loses": every(loss[0], gain[1]),
            "swaps": every(gain[0], loss[0]),
        }[kind]

    def _more(self, side: int, than: int) -> tuple[Question, Question]:
        """When a side gives some insats that another does not, and when it surely gives none."""
        listed = [i for i in self.insatser if than >= len(self.policies) or self._unlike(side, than, i)]
        yes = [every(self._says(side, i, "yes"), self._says(than, i, "no")) for i in listed]
        none = [some(self._says(side, i, "no"), self._says(than, i, "yes")) for i in listed]
        return some(*yes), every(*none)

    def _says(self, side: int, insats: str, verdict: OneOf["yes", "no"]) -> Question:
        """What a side decides; who does not name an insats does not give it, nor does a baseline that is none."""
        ruling = self.policies[side].rulings.get(insats) if side < len(self.policies) else None
        if ruling is None:
            return _ALWAYS if verdict == "no" else no(_ALWAYS)
        return says(ruling, verdict, side)

    # ── real areas

    @cached_property
    def _real(self) -> dict[Reading, dict[str, set[Hashable]]]:
        """By reading, the kinds of each area of the world, as `compare` counts them."""
        rulings = [r for p in self.policies for i, r in p.rulings.items() if i in self.counted]
        kinds_by_reading: dict[Reading, dict[str, set[Hashable]]] = {}
        for reading in self.scenario.readings(rulings):
            kinds = kinds_by_reading[reading] = {area.id: set[Hashable]() for area in self.here}
            completions = Completions(self.scenario, self.policies, reading, self.level)
            for classify in (self._reach, self._change)[: 1 if self.insats else 2]:
                for area, settled in completions.settle(self.here, classify).items():
                    undecided = settled.value == UNKNOWN and not settled.needs
                    kinds[area].add("undecided" if undecided else settled.value)
        return kinds_by_reading

    def _reach(self, matrix: Matrix) -> Hashable:
        (a, b, base), verdicts = self._sides, self._asked_about(matrix)
        return group_of(reaches(verdicts, a, base), reaches(verdicts, b, base))

    def _change(self, matrix: Matrix) -> Hashable:
        (a, b, _), verdicts = self._sides, self._asked_about(matrix)
        return change_of(*given(verdicts, a, b))

    @property
    def _sides(self) -> tuple[Policy, Policy, Policy | None]:
        """A, B and what they are counted from."""
        a, b, *base = self.policies
        return a, b, next(iter(base), None)

    def _asked_about(self, matrix: Matrix) -> Matrix:
        """The verdicts of the insatser that are asked about."""
        return {key: verdict for key, verdict in matrix.items() if key[1] in self.insatser}


def _turned(first: Ruling, second: Ruling, one: int, other: int, verdict: OneOf["yes", "no"]) -> Question:
    """The one decides so, and the other does not."""
    return some(
        every(says(first, verdict, one), no(says(second, verdict, other))),
        every(says(second, verdict, other), no(says(first, verdict, one))),
    )


def _conditions(rulings: Iterable[Ruling]) -> list[Expr]:
    return [e for ruling in rulings for r in ruling.rules for e in (r.when, r.unless) if e is not None]


def literals(prover: Prover, conditions: Sequence[Sequence[Expr]]) -> list[Is]:
    """The comparisons and names that each side's conditions are built of, each once, on the side that reads it.

    A parameter stands as its value, where it has one: a reader wants to see it, and the sides may differ in it.
    """
    questions: dict[str, Is] = {}
    for i, exprs in enumerate(conditions):
        reader = prover.readers[i]
        for expr in atoms(_valued(expr, prover.sides[i].policy, prover.given) for expr in exprs):
            apart = any(reader.apart(name) for name in names(expr))
            questions.setdefault(f"{canonical(expr)}@{i if apart else 0}", Is(expr, True, i if apart else 0))
    return list(questions.values())


def _valued(expr: Expr, policy: Policy, given: Assumptions) -> Expr:
    """The expression with the values that parameters have on the day."""

    def reference(node: Reference) -> Expr:
        parameter = policy.parameters.get(Name.parse(node.name).id) if node.space == "param" else None
        day = None if parameter is None or parameter.id in given.free else given.day
        current = parameter.on(day) if parameter is not None and day is not None else None
        return node if current is None or current.value is None else Literal(current.value, node.type, node.span)

    return fold(expr, lambda node: node, reference, lambda node, parts: replace(node, args=parts))


def atoms(exprs: Iterable[Expr]) -> Iterator[Expr]:
    """The comparisons and names that conditions are built of, each once."""
    seen: set[str] = set()
    queue = list(exprs)
    while queue:
        expr = queue.pop(0)
        if isinstance(expr, Operation) and OPERATORS[expr.op].group in ("logic", "choice"):
            queue = [*expr.args, *queue]
        elif canonical(expr) not in seen and canonical(expr) not in ("true", "false"):
            seen.add(canonical(expr))
            yield expr


def cover(prover: Prover, question: Question, parts: Sequence[Is]) -> tuple[tuple[Cube, ...], bool]:
    """Conditions over the parts that together hold exactly where the question does; and whether that is settled."""
    cubes: list[Cube] = []
    while True:
        answer = prover.ask(every(question, *(no(every(*cube)) for cube in cubes)))
        if answer.status == "none":
            break
        cube = None if answer.case is None else _narrowed(prover, question, _in_case(prover, parts, answer.case))
        if cube is None:  # the solver gave up, or the parts do not say enough: something else decides
            return tuple(cubes), False
        cubes.append(cube)
    for cube in list(cubes):
        others = [c for c in cubes if c is not cube]
        if prover.ask(every(question, *(no(every(*c)) for c in others))).status == "none":
            cubes = others
    # in the order of their text, whatever the solver was asked before
    return tuple(sorted(cubes, key=lambda cube: [(canonical(p.expr), p.side, repr(p.truth)) for p in cube])), True


def _in_case(prover: Prover, parts: Sequence[Is], case: Possible) -> Cube:
    """What each part is in a case; what one side did not read, the other's facts say."""
    possible = replace(case, values=_shared(case.values), parameters=_shared(case.parameters))
    candidates = ((part, (replace(part, truth=truth) for truth in (True, False, None))) for part in parts)
    met = (
        next((p for p in ways if confirmed(prover.vocabulary, prover.sides, p, possible)), None)
        for _, ways in candidates
    )
    return tuple(part for part in met if part is not None)  # a run may stop at one that the question does not read


def _shared(sides: tuple[Mapping[str, Value | None], ...]) -> tuple[Mapping[str, Value | None], ...]:
    values = {name: value for side in sides for name, value in side.items()}
    return tuple({**values, **side} for side in sides)


def _narrowed(prover: Prover, question: Question, literals: Cube) -> Cube | None:
    """As few of the literals as still imply the question; None where not even all of them do."""

    def implied(cube: Cube) -> bool:
        return prover.ask(every(*cube, no(question)) if cube else no(question)).status == "none"

    if not implied(literals):
        return None
    kept = literals
    for literal in sorted(literals, key=lambda one: one.truth is True):  # what is not so goes first
        fewer = tuple(part for part in kept if part is not literal)
        if implied(fewer):
            kept = fewer
    return tuple(sorted(kept, key=lambda one: one.truth is not True))
