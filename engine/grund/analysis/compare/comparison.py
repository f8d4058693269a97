"""Comparison: two policies on one world. Whom does each reach, what changes from A to B, and what is not known.

Enters: a scenario and two policies. Leaves: a `Comparison`, with a side for each interpretation that tells apart.
Promise (LANGUAGE §7): what is counted follows from decisions and amounts alone, never from how files are split or what
ids are called; an insats that a policy does not name is not given by it; unknown is never added to yes or no.

A policy *reaches* an area when it gives some insats there that the baseline does not; without a baseline, when it gives
some insats. It *withdraws from* an area when the baseline gives an insats there and it does not. From A to B an area
*gains*, *loses*, *swaps*, gets the same insatser with *other amounts*, or is *unchanged*. `grounds` says why.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import compress
from typing import Any, Final, TypeAlias, cast
from typing import Literal as OneOf

from ...engines.run import every_conflict
from ...loading.arguments import typed_arguments
from ...model.brief import brief
from ...model.decisions import Verdict
from ...model.facts import Area, Fact
from ...model.policies import Insats, Policy
from ...model.scenario import Reading, Scenario
from ..completions.groups import TRYING
from ..completions.settle import Matrix, Settled
from ..quantities import costed_alike
from .amounts import with_amounts
from .kept_layers import Before, Kept, inputs_of, kept_of
from .verdicts import Verdicts, all_readings, at_level, count, several, tell_apart, told, verdicts_of, whole_of

_Three: TypeAlias = tuple[Policy, Policy, Policy | None]
Group: TypeAlias = OneOf["both", "only_a", "only_b", "neither", "unknown", "not_settled"]
GROUPS: Final[tuple[Group, ...]] = ("both", "only_a", "only_b", "neither", "unknown", "not_settled")
Change: TypeAlias = OneOf["gains", "loses", "swaps", "amounts", "unchanged", "unknown", "not_settled"]
CHANGES: Final[tuple[Change, ...]] = ("gains", "loses", "swaps", "amounts", "unchanged", "unknown", "not_settled")


def given(matrix: Matrix, *policies: Policy | None) -> tuple[frozenset[str], ...]:
    """The insatser that each policy gives; where there is none, none."""
    gifts: dict[str, set[str]] = {}
    for (by, insats), verdict in matrix.items():
        if verdict == "yes":
            gifts.setdefault(by, set()).add(insats)
    return tuple([frozenset(gifts.get(policy.id, ())) if policy else frozenset() for policy in policies])


def reaches(matrix: Matrix, policy: Policy, base: Policy | None) -> Verdict:
    """Whether a policy gives something that the baseline does not."""
    return _more(*given(matrix, policy, base))


def _more(some: frozenset[str], others: frozenset[str]) -> Verdict:
    return "yes" if some - others else "no"


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
    """One insats under both policies: verdicts counted (None: not named), the areas each gives it to, and groups."""

    insats: Insats
    a: dict[Verdict, int] | None
    b: dict[Verdict, int] | None
    given: tuple[tuple[Area, ...], tuple[Area, ...]]
    groups: dict[Group, tuple[Area, ...]]


@dataclass(frozen=True, slots=True)
class Layer:
    """The comparison at one level. `counted`: the insatser that differ between the policies and the baseline;
    without a baseline all that A or B names."""

    level: str
    areas: tuple[Reached, ...]
    insatser: tuple[PerInsats, ...]
    counted: frozenset[str]

    @typed_arguments
    def changed(self, change: Change) -> tuple[Reached, ...]:
        """The areas with a change."""
        return tuple(r for r in self.areas if r.change == change)


@dataclass(frozen=True, slots=True)
class Side:
    """The comparison in one interpretation: at the scenario's level first, then at each other level."""

    reading: Reading
    layers: tuple[Layer, ...]

    __repr__ = brief

    @property
    def areas(self) -> tuple[Reached, ...]:
        """The areas of the scenario's level."""
        return self.layers[0].areas

    @property
    def insatser(self) -> tuple[PerInsats, ...]:
        """The insatser of the scenario's level."""
        return self.layers[0].insatser

    @typed_arguments
    def group(self, name: Group) -> tuple[Reached, ...]:
        """The areas of a group."""
        return tuple(r for r in self.areas if r.group == name)

    def changed(self, change: Change) -> tuple[Reached, ...]:
        """The areas with a change."""
        return self.layers[0].changed(change)

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

    __repr__ = brief

    @property
    def alone(self) -> bool:
        """Whether it is about one policy, with nothing to change from."""
        return self.a is self.b

    @property
    def policies(self) -> tuple[Policy, ...]:
        """The policies that it is about, A first."""
        return several(self.a, self.b)


def compare(scenario: Scenario, a: str, b: str, *, only: frozenset[str] = frozenset()) -> Comparison:
    """The comparison of two policies, in all areas or `only` some. Raises `GrundError` where a policy is unknown."""
    first, second = scenario.policy(a), scenario.policy(b)
    base = counted_from(scenario, first) if a == b else baseline(scenario)
    policies = several(first, second, base)
    with every_conflict(scenario, [p.id for p in policies]):
        sides = {r: _side(scenario, (first, second, base), r, only) for r in all_readings(scenario, policies)}
    apart = tell_apart(tuple(sides), lambda reading: sides[reading].layers)
    named_sides = tuple(replace(whole_of(sides, reading), reading=reading) for reading in apart)
    return Comparison(scenario, first, second, base, named_sides)


def baseline(scenario: Scenario) -> Policy | None:
    """The policy that reach is counted from; None where none is declared."""
    return scenario.policy(scenario.baseline) if scenario.baseline else None


