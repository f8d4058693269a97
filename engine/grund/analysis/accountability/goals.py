"""Goals: indicators over time, and whether goals are met.

*helt*, *delvis* or *ej* by the rule the indicator declares; a goal without data is unknown, not unmet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias
from typing import Literal as OneOf

from ...engines import interpreter
from ...model.expressions import names
from ...model.facts import World
from ...model.organisation import Goal, Indicator
from ...model.scenario import Scenario
from ...model.sources import Citation

Fulfilment: TypeAlias = OneOf["helt", "delvis", "ej", "unknown"]
FULFILMENT_WORDS: Final[Mapping[Fulfilment, tuple[str, str]]] = {
    "helt": ("uppfylls helt", "met"),
    "delvis": ("uppfylls delvis", "partly met"),
    "ej": ("uppfylls ej", "not met"),
    "unknown": ("bedömning saknas", "not assessed"),
}
WORST: Final[tuple[Fulfilment, ...]] = ("ej", "unknown", "delvis", "helt")
"""From the worst: an indicator that nobody knows is worse than one that is partly met."""


@dataclass(frozen=True, slots=True)
class ObservedValue:
    """An indicator's value on a day, reported or counted in the world."""

    indicator: Indicator
    day: date
    value: Decimal | None
    citation: Citation


@dataclass(frozen=True, slots=True)
class Followed:
    """A goal with its indicators' values in time, each indicator's fulfilment, and its own."""

    goal: Goal
    series: tuple[tuple[ObservedValue, ...], ...]
    met: tuple[Fulfilment, ...]
    fulfilment: Fulfilment


def followed(scenario: Scenario, policy: str = "") -> tuple[Followed, ...]:
    """Every goal of a policy (or all), followed up to the scenario's day."""
    org = scenario.book.organisation
    followups: list[Followed] = []
    for goal in org.goals.values():
        if not goal.of(policy):
            continue
        indicators = [i for i in org.indicators.values() if i.goal == goal.id]
        series = tuple(observations(scenario, i) for i in indicators)
        met = tuple(fulfilment(i, values) for i, values in zip(indicators, series, strict=True))
        followups.append(Followed(goal, series, met, together(met)))
    return tuple(followups)


def observations(scenario: Scenario, indicator: Indicator) -> tuple[ObservedValue, ...]:
    """The indicator's values in order of day: reported outcomes, and counts on the days the world's lists start."""
    reported = [
        ObservedValue(indicator, o.day, o.value, o.citation)
        for o in scenario.book.organisation.outcomes
        if o.indicator == indicator.id and o.day <= scenario.day
    ]
    counted: list[ObservedValue] = []
    if indicator.count is not None:
        attributes = scenario.book.vocabulary.attributes
        series = {a.series for n in names(indicator.count) if (a := attributes.get(n)) and a.series}
        for issue in scenario.facts.lists:
            seen = scenario.known is None or issue.recorded <= scenario.known
            if issue.series in series and issue.start <= scenario.day and seen:
                world = scenario.facts.at(issue.start, scenario.known)
                counted.append(
                    ObservedValue(indicator, issue.start, _count(scenario, indicator, world), issue.citation)
                )
    return tuple(sorted((*reported, *counted), key=lambda o: o.day))


def _count(scenario: Scenario, indicator: Indicator, world: World) -> Decimal | None:
    """How many areas the condition holds for; unknown if it is for one of them."""
    assert indicator.count is not None
    policy = next(iter(scenario.policies.values()))
    frame = interpreter.frame(scenario.book.vocabulary, policy, world)
    areas = world.by_level.get(indicator.level, ())
    values = [interpreter.evaluate(frame, indicator.count, area).value for area in areas]
    return None if None in values else Decimal(sum(value is True for value in values))


def fulfilment(indicator: Indicator, values: tuple[ObservedValue, ...]) -> Fulfilment:
    """Fulfilment by the indicator's own rule, on its latest value (due day included).

    helt: the target is reached. delvis: the `partly` value is. ej: neither. unknown: no target or no value.
    """
    due = [o for o in values if indicator.by is None or o.day <= indicator.by]
    latest = due[-1].value if due else None
    if indicator.target is None or latest is None:
        return "unknown"
    if _reached(indicator, latest, indicator.target):
        return "helt"
    if indicator.partly is not None and _reached(indicator, latest, indicator.partly):
        return "delvis"
    return "ej"


def _reached(indicator: Indicator, value: Decimal, limit: Decimal) -> bool:
    return value <= limit if indicator.best == "low" else value >= limit


def together(met: tuple[Fulfilment, ...]) -> Fulfilment:
    """A goal is as fulfilled as its weakest indicator; without indicators it is unknown."""
    return min(met, key=WORST.index, default="unknown")
