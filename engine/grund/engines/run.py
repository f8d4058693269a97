"""Run: every decision of a scenario by the interpreter, made once and kept; or the verdicts alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, cast

from ..loading.arguments import several, typed_arguments
from ..loading.scenario import decided_as
from ..model.decisions import Decision, Verdict
from ..model.dependencies import factual
from ..model.expressions import Reference, Value, references
from ..model.garbage import uncollected
from ..model.policies import Policy, Ruling
from ..model.scenario import Answers, Reading, Scenario
from ..problems.problem import GrundError, gathered
from . import interpreter
from .decision_cells import names_read


@typed_arguments
def run(scenario: Scenario, policies: Iterable[str] | str | None = None) -> tuple[Answers, ...]:
    """Every insats of every policy, in every reading that matters for it."""
    questions = _questions(scenario, several(policies) if policies is not None else scenario.policies)
    with uncollected():
        outcomes = gathered(partial(_decided, scenario, *question) for question in questions)
    return tuple(Answers(*question, decisions) for question, decisions in zip(questions, outcomes, strict=True))


def _questions(scenario: Scenario, policies: Iterable[str]) -> list[tuple[Policy, Ruling, Reading]]:
    """Every insats of some policies, in every reading that matters for it."""
    rulings = [(policy, ruling) for policy in map(scenario.policy, policies) for ruling in policy.rulings.values()]
    return [(*pair, reading) for pair in rulings for reading in scenario.readings([pair[1]])]


def refuse_conflicts(scenario: Scenario, policies: Iterable[str]) -> None:
    """Raise `GrundError` with all that some policies cannot decide: a conflict between rules shows only on data."""
    with every_conflict(scenario, policies), uncollected():
        for question in _questions(scenario, policies):
            verdicts_of(scenario, *question)


def verdicts_of(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[Verdict, ...]:
    """The verdicts of a ruling for every area, without grounds: areas that read the same values are decided once.
    Raises `GrundError` with all that cannot be decided in its policy."""
    decided = decided_as(scenario, policy, ruling, reading)
    key = ("verdicts", *decided)
    if key not in scenario.cache:
        if decided in scenario.cache:
            scenario.cache[key] = tuple([decision.verdict for decision in scenario.cache[decided]])
        else:
            with every_conflict(scenario, [policy.id]):
                scenario.cache[key] = _by_row(frame_of(scenario, policy, reading), ruling)
    return cast("tuple[Verdict, ...]", scenario.cache[key])


def _by_row(frame: interpreter.EvalContext, ruling: Ruling) -> tuple[Verdict, ...]:
    nodes, decided = nodes_read([ruling]), dict[tuple[Value | None, ...], Verdict]()
    verdicts: list[Verdict] = []
    for area in frame.world.by_level.get(ruling.insats.level, ()):
        row = tuple([interpreter.read(frame, node, area).value for node in nodes])
        if row not in decided:
            decided[row] = interpreter.decide(frame, ruling.insats.id, area).verdict
        verdicts.append(decided[row])
    return tuple(verdicts)


def nodes_read(rulings: Iterable[Ruling]) -> tuple[Reference, ...]:
    """What some rulings read themselves that depends on the area."""
    read = frozenset[Reference]().union(*(references(rule.active) for ruling in rulings for rule in ruling.rules))
    return tuple([node for node in read if any(names_read(node))])


def decide(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[Decision, ...]:
    """The decisions of a ruling for every area. Raises `GrundError` with all that cannot be decided in its policy."""
    key = decided_as(scenario, policy, ruling, reading)
    if key in scenario.cache:
        return cast("tuple[Decision, ...]", scenario.cache[key])
    with every_conflict(scenario, [policy.id]):
        return _decided(scenario, policy, ruling, reading)


@contextmanager
def every_conflict(scenario: Scenario, policies: Iterable[str]) -> Iterator[None]:
    """Where a decision cannot be made within: `GrundError` has all of these policies that cannot, on the day."""
    try:
        yield
    except GrundError as error:
        if any(p.code in _UNDECIDED for p in error.problems):
            run(scenario, policies)
        raise


_UNDECIDED: Final = frozenset(["G317", "G334", "G335", "G336", "G340"])
"""The codes of what a run meets: rules in conflict, a table without one row, a split, a value outside its domain."""


def _decided(scenario: Scenario, policy: Policy, ruling: Ruling, reading: Reading) -> tuple[Decision, ...]:
    """The decisions; a ruling that policies share is decided once."""
    key = decided_as(scenario, policy, ruling, reading)
    if key not in scenario.cache:
        scenario.cache[key] = interpreter.decide_all(frame_of(scenario, policy, reading), ruling.insats.id)
    return cast("tuple[Decision, ...]", scenario.cache[key])


def frame_of(scenario: Scenario, policy: Policy, reading: Reading) -> interpreter.EvalContext:
    """The interpreter's frame for a policy, made once."""
    chosen = scenario.chosen(reading)
    key = (policy.id, *chosen.items())
    if key not in scenario.frames:
        scenario.frames[key] = frame_with(scenario, policy, reading)
    made: interpreter.EvalContext = scenario.frames[key]
    return made


def frame_with(scenario: Scenario, policy: Policy, reading: Reading) -> interpreter.EvalContext:
    """A new frame for any policy; what it reads of facts alone it shares with the scenario's other frames."""
    words, chosen = scenario.book.vocabulary, scenario.chosen(reading)
    return interpreter.frame(words, policy, scenario.today, chosen, facts_read(scenario))


def facts_read(scenario: Scenario) -> interpreter.WorldCells:
    """What the scenario's frames have read of facts alone: the same whatever policies say."""
    if FACTS_READ not in scenario.frames:
        scenario.frames[FACTS_READ] = interpreter.WorldCells(factual(scenario.book.vocabulary))
    made: interpreter.WorldCells = scenario.frames[FACTS_READ]
    return made


FACTS_READ: Final = "facts read"
"""Where a scenario keeps what its frames have read of facts."""
