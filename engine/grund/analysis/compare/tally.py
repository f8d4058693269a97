"""Tally: whom some policies reach, and what changes between them, on some days.

Takes a scenario, policies and days; or a difference. They are counted by `comparison` and nowhere else, with the
baseline of the scenario; every other policy is compared with the first, and a policy alone with what the baseline
gives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from ...model.policies import Policy
from ...model.scenario import Scenario
from ..completions.groups import TRYING
from ..diff import Difference
from .comparison import Comparison, compare
from .interpretations import by_groups
from .whole_level import Columns, keep

_WORDS: Final = ("type", "attribute", "derived", "tolkning")
"""Changes that give two versions other words for the same world."""


@dataclass(frozen=True, slots=True)
class Tally:
    """The first policy and another on a day; A is B where one policy stands alone."""

    day: date
    found: Comparison


def tallies(
    scenario: Scenario,
    policies: Sequence[str],
    days: Iterable[date],
    follows: bool = False,
    tries: bool = True,
    decided: Callable[[Scenario], Columns] | None = None,
    apart: bool = False,
    only: frozenset[str] = frozenset(),
) -> tuple[Tally, ...]:
    """Day by day, the first policy with each of the others, or each alone (`apart`); `follows`: as it was known on each
    day; without `tries` an area that only trying completions would settle is not settled; `decided`: what is known
    already of a day; `only`: the areas that are asked about, by id (empty: all).

    Raises `GrundError` where a policy is unknown.
    """
    first, *others = names = list(dict.fromkeys(policies))
    pairs = [(name, name) for name in names] if apart or not others else [(first, other) for other in others]
    before = TRYING.set(tries)
    try:
        return tuple(
            Tally(day, by_groups(compare(dated, *pair, only=only)))
            for day in days
            for dated in (_on(scenario, day, follows, decided),)
            for pair in pairs
        )
    finally:
        TRYING.reset(before)


def _on(scenario: Scenario, day: date, follows: bool, decided: Callable[[Scenario], Columns] | None = None) -> Scenario:
    known = day if follows else scenario.known
    if (day, known) == (scenario.day, scenario.known):
        return scenario
    dated = replace(scenario, day=day, known=known, cache={}, frames={})
    if decided is not None:
        keep(dated, decided(dated))
    return dated


def of_difference(difference: Difference) -> Tally | None:
    """The two versions on the scenario's day; None where they have other words for the world, and so no facts in
    common."""
    scenario, a, b = difference.scenario, difference.a.policy, difference.b.policy
    if difference.a.book is scenario.book and difference.b.book is scenario.book:
        return tallies(scenario, [a.id, b.id], [scenario.day])[0]
    if difference.b.book is not scenario.book or any(change.kind in _WORDS for change in difference.changes):
        return None
    before = replace(a, id=f"{a.id}@")
    loaded_scenario = replace(scenario, policies={**scenario.policies, before.id: before, b.id: b}, cache={}, frames={})
    (tally,) = tallies(loaded_scenario, [before.id, b.id], [scenario.day])
    return replace(tally, found=replace(tally.found, a=_named(tally.found.a, a)))


def _named(policy: Policy, as_: Policy) -> Policy:
    return replace(policy, id=as_.id)