def counted_from(scenario: Scenario, policy: Policy) -> Policy | None:
    """The baseline that a policy is counted from; the baseline itself is counted from nothing."""
    base = baseline(scenario)
    return None if base is None or base.id == policy.id else base


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


def _side(scenario: Scenario, policies: _Three, reading: Reading, only: frozenset[str]) -> Side:
    levels = {r.insats.level for p in several(*policies) for r in p.rulings.values()} - {scenario.level}
    ordered = [scenario.level, *(level for level in scenario.book.vocabulary.levels if level in levels)]
    return Side(reading, tuple(_layer(scenario, policies, reading, level, only) for level in ordered))


def _layer(scenario: Scenario, three: _Three, reading: Reading, level: str, only: frozenset[str]) -> Layer:
    """The comparison at a level; of one counted before, in another reading too, what reads the same is kept."""
    (a, b, base), policies = three, several(*three)
    insatser = {r.insats.id: r.insats for p in (a, b) for r in at_level(p, level)}
    inputs = inputs_of(scenario, policies, reading, level, list(insatser.values()))
    asked_of = (a.id, b.id, base.id if base else "", level, "tries" if TRYING.get() else "", only)
    key, latest, last = ("layer", asked_of, inputs.key), ("latest layer", asked_of, reading), ("last layer", asked_of)
    if key not in scenario.cache:
        verdicts = verdicts_of(scenario, policies, reading, level, only)
        kept = kept_of((scenario.cache.get(latest), scenario.cache.get(last)), inputs, verdicts)
        layer = _counted(scenario, three, reading, insatser, verdicts, kept)
        followed = verdicts.followed | kept.followed()
        scenario.cache[key] = Before(inputs, verdicts.rows, verdicts.kinds, followed, layer)
    made = scenario.cache[latest] = scenario.cache[last] = scenario.cache[key]
    return cast("Layer", made.layer)


def _counted(
    scenario: Scenario, three: _Three, reading: Reading, insatser: Mapping[str, Insats], verdicts: Verdicts, kept: Kept
) -> Layer:
    """The comparison of verdicts, without what is kept of one before."""
    a, b, base = three
    was = cast("Layer | None", kept.before and kept.before.layer)
    everything = {name for _, name in verdicts.columns}
    same = frozenset(filter(kept.insats, everything))
    priced = {name for name in insatser if not costed_alike(scenario, a, b, reading, insatser[name])}
    counted = {
        name
        for name in everything
        if base is None or name in priced or (name in was.counted if was and name in same else verdicts.differ(name))
    }
    places = [place for place in range(len(verdicts.areas)) if not kept.area(place)]
    unlike = [insatser[name] for name in sorted(priced)]
    fresh = _areas(scenario, three, reading, unlike, verdicts, places)
    by_place = {reached.place: reached for reached in (*(was.areas if was else ()), *fresh)}
    areas = tuple(by_place[place] for place in range(len(verdicts.areas)))
    rows = {row.insats.id: row for row in was.insatser if row.insats.id in same} if was else {}
    per = tuple(rows.get(name) or _per_insats(a, b, insatser[name], verdicts) for name in sorted(insatser))
    return Layer(verdicts.level, areas, per, frozenset(counted))


def _areas(
    scenario: Scenario,
    three: _Three,
    reading: Reading,
    priced: Sequence[Insats],
    verdicts: Verdicts,
    places: Sequence[int],
) -> Iterator[Reached]:
    """The areas at some places of the level. `priced`: the insatser whose amounts may differ."""
    answers = verdicts.settled_each(places, lambda matrix: given(matrix, *three), _WAYS)
    if priced:
        answers["change"] = with_amounts(scenario, three[:2], reading, priced, verdicts, answers["change"])
    alike: dict[int, Reached] = {}
    for i in places:
        area, kind = verdicts.areas[i], verdicts.kinds[i]
        if kind in alike:
            yield replace(alike[kind], area=area, district=_district(scenario, area), place=i)
            continue
        settled_groups = {name: column[i] for name, column in answers.items()}
        reached = _reached(area, _district(scenario, area), i, settled_groups, _moved(verdicts.row(i), *three[:2]))
        yield reached
        if not priced and "unknown" not in verdicts.rows[kind]:
            alike[kind] = reached


_WAYS: Final[Mapping[str, Callable[[tuple[frozenset[str], ...]], Hashable]]] = {
    "group": lambda gifts: group_of(_more(gifts[0], gifts[2]), _more(gifts[1], gifts[2])),
    "change": lambda gifts: change_of(gifts[0], gifts[1]),
    "a": lambda gifts: _more(gifts[0], gifts[2]),
    "b": lambda gifts: _more(gifts[1], gifts[2]),
    "withdraws_a": lambda gifts: _more(gifts[2], gifts[0]),
    "withdraws_b": lambda gifts: _more(gifts[2], gifts[1]),
}  # what is said of an area, from what A, B and the baseline give there


def _reached(
    area: Area, district: Area | None, place: int, groups: Mapping[str, Settled], moved: tuple[tuple[str, ...], ...]
) -> Reached:
    group, change = (cast("Any", groups[name].value) for name in ("group", "change"))
    verdicts = {name: told(settled) for name, settled in groups.items() if name not in ("group", "change")}
    return Reached(
        area, district, place, group, change, **verdicts, gained=moved[0], lost=moved[1],
        step=max(settlement.step for settlement in groups.values()),
        needs=frozenset().union(*(settlement.needs for settlement in groups.values())),
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
    a_gives, b_gives = (tuple(compress(verdicts.areas, (v == "yes" for v in column or ()))) for column in columns)
    return PerInsats(insats, first, second, (a_gives, b_gives), {g: tuple(areas) for g, areas in groups.items()})
