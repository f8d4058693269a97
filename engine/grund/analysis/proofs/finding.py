"""Finding: one thing that is wrong with a policy whatever the facts are, or that may be as intended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ...engines.symbolic.questions import Possible
from ...model.policies import Policy, Rule, Vocabulary
from ...problems.problem import Problem

NOTES: Final = frozenset({"G344", "G707", "G708", "G709", "G711"})
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
