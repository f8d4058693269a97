"""Facts: the nouns of what is. Areas, relations, facts in two times, and the world on a day.

`FactBook.at(day, known) -> World`. A world is immutable; it holds what was valid on `day` as it had been recorded on
`known`; what is not known stays unknown.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeVar

from ..problems.problem import Place
from .attributes import Attribute
from .brief import brief
from .expressions import Value
from .sources import Citation, Label

ON_TOP: Final = date.max
"""When a what-if is `recorded`: it lies on top of everything recorded, and is seen whatever was known."""


@dataclass(frozen=True, slots=True)
class Area:
    """One area at one level, valid in [start, end)."""

    id: str
    level: str
    name: str
    start: date | None = None
    end: date | None = None
    citation: Citation = Citation()


_ENDS: Final = {
    "part_of": ("parent", "parts"),
    "overlaps": ("overlaps", "overlaps"),
    "neighbours": ("neighbours", "neighbours"),
}
"""What a relation is called from the area that states it, and from the other."""


@dataclass(frozen=True, slots=True)
class Link:
    """A relation between two areas: `part_of` in a hierarchy, `overlaps` with named shares, or `neighbours`.

    `absences` says why a share is missing, where that is said: a share of the residents where nobody lives.
    """

    area: str
    other: str
    relation: str
    hierarchy: str = ""
    shares: Mapping[str, Decimal | None] = field(default_factory=dict)
    start: date | None = None
    end: date | None = None
    citation: Citation = Citation()
    absences: Mapping[str, str] = field(default_factory=dict)

    def ends(self) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
        """The relation as each of its two areas sees it: (relation, area, the other)."""
        there, back = _ENDS[self.relation]
        return (there, self.area, self.other), (back, self.other, self.area)


@dataclass(frozen=True, slots=True)
class Fact:
    """(area, attribute, value), valid in [start, end), seen from `recorded` on until it is `withdrawn`.

    No value: `absence` says why. `repair`: the method that made the value, in the place of a missing one.
    """

    area: str
    attribute: str
    value: Value | None
    start: date
    end: date | None
    recorded: date
    citation: Citation
    absence: str = ""
    precision: str = ""
    place: Place | None = None
    withdrawn: date | None = None
    repair: str = ""


@dataclass(frozen=True, slots=True)
class ListInForce:
    """One issue of a series of lists; it holds until the next one of its series starts."""

    id: str
    series: str
    start: date
    recorded: date
    citation: Citation
    precision: str = ""
    withdrawn: date | None = None


class LargeFacts(Sequence[Fact]):
    """The facts of a large world (see `fact_columns`): a fact is made when it is asked for."""

    @abstractmethod
    def in_force(self, day: date, known: date | None) -> FactsInForce:
        """See `in_force`."""

    @abstractmethod
    def recorded_together(self) -> Iterable[int]:
        """The places of facts of one area and attribute that were recorded on one day, where there are several."""

    @abstractmethod
    def stated(self, absence: str) -> frozenset[str]:
        """The attributes of which some fact states an absence."""


class FactsInForce(Mapping[tuple[str, str], Fact]):
    """The facts of a large world that count on a day, by (area, attribute)."""

    @abstractmethod
    def column(self, areas: Iterable[Area], attribute: str) -> list[Value | None]:
        """The values of an attribute in some areas."""

    @abstractmethod
    def covered(self, on_top: Mapping[tuple[str, str], Fact]) -> FactsInForce:
        """The same with facts on top."""


def seen(item: Fact | ListInForce, known: date | None) -> bool:
    """Whether something recorded was known on a day and not withdrawn by then; None: all that is known now.

    What a scenario puts on top is seen whatever was known.
    """
    if known is None or item.recorded == ON_TOP:
        return item.withdrawn is None
    return item.recorded <= known and (item.withdrawn is None or known < item.withdrawn)


def in_force(facts: Iterable[Fact], day: date, known: date | None) -> dict[tuple[str, str], Fact]:
    """By (area, attribute), the fact that counts on a day: of those valid and seen, the latest recorded."""
    chosen: dict[tuple[str, str], Fact] = {}
    for fact in facts:
        if fact.start > day or (fact.end is not None and day >= fact.end) or not seen(fact, known):
            continue
        key = (fact.area, fact.attribute)
        current = chosen.get(key)
        if current is None or (fact.recorded, fact.start) > (current.recorded, current.start):
            chosen[key] = fact
    return chosen


def issues(lists: Iterable[ListInForce], day: date, known: date | None) -> dict[str, ListInForce]:
    """By series, the list in force on a day: of those begun and seen, the latest begun."""
    by_series: dict[str, ListInForce] = {}
    for issue in lists:
        if issue.start > day or not seen(issue, known):
            continue
        if issue.series not in by_series or by_series[issue.series].start < issue.start:
            by_series[issue.series] = issue
    return by_series


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened, or might, on a day: its name and source, and what it changes in a scenario.

    What the world already says with valid time an event need not repeat: then it only names the day.
    `precision` is `day`, or `month` or `year` where no more is known.
    """

    day: date
    label: Label
    citation: Citation
    precision: str = "day"
    facts: tuple[Fact, ...] = ()


