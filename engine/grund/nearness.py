"""Nearness: the decisions of policies that are nearest to being others.

Enters: a scenario, policies, perhaps some insatser. Leaves: `Near` values, the nearest first. Promise: each is a change
of one fact, found by `counterfactual`: the cheapest, and the least as a share of its domain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from .counterfactual import Turn, distance, turns
from .outcome import Decision
from .policy import Policy, Ruling
from .problems import GrundError
from .render import canonical
from .scenario import Reading, Scenario, frame_of


@dataclass(frozen=True, slots=True)
class Near:
    """A decision, in a reading of the open questions, and the one change of a fact that would turn it.

    `rulings`: all that are worded alike, in all of `policies`, so that the change turns each of them.
    """

    policies: tuple[Policy, ...]
    rulings: tuple[Ruling, ...]
    reading: Reading
    decision: Decision
    turn: Turn


def near(scenario: Scenario, policies: Iterable[str], insatser: Collection[str] = ()) -> tuple[Near, ...]:
    """Every decision that a change of one fact turns, nearest first; an area where rules conflict has none."""
    groups: dict[object, tuple[list[Policy], tuple[Ruling, ...]]] = {}
    for policy in map(scenario.policy, policies):
        for key, rulings in _alike(policy, insatser).items():
            values = tuple(id(p.values) for p in policy.parameters.values())
            shared = groups.setdefault((key, values, tuple(r.insats.id for r in rulings)), ([], rulings))
            shared[0].append(policy)
    found = [one for held, rulings in groups.values() for one in _near(scenario, tuple(held), rulings)]
    return tuple(sorted(found, key=lambda one: (distance(one.turn), one.policies[0].id, one.decision.area.id)))


def _near(scenario: Scenario, policies: tuple[Policy, ...], rulings: tuple[Ruling, ...]) -> Iterator[Near]:
    insats = rulings[0].insats
    for reading in scenario.readings([rulings[0]]):
        frame = frame_of(scenario, policies[0], reading)
        for area in scenario.today.by_level.get(insats.level, ()):
            try:
                found = turns(frame, insats.id, area, most=1)
            except GrundError:  # rules in conflict decide nothing
                continue
            if found.facts:
                yield Near(policies, rulings, reading, found.decision, found.facts[0])


def _alike(policy: Policy, insatser: Collection[str]) -> dict[object, tuple[Ruling, ...]]:
    """The rulings of a policy, those of one wording together: a change that turns one turns all."""
    groups: dict[object, tuple[Ruling, ...]] = {}
    for ruling in policy.rulings.values():
        if insatser and ruling.insats.id not in insatser:
            continue
        places = {rule.id: i for i, rule in enumerate(ruling.rules)}
        rules = tuple(
            (
                canonical(r.when), None if r.unless is None else canonical(r.unless), r.then, r.start, r.end,
                tuple(places[target] for target in r.exception_to),
            )
            for r in ruling.rules
        )  # fmt: skip
        key = ruling.insats.level, ruling.otherwise, rules
        groups[key] = (*groups.get(key, ()), ruling)
    return groups
