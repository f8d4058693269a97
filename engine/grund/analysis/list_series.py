"""List series: a series of lists, issue by issue. What each measure counts, and what moved.

Each issue is read as a world of its own day; areas whose condition is unknown are counted apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from ..engines import interpreter
from ..model.expressions import Value
from ..model.facts import Area, ListInForce, World
from ..model.scenario import Measure, Scenario
from ..problems.problem import GrundError, nearest, problem
from .targeting_measures import Bounds, churn


@dataclass(frozen=True, slots=True)
class Counted:
    """A measure on one day: the areas for which it holds, and those for which it is unknown."""

    measure: Measure
    areas: tuple[Area, ...]
    unknown: tuple[Area, ...]

    @property
    def members(self) -> dict[str, bool | None]:
        """The areas that are counted, and those that may be."""
        return {**{a.id: True for a in self.areas}, **{a.id: None for a in self.unknown}}


@dataclass(frozen=True, slots=True)
class ListMove:
    """An area whose listed value changed between two issues; None: not in the world on that day."""

    issue: ListInForce
    area: Area
    attribute: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Replay:
    """Issues in order, the measures counted on each, and the moves between them."""

    issues: tuple[ListInForce, ...]
    counts: tuple[tuple[Counted, ...], ...]
    moves: tuple[ListMove, ...]

    @property
    def turnover(self) -> list[tuple[Bounds | None, ...]]:
        """By measure and issue what entered or left of what is on either list; of the first issue nothing is known."""
        by_measure = zip(*self.counts, strict=True)
        return [(None, *(churn(a.members, b.members) for a, b in pairwise(column))) for column in by_measure]


def replay(scenario: Scenario) -> Replay:
    """The scenario's series replayed, up to its day. Raises `GrundError` where the series is unknown."""
    all_issues = [i for i in scenario.facts.lists if i.series == scenario.replay]
    if not all_issues:
        known = sorted({i.series for i in scenario.facts.lists})
        words = {"what": "@series", "id": scenario.replay, "known": ", ".join(known)}
        raise GrundError([problem("G312", None, nearest(scenario.replay, known), **words)])
    seen = [
        i for i in all_issues
        if i.start <= scenario.day and (scenario.known is None or i.recorded <= scenario.known)
    ]  # fmt: skip
    issues = tuple(sorted(seen, key=lambda i: i.start))
    worlds = [scenario.facts.at(issue.start, scenario.known) for issue in issues]
    counts = tuple(tuple(count(scenario, m, w) for m in scenario.measures) for w in worlds)
    moves = [
        move
        for issue, before, after in zip(issues[1:], worlds, worlds[1:], strict=False)
        for move in _moves(scenario, issue, before, after)
    ]
    return Replay(issues, counts, tuple(moves))


def count(scenario: Scenario, measure: Measure, world: World) -> Counted:
    """A measure on a world, under the scenario's first policy."""
    policy = next(iter(scenario.policies.values()))
    frame = interpreter.frame(scenario.book.vocabulary, policy, world)
    areas: dict[object, list[Area]] = {True: [], False: [], None: []}
    for area in world.by_level.get(measure.level, ()):
        areas[interpreter.evaluate(frame, measure.where, area).value].append(area)
    return Counted(measure, tuple(areas[True]), tuple(areas[None]))


def _moves(scenario: Scenario, issue: ListInForce, before: World, after: World) -> list[ListMove]:
    """Areas whose value of an attribute of the series differs between two worlds."""
    moves: list[ListMove] = []
    for attribute in scenario.book.vocabulary.attributes.values():
        if attribute.series != issue.series:
            continue
        areas = {**before.areas, **after.areas}
        for name in sorted(areas):
            if areas[name].level not in attribute.levels:
                continue
            values = [
                world.read(name, attribute)[0] if name in world.areas else attribute.closed for world in (before, after)
            ]
            if values[0] != values[1]:
                moves.append(ListMove(issue, areas[name], attribute.id, values[0], values[1]))
    return moves
