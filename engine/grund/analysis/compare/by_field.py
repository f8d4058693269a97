"""By field: what two policies give in each field (school, housing …), beside each other.

A field counts by what is decided in it and not by how its insatser are named: two policies that give a field to the
same areas are both there, whatever insatser each gives; what the baseline gives too is not counted, and unknown is
never added to yes or no.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from functools import partial

from ...model.decisions import Verdict
from ...model.facts import Area
from ...model.policies import Insats, Policy
from ...model.scenario import Reading, Scenario
from ..completions.settle import Matrix
from .comparison import Group, baseline, given, group_of
from .verdicts import at_level, kept_by, told, verdicts_of


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
    sides = [fields_given(scenario, policy, (a, b), reading) for policy in (a, b)]
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


def fields_given(
    scenario: Scenario, policy: Policy, pair: tuple[Policy, Policy], reading: Reading
) -> dict[str, dict[str, Verdict]]:
    """By field and area of the scenario's level, whether a policy of a pair gives something there that the baseline
    does not."""
    base = baseline(scenario)
    fields: dict[str, list[str]] = {}
    for ruling in at_level(policy, scenario.level):
        fields.setdefault(ruling.insats.field, []).append(ruling.insats.id)
    columns: dict[str, tuple[Verdict, ...]] = {}
    for name, insatser in fields.items():
        key = ("field", *(kept_by(scenario, p, i, reading) for i in sorted(insatser) for p in (policy, base)))
        if key not in scenario.cache:
            verdicts = verdicts_of(scenario, (*pair, base), reading, scenario.level)
            settled = verdicts.settled(partial(_reaches_in, frozenset(insatser), policy, base))
            scenario.cache[key] = tuple(map(told, settled))
        columns[name] = scenario.cache[key]
    ids = [area.id for area in scenario.today.by_level.get(scenario.level, ())]
    return {name: dict(zip(ids, column, strict=True)) for name, column in columns.items()}


def _reaches_in(insatser: Set[str], policy: Policy, base: Policy | None, matrix: Matrix) -> Verdict:
    """Whether a policy gives some of a field's insatser that the baseline does not."""
    by_policy, by_base = given(matrix, policy, base)
    return "yes" if insatser & by_policy - by_base else "no"
