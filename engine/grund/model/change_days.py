"""Change days: on which days what is recorded changes.

Between such days a world answers the same; a day too many costs time and changes nothing.
"""

from __future__ import annotations

from bisect import bisect_right
from calendar import isleap
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from .attributes import Attribute
from .expressions import FIRST, Value
from .facts import ON_TOP, Area, Fact, FactBook, LargeFacts, World, in_force, issues, seen
from .repairs import RepairedFacts

NEVER: Final = date.max
"""The day that does not come."""


def after(days: Sequence[date], day: date) -> date:
    """The first of some days, in order, that comes after a day."""
    at = bisect_right(days, day)
    return days[at] if at < len(days) else NEVER


def before(day: date, last: int, count: str) -> date:
    """The last day that is not among the last so many `days` or `years`; 29 February is, in other years, the 28th."""
    if count == "days":
        return day - timedelta(min(last, (day - FIRST).days))
    year = max(day.year - last, FIRST.year)
    return (
        day.replace(year=year, day=28)
        if (day.month, day.day) == (2, 29) and not isleap(year)
        else day.replace(year=year)
    )


@dataclass(frozen=True)
class ChangeDays:
    """A fact book's days. `follows`: what is known follows the day, else it is `known` (None: all that is recorded).

    `facts` are by area and attribute, `lists` by series, `links` by relation, hierarchy and area: the areas at the
    other end, and the days on which the link or that area begins or ends. `born`: when any area begins or ends.
    `begun`: when the first list of a series comes into force; empty where what is known follows the day. `stated`: the
    facts themselves, of a world that is not large and in which nothing is repaired.
    """

    book: FactBook
    known: date | None
    follows: bool
    facts: Mapping[tuple[str, str], Sequence[date]]
    lists: Mapping[str, Sequence[date]]
    links: Mapping[tuple[str, str, str], tuple[Sequence[str], Sequence[date]]]
    days: Sequence[date]
    born: Sequence[date] = ()
    begun: Mapping[str, date] = field(default_factory=dict)
    stated: Mapping[tuple[str, str], Sequence[Fact]] = field(default_factory=dict, repr=False)
    worlds: dict[int, World] = field(default_factory=dict, repr=False)
    reached: dict[tuple[str, str, str], Sequence[date]] = field(default_factory=dict, repr=False)
    turned: dict[tuple[str, str], Sequence[date]] = field(default_factory=dict, repr=False)

    def at(self, day: date) -> World:
        """The world on a day; it is made once between two days on which something changes."""
        since = bisect_right(self.days, day)
        known = day if self.follows else self.known
        if since not in self.worlds:
            self.worlds.clear()  # days are asked for in order, so one is enough
            self.worlds[since] = self.book.at(day, known)
        world = self.worlds[since]
        return world if world.day == day else world.later(day, known)

    def fact(self, area: str, attribute: Attribute, day: date) -> date:
        """The next day on which an attribute of an area may be read otherwise; of what a list says of those that it
        does not name, the next day on which it has another value."""
        days, series = self.facts.get((area, attribute.id), ()), attribute.series
        if not series:
            return after(days, day)
        if self.follows or attribute.closed is None or (days and not self.stated):
            return min(self.listed(series, day), after(days, day))
        return after(self._turns(area, attribute, days), day) if days else self.begins(series, day)

    def _turns(self, area: str, attribute: Attribute, days: Iterable[date]) -> Sequence[date]:
        """The days on which a listed attribute of an area has another value than on the day before."""
        key = (area, attribute.id)
        if key not in self.turned:
            turns: list[date] = []
            last: tuple[Value | None, str] = (None, "")
            for day in sorted({*days, *self.lists.get(attribute.series, ())}):
                facts, lists = in_force(self.stated[key], day, self.known), issues(self.book.lists, day, self.known)
                value, basis = World(day, self.known, {}, (), facts, lists).read(area, attribute)
                turn = (value, basis.absence if isinstance(basis, Fact) else "")
                if turn != last:
                    turns.append(day)
                last = turn
            self.turned[key] = turns
        return self.turned[key]

    def bounds(self, day: date) -> date:
        """The next day on which there may be other areas."""
        return after(self.born, day)

    def listed(self, series: str, day: date) -> date:
        """The next day on which another list of a series may be in force."""
        return after(self.lists.get(series, ()), day)

    def begins(self, series: str, day: date) -> date:
        """The next day on which a series may go from no list in force to one."""
        return NEVER if self.begun.get(series, NEVER) <= day else self.listed(series, day)

    def related(self, relation: str, hierarchy: str, area: str, day: date) -> date:
        """The next day on which other areas may stand in a relation to an area, or otherwise."""
        key = (relation, hierarchy, area)
        if key not in self.reached:
            self.reached[key] = self._reach(*key)
        return after(self.reached[key], day)

    def _reach(self, relation: str, hierarchy: str, area: str) -> Sequence[date]:
        """The days of every link that `World.related` may follow."""
        dates: set[date] = set()
        queue, seen = [area], {area}
        while queue:
            others, days = self.links.get((relation, hierarchy, queue.pop()), ((), ()))
            dates.update(days)
            if relation in ("parts", "parent"):
                queue += [other for other in others if other not in seen]
                seen.update(others)
        return sorted(dates)


