"""Witness: a case that answers a question, a real area where there is one.

Enters: a scenario, a prover and a question (see `possible`). Leaves: an `Answer` whose case is an area of the world if
some area answers the question, in some reading of the open questions; else a possible one. Promise: a real area is
tried in the interpreter, a possible one has been replayed in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from ...engines import interpreter
from ...engines.run import frame_of
from ...engines.symbolic.neighbourhood import free_names, placed
from ...engines.symbolic.prover import ProofOutcome, Prover
from ...engines.symbolic.questions import (
    Is,
    PolicySide,
    Possible,
    Question,
    atoms,
    exprs_of,
    holds,
    needed,
    rules_by_name,
    tells,
)
from ...model.expressions import Expr, Name, Reference, Value
from ...model.facts import Area, World
from ...model.policies import Policy
from ...model.scenario import Reading, Scenario
from ..completions.axes import never
from ..completions.pool import Pool
from ..completions.residuals import Residue


def witness(scenario: Scenario | None, prover: Prover, question: Question, day: date | None = None) -> ProofOutcome:
    """A case for the question, as it is easiest to understand. `day`: of the world, unless it is the scenario's."""
    possible = real(scenario, prover, question, day)
    return grounded(prover, question, prover.show(question)) if possible is None else ProofOutcome("case", possible)


def grounded(prover: Prover, question: Question, answer: ProofOutcome) -> ProofOutcome:
    """The answer, if its case is one that other areas may give; not settled, where none were found that do."""
    if answer.case is None:
        return answer
    possible = placed(prover.vocabulary, prover.sides, question, answer.case, prover.given.complete)
    if possible is None:
        return ProofOutcome("open", None, free_names(prover.vocabulary, prover.sides, answer.case))
    return replace(answer, case=possible)


def answering(
    scenario: Scenario, sides: Sequence[PolicySide], question: Question, level: str, day: date | None = None
) -> Iterator[tuple[Reading, Iterator[Area], list[interpreter.EvalContext]]]:
    """The real areas that answer a question, found as they are asked for, in every reading it depends on."""
    world = scenario.today if day is None or day == scenario.day else scenario.facts.at(day, scenario.known)
    for reading in scenario.readings_of(_exprs(scenario, sides, question)):
        frames = [_frame(scenario, side.policy, world, reading) for side in sides]
        yield reading, filter(partial(holds, frames, question), world.by_level.get(level, ())), frames


def _frame(scenario: Scenario, policy: Policy, world: World, reading: Reading) -> interpreter.EvalContext:
    """A frame with the scenario's parameters, for a policy that may be a part of the scenario's own."""
    chosen_policy = scenario.policies.get(policy.id)
    if policy is chosen_policy and world is scenario.today:
        return frame_of(scenario, policy, reading)
    given = policy if chosen_policy is None else replace(policy, parameters=chosen_policy.parameters)
    return interpreter.frame(scenario.book.vocabulary, given, world, dict(reading))


def _exprs(scenario: Scenario, sides: Sequence[PolicySide], question: Question) -> list[Expr]:
    """Every expression that a question reads, the rules behind its booleans among them."""
    exprs: list[Expr] = []
    for i, side in enumerate(sides):
        nodes, rules = exprs_of(question, i), rules_by_name(side.policy)
        read = needed(scenario.book.vocabulary, side.policy, nodes)
        exprs += [*nodes, *(rule.active for name, rule in rules.items() if name in read)]
    return exprs


def real(
    scenario: Scenario | None, prover: Prover, question: Question, day: date | None = None, inapplicable: bool = False
) -> Possible | None:
    """An area of the world that answers the question; none where sides have values of their own, or parameters vary.

    Where a prover asks of complete facts, an area counts only if all that the question says of it is known; or, if
    `inapplicable`, what is not known is so in no completion.
    """
    if scenario is None or prover.given.free or any(side.own for side in prover.sides):
        return None
    pool = Pool(prover.vocabulary)
    for reading, areas, frames in answering(scenario, prover.sides, question, prover.level, day):
        residues = [Residue(pool, frame) for frame in frames]
        sure = partial(_sure, residues, question, inapplicable)
        candidates = filter(sure, areas) if prover.given.complete else areas
        witness = next(candidates, None)
        if witness is not None:
            accounts = [
                _told(prover, side.policy, frame, exprs_of(question, i), witness)
                for i, (side, frame) in enumerate(zip(prover.sides, frames, strict=True))
            ]
            nothing: Any = ({},) * len(accounts)
            case = Possible(
                day or scenario.day,
                prover.level,
                dict(reading),
                nothing,
                nothing,
                tuple(accounts),
                prover.policies,
                witness,
            )
            return replace(case, inapplicable=_inapplicable(prover, residues, case))
    return None


def _sure(residues: Sequence[Residue], question: Question, inapplicable: bool, area: Area) -> bool:
    """Whether every condition of a question is true or false of an area; or, if `inapplicable`, so in no completion."""
    conditions = [atom for atom in atoms(question) if isinstance(atom, Is)]
    nodes = [(residues[atom.side].pool, residues[atom.side].of(atom.expr, area)) for atom in conditions]
    return all(
        pool.is_literal(node) or (inapplicable and node in never(pool, pool.below((node,)))) for pool, node in nodes
    )


def _inapplicable(prover: Prover, residues: Sequence[Residue], case: Possible) -> tuple[str, ...]:
    """Of what a person is told of a real area, what no completion gives a value."""
    types, area = prover.vocabulary.type_at(prover.level), case.area
    assert area is not None
    names: dict[str, None] = {}
    for residue, values in zip(residues, case.told, strict=True):
        for name in [name for name, value in values.items() if value is None and name in types]:
            node = residue.of(Reference(name, types[name]), area)
            if node in never(residue.pool, residue.pool.below((node,))):
                names[name] = None
    return tuple(names)


def _told(
    prover: Prover, policy: Policy, frame: interpreter.EvalContext, exprs: Sequence[Expr], area: Area
) -> dict[str, Value | None]:
    """The values that a person is told of a real area."""
    words = prover.vocabulary
    names = sorted(needed(words, policy, exprs, deep=False))
    return {
        name: interpreter.read(frame, Reference(name, words.type_at(prover.level)[name]), area).value
        for name in names
        if Name.parse(name).space != "param" and tells(words, policy, name)
    }
