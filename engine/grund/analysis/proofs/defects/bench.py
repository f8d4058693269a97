"""Bench: what the checks of a policy share, and what they leave.

Provers, witnesses, `Finding` values.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ....engines.symbolic.prover import Made, ProofOutcome, Prover
from ....engines.symbolic.questions import Assumptions, PolicySide, Question
from ....engines.symbolic.z3 import TIMEOUT
from ....model.policies import Rulebook, Vocabulary
from ....model.scenario import Scenario
from ....problems.problem import Place, Problem, problem
from ..finding import Finding
from ..witness import witness


def unsettled(place: Place | None, what: str, rests: Sequence[str] = ()) -> Problem:
    """That something is not settled: in the time given, or for it rests on what is computed of other areas."""
    if rests:
        return problem("G344", place, what=what, names=", ".join(rests))
    return problem("G711", place, what=what)


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

    def prover(self, level: str, *sides: PolicySide, day: date | None = None, made: Made | None = None) -> Prover:
        """A prover for any day (or one), with declared parameters."""
        return Prover(self.words, level, sides, Assumptions(day, usual=day or self.day), self.timeout, made)

    def witness(self, prover: Prover, question: Question) -> ProofOutcome:
        """A case for the question: a real area if there is one, else a possible one."""
        return witness(self.scenario, prover, question)
