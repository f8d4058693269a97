"""By field: what two policies give in each field (school, housing …), beside each other.

Enters: a scenario, policies, a reading. Leaves: `PerField` values. Promise: a field counts by what is decided in it
and not by how its insatser are named: two policies that give a field to the same areas are both there, whatever
insatser each gives; what the baseline gives too is not counted, and unknown is never added to yes or no.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...model.decisions import Verdict
from ...model.facts import Area
from ...model.policies import Insats, Policy
from ...model.scenario import Reading, Scenario
from .comparison import Group, group_of
from .whole_level import verdicts


@dataclass(frozen=True, slots=True)
class PerField:
    """One field under A and B: its insatser, and each area of the scenario's level with what both say of it.

    The id is empty for insatser that name no field.
    """

    id: str
    insatser: tuple[Insats, ...]
    areas: tuple[tuple[Area, Verdict, Verdict], ...]

    def given(self, side: int) -> tuple[Area, ...]:
        """The areas that A (0) or B (1) gives something in the field."""
        return tuple(row[0] for row in self.areas if row[1 + side] == "yes")

    def group(self, name: Group) -> tuple[Area, ...]:
        """The areas of a group: both, only_a, only_b, neither, unknown."""
        return tuple(area for area, a, b in self.areas if group_of(a, b) == name)


def per_field(scenario: Scenario, a: Policy, b: Policy, reading: Reading) -> tuple[PerField, ...]:
    """What A and B give in each field, in the vocabulary's order, those without a field last; what counts alone."""
    sides = (fields_given(scenario, a, reading), fields_given(scenario, b, reading))
    areas = scenario.today.by_level.get(scenario.level, ())
    order = (*scenario.book.vocabulary.fields, "")
    rulings = {r.insats.id: r.insats for p in (a, b) for r in p.rulings.values()}
    at_level = [i for _, i in sorted(rulings.items()) if i.level == scenario.level]
    gathered: list[PerField] = []
    for name in order:
        columns = [side.get(name, {}) for side in sides]
        if any(verdict != "no" for column in columns for verdict in column.values()):
            rows = tuple((x, columns[0].get(x.id, "no"), columns[1].get(x.id, "no")) for x in areas)
            gathered.append(PerField(name, tuple(i for i in at_level if i.field == name), rows))
    return tuple(gathered)


def fields_given(scenario: Scenario, policy: Policy, reading: Reading) -> dict[str, dict[str, Verdict]]:
    """By field and area of the scenario's level, whether a policy gives something there that the baseline does not."""
    base = scenario.book.policies.get(scenario.baseline)
    columns: dict[str, dict[str, Verdict]] = {}
    for ruling in policy.rulings.values():
        if ruling.insats.level == scenario.level:
            column = columns.setdefault(ruling.insats.field, {})
            for area, verdict in _beyond(scenario, policy, base, ruling.insats.id, reading).items():
                column[area] = _either((column.get(area, "no"), verdict))
    return columns


def _beyond(
    scenario: Scenario, policy: Policy, base: Policy | None, insats: str, reading: Reading
) -> Mapping[str, Verdict]:
    """Whether a policy gives an insats where the baseline does not, by area."""
    ids = [area.id for area in scenario.today.by_level.get(scenario.level, ())]
    given = verdicts(scenario, policy, policy.rulings[insats], reading)
    ruling = base.rulings.get(insats) if base else None
    if base is None or ruling is None:
        return dict(zip(ids, given, strict=True))
    usual = verdicts(scenario, base, ruling, reading)
    if usual is given:  # one ruling over one declaration of its parameters: alike whatever is unknown
        return dict.fromkeys(ids, "no")
    return {area: _less(a, b) for area, a, b in zip(ids, given, usual, strict=True)}


def _less(verdict: Verdict, base: Verdict) -> Verdict:
    """Mine and not the baseline's."""
    if verdict == "no" or base == "yes":
        return "no"
    return "yes" if (verdict, base) == ("yes", "no") else "unknown"


def _either(verdicts: Iterable[Verdict]) -> Verdict:
    """Kleene's or."""
    verdict_set = set(verdicts)
    return "yes" if "yes" in verdict_set else "unknown" if "unknown" in verdict_set else "no"
