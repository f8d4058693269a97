"""Targeting: how well policies hit the need that the scenario declares.

Without a declared need there are none; a need that hangs on another open question is unknown where its readings
differ.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ..analysis.compare.comparison import Comparison, Side
from ..analysis.compare.one_policy import reach
from ..analysis.targeting_measures import (
    TOPS,
    Bounds,
    Item,
    Maybe,
    MeasuredArea,
    amount,
    concentration,
    curve,
    in_need,
    outside,
    share,
    spread,
    top,
)
from ..loading.arguments import typed_arguments
from ..model.brief import brief
from ..model.decisions import Verdict
from ..model.policies import Policy
from ..model.scenario import Reading, Scenario
from .need import Need, needs
from .policy_budgets import Budget, budget, in_year

SELECTED: Mapping[Verdict, Maybe] = {"yes": True, "no": False, "unknown": None}


@dataclass(frozen=True, slots=True)
class Targeting:
    """The measures of one policy in one reading: shares (0 to 1), areas and residents; None is unknown.

    `spending` is the share of the cost, over the years of the scenario's budget, that goes outside the need.
    """

    need: Bounds | None
    residents: Bounds | None
    children: Bounds | None
    areas_outside: Bounds
    residents_outside: Bounds
    leakage: Bounds | None
    spending: Bounds | None
    tops: Mapping[int, Bounds | None]
    top_areas: Mapping[int, Bounds]
    concentration: Bounds | None
    curve: tuple[tuple[Fraction, Fraction], ...] | None
    spread: Bounds | None


def declared(scenario: Scenario) -> bool:
    """Whether the scenario says which areas are in need, or how much."""
    return scenario.planning.need is not None or scenario.planning.weight is not None


class Measured(NamedTuple):
    """A policy in a reading, and its measures."""

    policy: str
    reading: Reading
    measures: Targeting

    def __repr__(self) -> str:
        return brief(self)


@typed_arguments
def targeting(subject: Comparison | Budget) -> tuple[Measured, ...]:
    """Every policy's measures, in order of reading, then policy; nothing where no need is declared."""
    scenario = subject.scenario
    if not declared(scenario):
        return ()
    if isinstance(subject, Budget):
        last = in_year(scenario, subject.years[-1])
        return tuple(
            _measured(last, s.policy, s.reading, reach(last, s.policy, s.reading), subject) for s in subject.sides
        )
    costed = budget(scenario, [subject.a.id, subject.b.id], own=True) if scenario.planning.years else None
    measured: list[Measured] = []
    alike: dict[tuple[object, ...], Targeting] = {}
    need_exprs = [e for e in (scenario.planning.need, scenario.planning.weight) if e is not None]
    read = {name for pairs in scenario.readings_of(need_exprs) for name, _ in pairs}
    for side in subject.sides:
        for policy in (subject.a, subject.b):
            verdicts = _reached(subject, side, policy)
            of_need = tuple(pair for pair in side.reading if costed or pair[0] in read)
            key = (policy.id, of_need, tuple(verdicts.items()))
            if key not in alike:  # what is measured of it is the same in another reading
                alike[key] = _measured(scenario, policy, side.reading, verdicts, costed).measures
            measured.append(Measured(policy.id, side.reading, alike[key]))
    return tuple(measured)


def _reached(comparison: Comparison, side: Side, policy: Policy) -> Mapping[str, Verdict]:
    """Whom a policy reaches; the baseline itself, to whom it gives something."""
    if comparison.base is not None and comparison.base.id == policy.id:
        return reach(comparison.scenario, policy, side.reading)
    return {r.area.id: r.a if policy is comparison.a else r.b for r in side.areas}


def _measured(
    scenario: Scenario, policy: Policy, reading: Reading, reached: Mapping[str, Verdict], costed: Budget | None
) -> Measured:
    needs_by_area = needs_in(scenario, policy, reading)
    members = [_member(needs_by_area[area], SELECTED[verdict]) for area, verdict in reached.items()]
    tops = {percent: top(members, percent) for percent in TOPS}
    outside_items = [Item(m.reached, outside(m), m.residents) for m in members]
    measures = Targeting(
        share([Item(m.inside, m.reached, m.need) for m in members]),
        share(in_need(members)),
        share([Item(m.inside, m.reached, m.children) for m in members]) if scenario.planning.children else None,
        amount(i._replace(size=Fraction(1)) for i in outside_items),
        amount(outside_items),
        share(outside_items),
        None
        if costed is None
        else _spending(costed, policy, reading, {n.area.id: n.inside for n in needs_by_area.values()}),
        {percent: share(items) for percent, items in tops.items()},
        {percent: amount(i._replace(hit=True) for i in items) for percent, items in tops.items()},
        concentration(members),
        curve(members),
        spread(members),
    )
    return Measured(policy.id, reading, measures)


def needs_in(scenario: Scenario, policy: Policy, reading: Reading) -> dict[str, Need]:
    """The needs in a reading; what differs between readings of other open questions is unknown."""
    exprs = [e for e in (scenario.planning.need, scenario.planning.weight) if e is not None]
    chosen = dict(reading)
    alternatives = [
        needs(scenario, policy, tuple({**dict(pairs), **chosen}.items())) for pairs in scenario.readings_of(exprs)
    ]  # fmt: skip
    return {name: _one([by_area[name] for by_area in alternatives]) for name in alternatives[0]}


def _one(alternatives: list[Need]) -> Need:
    first = alternatives[0]
    inside = first.inside if all(n.inside == first.inside for n in alternatives) else None
    weight = first.weight if all(n.weight == first.weight for n in alternatives) else None
    return Need(first.area, first.district, inside, weight, first.residents, first.children)


def _member(need: Need, reached: Maybe) -> MeasuredArea:
    weight, residents, children = map(_exact, (need.weight, need.residents, need.children))
    return MeasuredArea(reached, need.inside, weight, residents, children, need.district)


def _exact(value: Decimal | None) -> Fraction | None:
    return None if value is None else Fraction(value)


def _spending(costed: Budget, policy: Policy, reading: Reading, inside: Mapping[str, Maybe]) -> Bounds | None:
    """The share of the cost outside the need; what is decided at another level, or for a body, may be either."""
    shares = []
    for side in costed.sides:
        chosen = dict(side.reading)
        if side.policy.id != policy.id or any(chosen.get(name, value) != value for name, value in reading):
            continue
        items = []
        for line in side.lines:
            within = inside.get(line.area)
            size = None if line.amount is None else Fraction(line.amount)
            items.append(Item(SELECTED[line.verdict], None if within is None else not within, size))
        shares.append(share(items))
    bounds = [b for b in shares if b is not None]
    highs = [b.high for b in bounds if b.high is not None]
    return Bounds(min(b.low for b in bounds), max(highs)) if bounds and len(bounds) == len(shares) else None
