"""Run: every decision of a scenario by the interpreter, made once and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, cast

from ..loading.arguments import several, typed_arguments
from ..loading.folders import uncollected
from ..loading.scenario import decided_as
from ..model.decisions import Decision
from ..model.dependencies import factual
from ..model.policies import Policy, Ruling
from ..model.scenario import Answers, Reading, Scenario
from ..problems.problem import GrundError, gathered
from . import interpreter


@typed_arguments
def run(scenario: Scenario, policies: Iterable[str] | str | None = None) -> tuple[Answers, ...]:
    """Every insats of every policy, in every reading that matters for it."""
    names = several(policies) if policies is not None else list(scenario.policies)
    rulings = [(policy, ruling) for policy in map(scenario.policy, names) for ruling in policy.rulings.values()]
    questions = [(*pair, reading) for pair in rulings for reading in scenario.readings([pair[1]])]
    with uncollected():
        outcomes = gathered(partial(_decided, scenario, *question) for question in questions)
    return tuple(Answers(*question, decisions) for question, decisions in zip(questions, outcomes, strict=True))


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
    words, key = scenario.book.vocabulary, "facts read"
    if key not in scenario.frames:
        scenario.frames[key] = interpreter.WorldCells(factual(words))
    return interpreter.frame(words, policy, scenario.today, scenario.chosen(reading), scenario.frames[key])
