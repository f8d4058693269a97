"""Regions: exactly where two policies differ, as conditions a person can read.

Enters: a scenario and two policies. Leaves: a `Region` for each direction: what the one reaches and the other does not.
Promise: the conditions are complete (no possible area is left out) and each is minimal (no part of one can go, and none
can go); every fact is taken as known. Words are the rules' own: their comparisons and derived attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from .expr import BOOL, OPERATORS, Expr, Literal, Operation, Reference, Value, fold, names
from .policy import Policy, Ruling
from .possible import Given, Is, Possible, Question, Side, confirmed, every, no, says, some
from .readings.proof import Prover
from .render import canonical
from .scenario import Reading, Scenario
from .solver import TIMEOUT
from .witness import answering
from .world import Area

Cube: TypeAlias = tuple[Is, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Where `one` says yes and `other` says no: any of `cubes`, each of which is all of its parts.

    `areas` are real ones, by reading. `settled` is false where the solver gave up; there may then be more cubes.
    """

    one: Policy
    other: Policy
    level: str
    cubes: tuple[Cube, ...]
    areas: tuple[tuple[Reading, tuple[Area, ...]], ...]
    settled: bool


def regions(scenario: Scenario, a: str, b: str, insats: str = "", timeout: int = TIMEOUT) -> tuple[Region, Region]:
    """What A reaches and B does not, and the other way round; by their own insatser, or by one insats."""
    first, second = scenario.policy(a), scenario.policy(b)
    return _region(scenario, first, second, insats, timeout), _region(scenario, second, first, insats, timeout)


def _region(scenario: Scenario, one: Policy, other: Policy, insats: str, timeout: int) -> Region:
    mine, theirs = (_asked(scenario, p, insats) for p in (one, other))
    level = next((r.insats.level for r in (*mine, *theirs)), scenario.level)
    sides = (Side(one), Side(other))
    question = every(some(*(says(r, "yes") for r in mine)), *(says(r, "no", side=1) for r in theirs))
    given = Given(scenario.day, scenario.tolkning, complete=True, usual=scenario.day)
    prover = Prover(scenario.book.vocabulary, level, sides, given, timeout)
    cubes, settled = cover(prover, question, literals(prover, (_conditions(mine), _conditions(theirs))))
    areas = tuple((reading, tuple(held)) for reading, held, _ in answering(scenario, sides, question, level))
    return Region(one, other, level, cubes, areas, settled)


def _asked(scenario: Scenario, policy: Policy, insats: str) -> list[Ruling]:
    if insats:
        return [policy.rulings[insats]] if insats in policy.rulings else []
    return [r for r in policy.own if r.insats.level == scenario.level]


def _conditions(rulings: Iterable[Ruling]) -> list[Expr]:
    return [e for ruling in rulings for r in ruling.rules for e in (r.when, r.unless) if e is not None]


def literals(prover: Prover, conditions: Sequence[Sequence[Expr]]) -> list[Is]:
    """The comparisons and names that each side's conditions are built of, each once, on the side that reads it.

    A parameter stands as its value, where it has one: a reader wants to see it, and the sides may differ in it.
    """
    found: dict[str, Is] = {}
    for i, exprs in enumerate(conditions):
        reader = prover.readers[i]
        for expr in atoms(_valued(expr, prover.sides[i].policy, prover.given) for expr in exprs):
            apart = any(reader.apart(name) for name in names(expr))
            found.setdefault(f"{canonical(expr)}@{i if apart else 0}", Is(expr, True, i if apart else 0))
    return list(found.values())


def _valued(expr: Expr, policy: Policy, given: Given) -> Expr:
    """The expression with the values that parameters have on the day."""

    def reference(node: Reference) -> Expr:
        held = policy.parameters.get(node.name[6:]) if node.name[:6] == "param." else None
        current = None if held is None or given.day is None or held.id in given.free else held.on(given.day)
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
    found: list[Cube] = []
    while True:
        answer = prover.ask(every(question, *(no(every(*cube)) for cube in found)))
        if answer.status == "none":
            break
        if answer.case is None:
            return tuple(found), False
        cube = _narrowed(prover, question, _in_case(prover, parts, answer.case))
        if cube is None:  # the parts do not say enough: something else decides
            return tuple(found), False
        found.append(cube)
    for cube in list(found):
        others = [c for c in found if c is not cube]
        if prover.ask(every(question, *(no(every(*c)) for c in others))).status == "none":
            found = others
    return tuple(found), True


def _in_case(prover: Prover, parts: Sequence[Is], case: Possible) -> Cube:
    """What each part is in a case; what one side did not read, the other's facts say."""
    values, parameters = (_shared(held) for held in (case.values, case.parameters))
    whole = replace(case, values=values, parameters=parameters)
    asked = ((part, (replace(part, truth=truth) for truth in (True, False, None))) for part in parts)
    return tuple(next(p for p in ways if confirmed(prover.vocabulary, prover.sides, p, whole)) for _, ways in asked)


def _shared(held: tuple[Mapping[str, Value | None], ...]) -> tuple[Mapping[str, Value | None], ...]:
    every_one = {name: value for side in held for name, value in side.items()}
    return tuple({**every_one, **side} for side in held)


def _narrowed(prover: Prover, question: Question, literals: Cube) -> Cube | None:
    """As few of the literals as still imply the question; None where not even all of them do."""

    def implied(cube: Cube) -> bool:
        return prover.ask(every(*cube, no(question)) if cube else no(question)).status == "none"

    if not implied(literals):
        return None
    kept = literals
    for literal in sorted(literals, key=lambda held: held.truth is True):  # what is not so goes first
        fewer = tuple(held for held in kept if held is not literal)
        if implied(fewer):
            kept = fewer
    return tuple(sorted(kept, key=lambda held: held.truth is not True))


_FLIPPED: Final = {"lt": "ge", "ge": "lt", "gt": "le", "le": "gt"}


def plainly(part: Is) -> Expr | None:
    """A part of a condition as an expression that is true, said without `not` where it can be; None: it is unknown."""
    expr = part.expr
    if part.truth is not False:
        return expr if part.truth else None
    if isinstance(expr, Operation) and expr.op in _FLIPPED:  # a comparison is false only of known values
        return replace(expr, op=_FLIPPED[expr.op])
    if isinstance(expr, Operation) and expr.op in ("eq", "in") and isinstance(expr.args[0], Reference):
        kind, named = expr.args[0].type, [a.value for a in expr.args[1:] if isinstance(a, Literal)]
        rest = [member for member in kind.members if member not in named]
        if len(named) == len(expr.args) - 1 and 0 < len(rest) <= len(named):
            args: tuple[Expr, ...] = (expr.args[0], *(Literal(member, kind) for member in rest))
            return replace(expr, op="eq" if len(rest) == 1 else "in", args=args)
    return Operation("not", (expr,), BOOL)
