"""Compare: two policies on one world. Who is reached by both, by one, by neither, and why.

Enters: a scenario and two policy names. Leaves: a `Comparison` per reading of the open questions.
Promise: flags, counts and reasons come from the same decisions; unknown is never added to yes or no.

*Reached*: a rule written in the policy's own file (not inherited) decides yes for an insats at the scenario's
level. An area is unknown to a policy where no own rule says yes and one of its own insatser is undecided.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias
from typing import Literal as OneOf

from .outcome import Decision, Verdict
from .policy import Policy, Ruling
from .scenario import Reading, Scenario, decide
from .world import Area, Fact

Group: TypeAlias = OneOf["both", "only_a", "only_b", "neither", "unknown"]
GROUPS: Final[tuple[Group, ...]] = ("both", "only_a", "only_b", "neither", "unknown")


@dataclass(frozen=True, slots=True)
class Residents:
    """People in some areas: their sum, the areas whose number is unknown, and what the numbers stand on."""

    people: Decimal
    unknown: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """One area under both policies: its group, and the decisions that say so."""

    area: Area
    district: Area | None
    group: Group
    a: Verdict
    b: Verdict
    a_decisions: tuple[Decision, ...]
    b_decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class PerInsats:
    """One insats under both policies: verdicts counted, and areas by group."""

    ruling: Ruling
    a: dict[Verdict, int] | None
    b: dict[Verdict, int] | None
    groups: dict[Group, tuple[Area, ...]]


@dataclass(frozen=True, slots=True)
class Side:
    """The comparison in one reading of the open questions."""

    reading: Reading
    areas: tuple[Reached, ...]
    insatser: tuple[PerInsats, ...]

    def group(self, name: Group) -> tuple[Reached, ...]:
        """The areas of a group."""
        return tuple(r for r in self.areas if r.group == name)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A and B, in that direction, in every reading that matters."""

    scenario: Scenario
    a: Policy
    b: Policy
    sides: tuple[Side, ...]


def compare(scenario: Scenario, a: str, b: str) -> Comparison:
    """The comparison of two policies, in every reading of the questions that their own rules leave open."""
    policies = scenario.policy(a), scenario.policy(b)
    rulings = [r for p in policies for r in p.own if r.insats.level == scenario.level]
    readings = scenario.readings(rulings)
    return Comparison(scenario, *policies, tuple(_side(scenario, *policies, r) for r in readings))


def residents(scenario: Scenario, areas: Iterable[Area]) -> Residents:
    """The residents of some areas, by the scenario's attribute."""
    attribute = scenario.book.vocabulary.attributes.get(scenario.residents)
    people, unknown, facts = Decimal(0), 0, []
    for area in areas:
        value, basis = (None, None) if attribute is None else scenario.today.read(area.id, attribute)
        if isinstance(value, Decimal):
            people += value
            facts += [basis] if isinstance(basis, Fact) else []
        else:
            unknown += 1
    return Residents(people, unknown, tuple(facts))


def _at_level(scenario: Scenario, policy: Policy) -> list[Ruling]:
    return [r for r in policy.rulings.values() if r.insats.level == scenario.level]


def _side(scenario: Scenario, a: Policy, b: Policy, reading: Reading) -> Side:
    decisions = {
        (policy.id, ruling.insats.id): decide(scenario, policy, ruling, reading)
        for policy in (a, b)
        for ruling in _at_level(scenario, policy)
    }
    own = {p.id: [decisions[p.id, r.insats.id] for r in p.own if r.insats.level == scenario.level] for p in (a, b)}
    areas = scenario.today.by_level.get(scenario.level, ())
    reached = []
    for i, area in enumerate(areas):
        mine = {p.id: tuple(column[i] for column in own[p.id]) for p in (a, b)}
        said = [reaches(p, mine[p.id]) for p in (a, b)]
        district = _district(scenario, area)
        reached.append(Reached(area, district, group_of(*said), said[0], said[1], mine[a.id], mine[b.id]))
    names = sorted({name for _, name in decisions})
    insatser = tuple(_insats(a, b, name, decisions, areas) for name in names)
    return Side(reading, tuple(reached), insatser)


def reaches(policy: Policy, decisions: tuple[Decision, ...]) -> Verdict:
    """Whether a policy reaches an area, by its own rules."""
    for decision in decisions:
        deciding = decision.deciding
        if decision.verdict == "yes" and deciding is not None and deciding.origin == policy.id:
            return "yes"
    return "unknown" if any(d.verdict == "unknown" for d in decisions) else "no"


def reach(scenario: Scenario, policy: Policy, reading: Reading) -> dict[str, Verdict]:
    """Whether a policy reaches each area of the scenario's level, by id."""
    columns = [decide(scenario, policy, r, reading) for r in policy.own if r.insats.level == scenario.level]
    areas = scenario.today.by_level.get(scenario.level, ())
    return {area.id: reaches(policy, tuple(column[i] for column in columns)) for i, area in enumerate(areas)}


def group_of(a: Verdict, b: Verdict) -> Group:
    """The group of an area, from what A and what B says of it."""
    if "unknown" in (a, b):
        return "unknown"
    if a == "yes":
        return "both" if b == "yes" else "only_a"
    return "only_b" if b == "yes" else "neither"


def _district(scenario: Scenario, area: Area) -> Area | None:
    related = scenario.today.related("parent", scenario.hierarchy, area.id, scenario.group)
    return related[0][0] if related else None


def _insats(
    a: Policy,
    b: Policy,
    name: str,
    decisions: dict[tuple[str, str], tuple[Decision, ...]],
    areas: tuple[Area, ...],
) -> PerInsats:
    sides = [decisions.get((p.id, name)) for p in (a, b)]
    groups: dict[Group, list[Area]] = {g: [] for g in GROUPS}
    for i, area in enumerate(areas):
        said: list[Verdict] = ["no" if column is None else column[i].verdict for column in sides]
        groups[group_of(*said)].append(area)
    ruling = a.rulings.get(name) or b.rulings[name]
    mine, theirs = (None if column is None else count(column) for column in sides)
    return PerInsats(ruling, mine, theirs, {g: tuple(v) for g, v in groups.items()})


def count(decisions: Iterable[Decision]) -> dict[Verdict, int]:
    """How many decisions say yes, no and unknown."""
    found: dict[Verdict, int] = {"yes": 0, "no": 0, "unknown": 0}
    for decision in decisions:
        found[decision.verdict] += 1
    return found
