"""Near: the decisions of policies that are nearest to being others.

Enters: a scenario, policies, perhaps some insatser. Leaves: `Near` values, the nearest first. Promise: each is a change
of one fact, found by `counterfactual`: the cheapest, and the least as a share of its domain.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from ...engines.run import every_conflict, frame_of
from ...language.printer import canonical
from ...loading.arguments import several, typed_arguments
from ...model.brief import brief
from ...model.decisions import Decision
from ...model.facts import Area
from ...model.located import wrong_level
from ...model.policies import Policy, Ruling
from ...model.scenario import Reading, Scenario
from ...problems.problem import GrundError
from ..lookup import find_area, find_insats, ruling_of
from . import TurningChange, Turns, distance, turned_by_one, turns


@dataclass(frozen=True, slots=True)
class Near:
    """A decision, in a reading of the open questions, and the one change of a fact that would turn it.

    `rulings`: all that are worded alike, in all of `policies`, so that the change turns each of them.
    """

    policies: tuple[Policy, ...]
    rulings: tuple[Ruling, ...]
    reading: Reading
    decision: Decision
    turn: TurningChange

    __repr__ = brief


Asked: TypeAlias = tuple[tuple[Policy, ...], tuple[Ruling, ...], Reading, Area]
"""A decision that is asked about: under these policies, for these insatser, in a reading, of an area."""


@typed_arguments
def near(
    scenario: Scenario,
    policies: Iterable[str] | str | None = None,
    insatser: Iterable[str] | str = (),
    watch: Callable[[Sequence[Asked]], Iterable[Asked]] = iter,
) -> tuple[Near, ...]:
    """Every decision that a change of one fact turns, nearest first. Raises `GrundError` where rules conflict.

    Default: every policy that the scenario names, every insats. `watch` passes on what it is given, one by one.
    """
    names = list(scenario.named) if policies is None else several(policies)
    wanted = [find_insats(scenario, name).id for name in several(insatser)]
    questions = list(_asked(scenario, names, wanted))
    with every_conflict(scenario, names):
        nears = [one for question in watch(questions) if (one := _near(scenario, *question)) is not None]
    return tuple(sorted(nears, key=lambda one: (distance(one.turn), one.policies[0].id, one.decision.area.id)))


@typed_arguments
def what_would_change(
    scenario: Scenario, area: Area | str, insats: str, policy: str
) -> tuple[tuple[Reading, Turns], ...]:
    """What would turn the decision of an insats for an area of its level, in every reading it depends on.

    Each by id or name. Raises `GrundError`: G503 for an insats that the policy has no rules for, as `find_area` for
    the area, G508 for one of another level."""
    chosen_policy = scenario.policy(policy)
    ruling = ruling_of(scenario, chosen_policy, insats)
    place = find_area(scenario, area, ruling.insats.level) if isinstance(area, str) else area
    if place.level != ruling.insats.level:
        raise GrundError([wrong_level(scenario.today, place, ruling.insats.level)])
    readings = scenario.readings([ruling])
    frames = [(reading, frame_of(scenario, chosen_policy, reading)) for reading in readings]
    return tuple((reading, turns(frame, ruling.insats.id, place)) for reading, frame in frames)


def _asked(scenario: Scenario, policies: Iterable[str], insatser: Collection[str]) -> Iterator[Asked]:
    """Every decision of the policies, once for those that are worded alike."""
    groups: dict[object, tuple[list[Policy], tuple[Ruling, ...]]] = {}
    for policy in map(scenario.policy, policies):
        for key, rulings in _alike(policy, insatser).items():
            values = tuple(id(p.values) for p in policy.parameters.values())
            shared = groups.setdefault((key, values, tuple(r.insats.id for r in rulings)), ([], rulings))
            shared[0].append(policy)
    for chosen_policies, rulings in groups.values():
        for reading in scenario.readings([rulings[0]]):
            for area in scenario.today.by_level.get(rulings[0].insats.level, ()):
                yield tuple(chosen_policies), rulings, reading, area


def _near(
    scenario: Scenario, policies: tuple[Policy, ...], rulings: tuple[Ruling, ...], reading: Reading, area: Area
) -> Near | None:
    """The one change of a fact that turns a decision; None where there is none."""
    decision, facts = turned_by_one(frame_of(scenario, policies[0], reading), rulings[0].insats.id, area)
    return Near(policies, rulings, reading, decision, facts[0]) if facts else None


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