Dated = TypeVar("Dated", Area, Link)


def valid(items: Iterable[Dated], day: date) -> tuple[Dated, ...]:
    """The items valid on a day."""
    return tuple(i for i in items if (i.start is None or i.start <= day) and (i.end is None or day < i.end))


@dataclass(frozen=True)
class World:
    """The facts as they held on `day`, as they were known on `known` (None: all that is recorded).

    `book` gives what they were taken from, for what is asked of earlier days; without it the past is unknown.
    """

    day: date
    known: date | None
    areas: Mapping[str, Area]
    links: tuple[Link, ...]
    facts: Mapping[tuple[str, str], Fact]
    lists: Mapping[str, ListInForce]
    left_out: tuple[Area, ...] = ()
    book: Callable[[], FactBook] | None = field(default=None, repr=False, compare=False)

    __repr__ = brief

    @cached_property
    def by_level(self) -> Mapping[str, tuple[Area, ...]]:
        """Areas by level, in order of id."""
        places: dict[str, list[Area]] = {}
        for area in sorted(self.areas.values(), key=lambda a: a.id):
            places.setdefault(area.level, []).append(area)
        return {level: tuple(areas) for level, areas in places.items()}

    @cached_property
    def _links(self) -> Mapping[tuple[str, str, str], tuple[tuple[Area, Link], ...]]:
        """(relation, hierarchy, area) to the areas at the other end, in order of id."""
        by_relation: dict[tuple[str, str, str], list[tuple[Area, Link]]] = {}
        for link in self.links:
            if link.area in self.areas and link.other in self.areas:
                for relation, area, other in link.ends():
                    by_relation.setdefault((relation, link.hierarchy, area), []).append((self.areas[other], link))
        return {k: tuple(sorted(v, key=lambda pair: pair[0].id)) for k, v in by_relation.items()}

    def related(self, relation: str, hierarchy: str, area: str, to: str) -> tuple[tuple[Area, Link], ...]:
        """The areas of level `to` that stand in a relation to an area; parts and parent reach through levels."""
        pairs: list[tuple[Area, Link]] = []
        queue = [area]
        while queue:
            for other, link in self._links.get((relation, hierarchy, queue.pop()), ()):
                if other.level == to:
                    pairs.append((other, link))
                elif relation in ("parts", "parent"):  # a tree, and no circle: `loading` has seen to it
                    queue.append(other.id)
        return tuple(sorted(pairs, key=lambda pair: pair[0].id))

    def overlapping(self, area: Area) -> tuple[tuple[Area, Link], ...]:
        """The areas of any level that an area overlaps, in order of id."""
        return self._links.get(("overlaps", "", area.id), ())

    def above(self, area: Area) -> tuple[Area, ...]:
        """The areas an area is part of, in every hierarchy, nearest first."""
        areas: dict[str, Area] = {}
        queue = [area.id]
        while queue:
            here = queue.pop(0)
            for parent in self._parents.get(here, ()):
                if parent.id not in areas:
                    areas[parent.id] = parent
                    queue.append(parent.id)
        return tuple(areas.values())

    @cached_property
    def _parents(self) -> Mapping[str, tuple[Area, ...]]:
        """Each area's parents, over all hierarchies."""
        areas: dict[str, list[Area]] = {}
        for (relation, _, area), pairs in self._links.items():
            if relation == "parent":
                areas.setdefault(area, []).extend(other for other, _ in pairs)
        return {area: tuple(parents) for area, parents in areas.items()}

    def read(self, area: str, attribute: Attribute) -> tuple[Value | None, Fact | ListInForce | str]:
        """The value of an attribute and what it stands on: a fact, the list in force, or why it is missing."""
        fact = self.facts.get((area, attribute.id))
        if attribute.series:
            current = self.lists.get(attribute.series)
            if fact is not None and (current is None or fact.start >= current.start):
                return fact.value, fact
            if current is None:
                return None, "no_list"
            return attribute.closed, current if attribute.closed is not None else "no_fact"
        return (fact.value, fact) if fact is not None else (None, "no_fact")

    def column(self, areas: Iterable[Area], attribute: Attribute) -> list[Value | None]:
        """The values of an attribute in some areas."""
        name, fact_at = attribute.id, self.facts.get
        if attribute.series:
            return [self.read(area.id, attribute)[0] for area in areas]
        if isinstance(self.facts, FactsInForce):
            return self.facts.column(areas, name)
        facts = [fact_at((area.id, name)) for area in areas]
        return [None if fact is None else fact.value for fact in facts]

    def later(self, day: date, known: date | None) -> World:
        """The same world on another day, nothing recorded having changed between; its indexes are shared."""
        world = copy(self)
        world.__dict__.update(day=day, known=known)
        return world

    def holding(self, facts: Mapping[tuple[str, str], Fact]) -> World:
        """The same world with other facts; its indexes are shared."""
        world = copy(self)
        world.__dict__.update(facts=facts)
        return world

    def covered(self, facts: Iterable[Fact], book: FactBook) -> World:
        """The same world with facts on top of all others, taken from a book that has them; its indexes are shared."""
        world = copy(self)
        on_top = {(fact.area, fact.attribute): fact for fact in facts}
        large = self.facts if isinstance(self.facts, FactsInForce) else None
        world.__dict__.update(facts=large.covered(on_top) if large else {**self.facts, **on_top}, book=book.itself)
        return world


