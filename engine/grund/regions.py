"""Regions: exactly where two policies differ, as conditions a person can read.

Enters: a scenario and two policies. Leaves: a `Region` for each direction: what the one reaches and the other does not.
Promise: the conditions are complete (no possible area is left out) and each is minimal (no part of one can go, and none
can go); every fact is taken as known. Words are the rules' own: their comparisons and derived attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeAlias

from .expr import OPERATORS, Expr, Operation
from .policy import Policy, Ruling
from .possible import Given, Is, Possible, Question, Side, confirmed, every, holds, no, says, some
from .readings.proof import Prover
from .render import canonical
from .scenario import Reading, Scenario, frame_of
from .solver import TIMEOUT
from .world import Area

Cube: TypeAlias = tuple[Is, ...]


@dataclass(frozen=True, slots=True)
class Region:
    """Where `one` says yes and `other` says no: any of `cubes`, each of which is all of its parts.

    `areas` are real ones, by reading. `settled` is false where the solver gave up; there may then be more cubes.
    """

    one: Policy
    other: Policy
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
    rulings = [r for ruling in (*mine, *theirs) for r in ruling.rules]
    cubes, settled = cover(prover, question, [*atoms(e for r in rulings for e in (r.when, r.unless) if e is not None)])
    return Region(one, other, cubes, tuple(_real(scenario, sides, question, [*mine, *theirs], level)), settled)


def _asked(scenario: Scenario, policy: Policy, insats: str) -> list[Ruling]:
    if insats:
        return [policy.rulings[insats]] if insats in policy.rulings else []
    return [r for r in policy.own if r.insats.level == scenario.level]


def _real(
    scenario: Scenario, sides: tuple[Side, Side], question: Question, rulings: list[Ruling], level: str
) -> Iterator[tuple[Reading, tuple[Area, ...]]]:
    """The real areas of the region, in every reading of the open questions."""
    for reading in scenario.readings(rulings):
        frames = [frame_of(scenario, side.policy, reading) for side in sides]
        areas = scenario.today.by_level.get(level, ())
        yield reading, tuple(area for area in areas if holds(frames, question, area))


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


def cover(prover: Prover, question: Question, atoms: list[Expr]) -> tuple[tuple[Cube, ...], bool]:
    """Conditions over the atoms that together hold exactly where the question does; and whether that is settled."""
    found: list[Cube] = []
    while True:
        answer = prover.ask(every(question, *(no(every(*cube)) for cube in found)))
        if answer.status == "none":
            break
        if answer.case is None:
            return tuple(found), False
        cube = _narrowed(prover, question, _literals(prover, atoms, answer.case))
        if cube is None:  # the atoms do not say enough: something else decides
            return tuple(found), False
        found.append(cube)
    for cube in list(found):
        others = [c for c in found if c is not cube]
        if prover.ask(every(question, *(no(every(*c)) for c in others))).status == "none":
            found = others
    return tuple(found), True


def _literals(prover: Prover, atoms: list[Expr], case: Possible) -> Cube:
    """What each atom is in a case, whichever side read the facts: the sides share them."""
    words = prover.vocabulary
    values = {name: value for held in case.values for name, value in held.items()}
    parameters = {name: value for held in case.parameters for name, value in held.items()}
    whole = replace(case, values=(values,) * 2, parameters=(parameters,) * 2)
    return tuple(
        next(Is(atom, t) for t in (True, False, None) if confirmed(words, prover.sides, Is(atom, t), whole))
        for atom in atoms
    )


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
