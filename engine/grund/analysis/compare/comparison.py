"""Comparison: two policies on one world. Whom does each reach, what changes from A to B, and what is not known.

Enters: a scenario and two policies. Leaves: a `Comparison`, with a side for each interpretation that tells apart.
Promise (LANGUAGE §7): what is counted follows from decisions and amounts alone, never from how files are split or what
ids are called; an insats that a policy does not name is not given by it; unknown is never added to yes or no.

A policy *reaches* an area when it gives some insats there that the baseline does not; without a baseline, when it gives
some insats. It *withdraws from* an area when the baseline gives an insats there and it does not. From A to B an area
*gains*, *loses*, *swaps*, gets the same insatser with *other amounts*, or is *unchanged*. These are counted here and
nowhere else; which rules say so is asked of `grounds`, on demand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, Final, TypeAlias, cast
from typing import Literal as OneOf

from ...engines.run import every_conflict
from ...model.decisions import Verdict
from ...model.facts import Area, Fact
from ...model.policies import Insats, Policy, Ruling
from ...model.scenario import Reading, Scenario
from ..completions.settle import Matrix, Settled
from ..priced_quantities import costed_alike
from .amounts import with_amounts
from .verdicts import Verdicts, all_readings, at_level, count, several, tell_apart, told, verdicts_of, whole_of

Group: TypeAlias = OneOf["both", "only_a", "only_b", "neither", "unknown", "not_settled"]
GROUPS: Final[tuple[Group, ...]] = ("both", "only_a", "only_b", "neither", "unknown", "not_settled")
Change: TypeAlias = OneOf["gains", "loses", "swaps", "amounts", "unchanged", "unknown", "not_settled"]
CHANGES: Final[tuple[Change, ...]] = ("gains", "loses", "swaps", "amounts", "unchanged", "unknown", "not_settled")


# ── what is said of a matrix of verdicts in which all are known


def given(matrix: Matrix, policy: Policy | None) -> frozenset[str]:
    """The insatser that a policy gives."""
    return frozenset(insats for (by, insats), v in matrix.items() if policy and by == policy.id and v == "yes")


def reaches(matrix: Matrix, policy: Policy, base: Policy | None) -> Verdict:
    """Whether a policy gives something that the baseline does not."""
    return "yes" if given(matrix, policy) - given(matrix, base) else "no"


def withdraws(matrix: Matrix, policy: Policy, base: Policy | None) -> Verdict:
    """Whether the baseline gives something that a policy does not."""
    return "yes" if given(matrix, base) - given(matrix, policy) else "no"


def group_of(a: Verdict, b: Verdict) -> Group:
    """The group of an area, from what A and what B says of it."""
    if "unknown" in (a, b):
        return "unknown"
    if a == "yes":
        return "both" if b == "yes" else "only_a"
    return "only_b" if b == "yes" else "neither"


def change_of(before: frozenset[str], after: frozenset[str]) -> Change:
    """What changes for an area that gets some insatser before and some after."""
    if before == after:
        return "unchanged"
    if before - after:
        return "swaps" if after - before else "loses"
    return "gains"


# ── what comes out


@dataclass(frozen=True, slots=True)
class Residents:
    """People in some areas: their sum, the areas whose number is unknown, and what the numbers stand on."""

    people: Decimal
    unknown: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Reached:
    """One area under both policies, the `place`th of its level: its group by reach, and what changes from A to B.

    `gained` and `lost` are insatser that surely come and go. `step` is the last step that it took to settle, `needs`
    the facts that would settle what is unknown.
    """

    area: Area
    district: Area | None
    place: int
    group: Group
    change: Change
    a: Verdict
    b: Verdict
    withdraws_a: Verdict
    withdraws_b: Verdict
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    step: int = field(default=1, compare=False)
    needs: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class PerInsats:
    """One insats under both policies: verdicts counted (None: the policy does not name it), and areas by group."""

    insats: Insats
    a: dict[Verdict, int] | None
    b: dict[Verdict, int] | None
    groups: dict[Group, tuple[Area, ...]]


@dataclass(frozen=True, slots=True)
class Layer:
    """The comparison at one level. `counted`: the insatser that differ between the policies and the baseline;
    without a baseline all that A or B names."""

    level: str
    areas: tuple[Reached, ...]
    insatser: tuple[PerInsats, ...]
    counted: frozenset[str]

    def changed(self, change: Change) -> tuple[Reached, ...]:
        """The areas with a change."""
        return tuple(r for r in self.areas if r.change == change)


@dataclass(frozen=True, slots=True)
class Side:
    """The comparison in one interpretation: at the scenario's level first, then at each other level."""

    reading: Reading
    layers: tuple[Layer, ...]

    @property
    def areas(self) -> tuple[Reached, ...]:
        """The areas of the scenario's level."""
        return self.layers[0].areas

    @property
    def insatser(self) -> tuple[PerInsats, ...]:
        """The insatser of the scenario's level."""
        return self.layers[0].insatser

    def group(self, name: Group) -> tuple[Reached, ...]:
        """The areas of a group."""
        return tuple(r for r in self.areas if r.group == name)

    def changed(self, change: Change) -> tuple[Reached, ...]:
        """The areas with a change."""
        return self.layers[0].changed(change)

    def by_district(self) -> dict[str, list[Reached]]:
        """The areas of the scenario's level by the name of what they are part of."""
        entries: dict[str, list[Reached]] = {}
        for r in self.areas:
            if r.district:
                entries.setdefault(r.district.name, []).append(r)
        return entries

    @property
    def counted(self) -> frozenset[str]:
        """The insatser that count, at every level."""
        return frozenset().union(*(layer.counted for layer in self.layers))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A and B, in that direction, counted from a baseline or from nothing, in every interpretation that matters."""

    scenario: Scenario
    a: Policy
    b: Policy
    base: Policy | None
    sides: tuple[Side, ...]


def compare(scenario: Scenario, a: str, b: str) -> Comparison:
    """The comparison of two policies. Raises `GrundError` where one is unknown."""
    first, second = scenario.policy(a), scenario.policy(b)
    base = counted_from(scenario, first) if a == b else baseline(scenario)
    policies = several(first, second, base)
    with every_conflict(scenario, [p.id for p in policies]):
        sides = {r: _side(scenario, first, second, base, r) for r in all_readings(scenario, policies)}
    apart = tell_apart(tuple(sides), lambda reading: sides[reading].layers)
    sides_by_reading = {reading: whole_of(sides, reading) for reading in apart}
    return Comparison(
        scenario, first, second, base, tuple(replace(side, reading=r) for r, side in sides_by_reading.items())
    )


def baseline(scenario: Scenario) -> Policy | None:
    """The policy that reach is counted from; None where none is declared."""
    return scenario.policy(scenario.baseline) if scenario.baseline else None


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


# ── counting


def _side(scenario: Scenario, a: Policy, b: Policy, base: Policy | None, reading: Reading) -> Side:
    levels = {r.insats.level for p in several(a, b, base) for r in p.rulings.values()} - {scenario.level}
    ordered = [scenario.level, *(level for level in scenario.book.vocabulary.levels if level in levels)]
    return Side(reading, tuple(_layer(scenario, a, b, base, reading, level) for level in ordered))


def _layer(scenario: Scenario, a: Policy, b: Policy, base: Policy | None, reading: Reading, level: str) -> Layer:
    verdicts = verdicts_of(scenario, (a, b, base), reading, level)
    insatser = {r.insats.id: r.insats for p in (a, b) for r in at_level(p, level)}
    everything = insatser.keys() | {r.insats.id for r in (at_level(base, level) if base else ())}
    priced = {name for name in insatser if not costed_alike(scenario, a, b, reading, insatser[name])}
    counted = everything if base is None else {n for n in everything if n in priced or verdicts.differ(n)}
    answers: dict[str, list[Settled]] = {
        "group": verdicts.settled(lambda m: group_of(reaches(m, a, base), reaches(m, b, base))),
        "change": verdicts.settled(lambda m: change_of(given(m, a), given(m, b))),
        "a": verdicts.settled(lambda m: reaches(m, a, base)),
        "b": verdicts.settled(lambda m: reaches(m, b, base)),
        "withdraws_a": verdicts.settled(lambda m: withdraws(m, a, base)),
        "withdraws_b": verdicts.settled(lambda m: withdraws(m, b, base)),
    }
    if priced:
        unlike = [insatser[n] for n in sorted(priced)]
        answers["change"] = with_amounts(scenario, (a, b), reading, unlike, verdicts, answers["change"])
    areas: list[Reached] = []
    alike: dict[int, Reached] = {}
    for i, (area, kind) in enumerate(zip(verdicts.areas, verdicts.kinds, strict=True)):
        if kind in alike:
            areas.append(replace(alike[kind], area=area, district=_district(scenario, area), place=i))
            continue
        settled_groups = {name: column[i] for name, column in answers.items()}
        areas.append(_reached(area, _district(scenario, area), i, settled_groups, _moved(verdicts.row(i), a, b)))
        if not priced and "unknown" not in verdicts.rows[kind]:
            alike[kind] = areas[-1]
    per = tuple(_per_insats(a, b, insatser[name], verdicts) for name in sorted(insatser))
    return Layer(level, tuple(areas), per, frozenset(counted))


def _reached(
    area: Area,
    district: Area | None,
    place: int,
    settled_groups: Mapping[str, Settled],
    moved: tuple[tuple[str, ...], ...],
) -> Reached:
    words = {name: settled for name, settled in settled_groups.items() if name not in ("group", "change")}
    group, change = (cast("Any", settled_groups[name].value) for name in ("group", "change"))
    verdicts = {name: told(settled) for name, settled in words.items()}
    return Reached(
        area, district, place, group, change, **verdicts, gained=moved[0], lost=moved[1],
        step=max(settlement.step for settlement in settled_groups.values()),
        needs=frozenset().union(*(settlement.needs for settlement in settled_groups.values())),
    )  # fmt: skip


def _moved(row: Matrix, a: Policy, b: Policy) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The insatser that surely come, and those that surely go, from A to B."""
    names = sorted({insats for _, insats in row})
    verdicts = {name: (row.get((a.id, name), "no"), row.get((b.id, name), "no")) for name in names}
    gained = tuple(name for name in names if verdicts[name] == ("no", "yes"))
    return gained, tuple(name for name in names if verdicts[name] == ("yes", "no"))