def history(book: FactBook, known: date | None = None, follows: bool = False) -> ChangeDays:
    """The days of a fact book, as it is known; with `follows`, as it was known on each day."""
    facts: dict[tuple[str, str], set[date]] = defaultdict(set)
    stated: dict[tuple[str, str], list[Fact]] = defaultdict(list)
    plain = not isinstance(book.facts, LargeFacts) and not isinstance(book, RepairedFacts)
    for fact in book.facts:
        if plain:
            stated[fact.area, fact.attribute].append(fact)
        if follows or known is None or not known < fact.recorded != ON_TOP:
            facts[fact.area, fact.attribute] |= _days(fact.start, fact.end, fact.recorded if follows else None)
    for key, changed in (book.change_days(facts) if isinstance(book, RepairedFacts) else {}).items():
        facts[key] |= changed
    lists, begun = _lists(book, known, follows)
    areas = {area.id: area for area in book.areas}
    links = _links(book, areas)
    bounds = [_days(area.start, area.end) for area in book.areas]
    all_days = set[date]().union(*facts.values(), *lists.values(), *(days for _, days in links.values()), *bounds)
    return ChangeDays(
        book, known, follows,
        {k: sorted(v) for k, v in facts.items()}, {k: sorted(v) for k, v in lists.items()}, links, sorted(all_days),
        sorted(set[date]().union(*bounds)), begun, stated,
    )  # fmt: skip


def _lists(book: FactBook, known: date | None, follows: bool) -> tuple[Mapping[str, set[date]], Mapping[str, date]]:
    """The days of the issues of each series; and when its first one, of those that are known, began."""
    lists: dict[str, set[date]] = defaultdict(set)
    begun: dict[str, date] = {}
    for issue in book.lists:
        if not follows and seen(issue, known):
            begun[issue.series] = min(issue.start, begun.get(issue.series, NEVER))
        if follows or known is None or not known < issue.recorded != ON_TOP:
            lists[issue.series] |= _days(issue.start, issue.recorded if follows else None)
    return lists, begun


def _links(
    book: FactBook, areas: Mapping[str, Area]
) -> dict[tuple[str, str, str], tuple[Sequence[str], Sequence[date]]]:
    others: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    days: dict[tuple[str, str, str], set[date]] = defaultdict(set)
    for link in book.links:
        for relation, area, other in link.ends():
            key = (relation, link.hierarchy, area)
            others[key].add(other)
            days[key] |= _days(link.start, link.end, areas[other].start, areas[other].end)
    return {key: (sorted(names), sorted(days[key])) for key, names in others.items()}


def _days(*days: date | None) -> set[date]:
    return {day for day in days if day is not None and day != ON_TOP}
