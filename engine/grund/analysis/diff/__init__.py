"""Diff: what two versions of a policy say differently, and which areas each change moves.

Takes a scenario and two policies, each in the scenario's rulebook or in another (an older revision, another folder).
What may have been written the same is no change, whatever can change a decision is one, and every moved area names the
change that moved it, by trying (`movement`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...engines.run import every_conflict
from ...loading.arguments import typed_arguments
from ...model.brief import brief
from ...model.policies import Rulebook
from ...model.scenario import Scenario, named
from . import labels
from .attribution import Moved, moved
from .change import KINDS, Version, VersionChange
from .rules import aligned, insatser

__all__ = ["KINDS", "Difference", "Moved", "Version", "VersionChange", "between", "changes", "diff", "version"]


@dataclass(frozen=True, slots=True)
class Difference:
    """From A to B: what is said differently, and the areas that it moves in the scenario's world."""

    scenario: Scenario
    a: Version
    b: Version
    changes: tuple[VersionChange, ...]
    moved: tuple[Moved, ...]

    __repr__ = brief


@typed_arguments
def diff(scenario: Scenario, a: str, b: str, old: Rulebook | None = None, new: Rulebook | None = None) -> Difference:
    """The difference between two policies of the scenario, or of the rulebooks `old` (for A) and `new` (for B).

    Raises `GrundError` where a policy is unknown, or where two rules conflict in A or in B.
    """
    return between(scenario, version(scenario, a, old), version(scenario, b, new))


def between(scenario: Scenario, a: Version, b: Version) -> Difference:
    """The difference between two versions."""
    version_changes = changes(a, b)
    with every_conflict(scenario, [v.policy.id for v in (a, b) if v.book is scenario.book]):
        return Difference(scenario, a, b, version_changes, moved(scenario, a, b, version_changes))


def changes(a: Version, b: Version) -> tuple[VersionChange, ...]:
    """What is different in B, seen from A: parameters and words, then insatser and rules in order of id, documents."""
    same = aligned(a, b)
    version_changes = (*labels.parameters(a, b), *labels.declarations(a, b), *insatser(a, b))
    return (*labels.followed(same, b, version_changes), *labels.documents(a, b))


def version(scenario: Scenario, name: str, book: Rulebook | None = None) -> Version:
    """A policy of the scenario's rulebook, or of another, with the parameters that the scenario sets."""
    if book is None:
        return Version(scenario.book, scenario.policy(name))
    policy = named(book.policies, name)
    given = {key: values for key, values in scenario.parameters.items() if key in policy.parameters}
    parameters = {key: replace(policy.parameters[key], values=values) for key, values in given.items()}
    return Version(book, replace(policy, parameters={**policy.parameters, **parameters}))