def _district(scenario: Scenario, area: Area) -> Area | None:
    related = scenario.today.related("parent", scenario.hierarchy, area.id, scenario.group)
    return related[0][0] if related else None


def _per_insats(a: Policy, b: Policy, insats: Insats, verdicts: Verdicts) -> PerInsats:
    columns = [verdicts.columns.get((policy.id, insats.id)) for policy in (a, b)]
    groups: dict[Group, list[Area]] = {g: [] for g in GROUPS}
    area_verdicts = (dict(zip(verdicts.columns, row, strict=True)) for row in verdicts.rows)
    of_kind = [groups[group_of(*(row.get((policy.id, insats.id), "no") for policy in (a, b)))] for row in area_verdicts]
    for area, kind in zip(verdicts.areas, verdicts.kinds, strict=True):
        of_kind[kind].append(area)
    first, second = (None if column is None else count(column) for column in columns)
    return PerInsats(insats, first, second, {g: tuple(areas) for g, areas in groups.items()})


# ── one policy


def reach(scenario: Scenario, policy: Policy, reading: Reading, level: str = "") -> dict[str, Verdict]:
    """Whether a policy reaches each area of a level (the scenario's), by id; the baseline alone, what it gives."""
    base = counted_from(scenario, policy)
    verdicts = verdicts_of(scenario, (policy, base), reading, level or scenario.level)
    settled = verdicts.settled(lambda matrix: reaches(matrix, policy, base))
    return {area.id: told(answer) for area, answer in zip(verdicts.areas, settled, strict=True)}


def counted_from(scenario: Scenario, policy: Policy) -> Policy | None:
    """The baseline that a policy is counted from; the baseline itself is counted from nothing."""
    base = baseline(scenario)
    return None if base is None or base.id == policy.id else base


def counted(scenario: Scenario, policy: Policy, reading: Reading) -> tuple[Ruling, ...]:
    """The rulings of a policy, at every level, whose verdict or amount differs somewhere from the baseline's; without
    a baseline, and of the baseline itself, all that it names."""
    base = counted_from(scenario, policy)
    if base is None:
        return tuple(policy.rulings.values())
    at = {level: verdicts_of(scenario, (policy, base), reading, level) for level in _levels(policy)}
    return tuple(
        ruling
        for ruling in policy.rulings.values()
        if at[ruling.insats.level].differ(ruling.insats.id)
        or not costed_alike(scenario, policy, base, reading, ruling.insats)
    )


def _levels(policy: Policy) -> frozenset[str]:
    return frozenset(ruling.insats.level for ruling in policy.rulings.values())