@dataclass(frozen=True)
class FactBook:
    """Everything recorded about a place, in two times."""

    id: str
    label: Label
    rules: str
    areas: tuple[Area, ...]
    links: tuple[Link, ...]
    lists: tuple[ListInForce, ...]
    facts: Sequence[Fact]
    files: tuple[str, ...] = ()

    __repr__ = brief

    def at(self, day: date, known: date | None = None) -> World:
        """The world on a day, as it was known on a day (LANGUAGE §7)."""
        areas = {a.id: a for a in valid(self.areas, day)}
        gone = tuple(a for a in self.areas if a.id not in areas)
        large = self.facts if isinstance(self.facts, LargeFacts) else None
        facts = large.in_force(day, known) if large else in_force(self.facts, day, known)
        lists = issues(self.lists, day, known)
        return World(day, known, areas, valid(self.links, day), facts, lists, gone, self.itself)

    def itself(self) -> FactBook:
        """This book: what its worlds are taken from."""
        return self

    def stated(self, absence: str) -> frozenset[str]:
        """The attributes of which some fact states an absence."""
        if isinstance(self.facts, LargeFacts):
            return self.facts.stated(absence)
        return frozenset(fact.attribute for fact in self.facts if fact.absence == absence)

    def patched(self, facts: Iterable[Fact], lists: Iterable[ListInForce] = ()) -> FactBook:
        """The same book with further facts and issues of lists; a scenario's changes never copy a world."""
        facts, lists = tuple(facts), tuple(lists)
        if not (facts or lists):
            return self
        return replace(self, facts=(*self.facts, *facts), lists=(*self.lists, *lists))
