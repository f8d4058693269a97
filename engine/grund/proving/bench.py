"""Bench: what the checks of a policy share, and what they leave.

Enters: a rulebook, and perhaps a scenario whose areas can show a finding. Leaves: provers, witnesses, `Finding` values.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ..policy import Policy, Rule, Rulebook, Vocabulary
from ..possible import Given, Possible, Question, Side, holds
from ..problems import Problem
from ..readings.proof import Answer, Made, Prover
from ..scenario import Scenario, frame_of
from ..solver import TIMEOUT

NOTES: Final = frozenset({"G707", "G708", "G709", "G711"})
"""Findings that may be as intended; the others are defects."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found: its problem, the policy and rules it is about, and a case that shows it."""

    problem: Problem
    policy: Policy | None = None
    rules: tuple[Rule, ...] = ()
    case: Possible | None = None
    words: Vocabulary | None = None

    @property
    def note(self) -> bool:
        """Whether it may be as intended."""
        return self.problem.code in NOTES


@dataclass(frozen=True)
class Bench:
    """What the checks share: the rulebook, the day that is usual, real areas, the time for a question."""

    book: Rulebook
    day: date
    scenario: Scenario | None = None
    timeout: int = TIMEOUT
    done: dict[object, list[Finding]] = field(default_factory=dict, repr=False)

    @property
    def words(self) -> Vocabulary:
        """The vocabulary."""
        return self.book.vocabulary

    def prover(self, level: str, *sides: Side, day: date | None = None, made: Made | None = None) -> Prover:
        """A prover for any day (or one), with declared parameters."""
        return Prover(self.words, level, sides, Given(day, usual=day or self.day), self.timeout, made)

    def witness(self, prover: Prover, question: Question) -> Answer:
        """A case for the question: a real area if there is one, else a possible one."""
        real = None if self.scenario is None else self._real(self.scenario, prover, question)
        return prover.show(question) if real is None else Answer("case", real)

    def _real(self, scenario: Scenario, prover: Prover, question: Question) -> Possible | None:
        exprs = [r.active for side in prover.sides for ruling in side.policy.rulings.values() for r in ruling.rules]
        areas = scenario.today.by_level.get(prover.level, ())
        for reading in scenario.readings_of(exprs):
            frames = [frame_of(scenario, scenario.policy(side.policy.id), reading) for side in prover.sides]
            for area in areas:
                if holds(frames, question, area):
                    return Possible(scenario.day, prover.level, dict(reading), ({},), ({},), ({},), area)
        return None
