"""Repairs: a value in the place of one that is missing, by a method that a scenario declares.

Enters: a book of facts and the repairs of some attributes. Leaves: worlds in which a fact stands where a value is
missing; it is an assumption, and its note says what it was made of. Promise: every engine reads the same, for worlds
are made here alone; a value that is known is never touched, nor one that a scenario says is unknown, nor what does not
apply; nothing is made of a value that was itself repaired.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from .absences import NO_VALUE
from .arithmetic import ratio
from .attributes import Attribute, Level
from .expressions import Value
from .facts import ON_TOP, Area, Fact, FactBook, World, in_force, seen
from .sources import Citation

Method = Literal["carry", "mean", "constant"]
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Repair:
    """How missing values of an attribute are repaired, in one of three ways.

    `carry`: the last value, for at most `years` years after it ceased to hold, and never over one of `breaks`, the days
    from which values are not comparable with earlier ones. `mean`: of the values known in areas of the same level and
    the same `by` (a value of an attribute, or the area of a level that they are part of; None: all), where they are at
    least `least`. `constant`: `value`.
    """

    attribute: Attribute
    method: Method
    citation: Citation
    years: int = 0
    breaks: tuple[date, ...] = ()
    by: Attribute | Level | None = None
    least: int = 1
    value: Value | None = None


@dataclass(frozen=True)
class RepairedFacts(FactBook):
    """A book of facts whose worlds are repaired: for each gap the first of the repairs that has a value for it."""

    repairs: tuple[Repair, ...] = ()

    def at(self, day: date, known: date | None = None) -> World:
        """The world on a day, as it was known on a day, repaired."""
        return self.mended(super().at(day, known))

    def mended(self, world: World) -> World:
        """A world of this book, repaired."""
        made: dict[tuple[str, str], Fact] = {}
        for repair in self.repairs:
            gaps = [area for area in _gaps(world, repair.attribute) if (area.id, repair.attribute.id) not in made]
            made |= {(fact.area, fact.attribute): fact for fact in self._made(repair, world, gaps)}
        return world.covered(made.values(), self)

    def _made(self, repair: Repair, world: World, gaps: Sequence[Area]) -> Iterator[Fact]:
        if repair.method == "carry":
            return _carried(repair, world, gaps, self._recorded)
        return _means(repair, world, gaps) if repair.method == "mean" else _constants(repair, world, gaps)

    @cached_property
    def _recorded(self) -> Mapping[tuple[str, str], Sequence[Fact]]:
        """All that is recorded of what is carried, by area and attribute."""
        carried = {repair.attribute.id for repair in self.repairs if repair.method == "carry"}
        facts: dict[tuple[str, str], list[Fact]] = {}
        for fact in self.facts:
            if fact.attribute in carried:
                facts.setdefault((fact.area, fact.attribute), []).append(fact)
        return facts

    @property
    def as_stated(self) -> FactBook:
        """The same book without repairs."""
        return FactBook(**{f.name: getattr(self, f.name) for f in fields(FactBook)})

    def change_days(self, days: Mapping[tuple[str, str], set[date]]) -> dict[tuple[str, str], set[date]]:
        """By area and attribute that is repaired the days on which its value may change, from those of the facts."""
        changed: dict[str, set[date]] = {}
        for repair in self.repairs:
            reads = {repair.attribute.id, repair.by.id if isinstance(repair.by, Attribute) else ""}
            moved = set[date]().union(*(d for (_, name), d in days.items() if name in reads), repair.breaks)
            moved |= {end for area in self.areas for end in (area.start, area.end) if end is not None}
            moved |= {end for link in self.links for end in (link.start, link.end) if end is not None}
            moved |= {_years_after(day, repair.years) for day in moved if repair.years}
            changed.setdefault(repair.attribute.id, set()).update(moved)
        levels = {repair.attribute.id: repair.attribute.levels for repair in self.repairs}
        return {(a.id, name): moved for name, moved in changed.items() for a in self.areas if a.level in levels[name]}


def with_repairs(book: FactBook, repairs: tuple[Repair, ...]) -> FactBook:
    """A book of facts with repairs; the book itself where there are none."""
    if not repairs:
        return book
    return RepairedFacts(**{f.name: getattr(book, f.name) for f in fields(FactBook)}, repairs=repairs)


def repaired(world: World, attributes: Iterable[Attribute]) -> list[Fact]:
    """The facts of a world that stand in the place of missing ones, of some attributes, in order of area."""
    facts = (
        world.facts.get((a.id, x.id)) for x in attributes for level in x.levels for a in world.by_level.get(level, ())
    )
    return [fact for fact in facts if fact is not None and fact.repair]


def repaired_counts(world: World, repairs: Iterable[Repair]) -> Counter[tuple[str, str]]:
    """How many facts stand in the place of missing ones, by attribute and method, in order of the repairs."""
    attributes = {repair.attribute.id: repair.attribute for repair in repairs}
    return Counter((fact.attribute, fact.repair) for fact in repaired(world, attributes.values()))


def _gaps(world: World, attribute: Attribute) -> Iterator[Area]:
    """The areas where a value of an attribute is missing and may be repaired."""
    for level in attribute.levels:
        areas = world.by_level.get(level, ())
        for area, value in zip(areas, world.column(areas, attribute), strict=True):
            fact = world.facts.get((area.id, attribute.id)) if value is None else None
            if value is None and (fact is None or (fact.absence != NO_VALUE and fact.recorded != ON_TOP)):
                yield area


def _fact(
    repair: Repair, area: Area, value: Value | None, since: date, citation: Citation, precision: str = ""
) -> Fact:
    """A fact in the place of a missing one; `citation` is what its value stands on."""
    note, note_en = citation.note, citation.note_en or citation.note
    own, own_en = repair.citation.note, repair.citation.note_en or repair.citation.note
    cited = replace(
        citation, mark="H" if citation.documents else "", assumption=True,
        note="; ".join(filter(None, (note, own))), note_en="; ".join(filter(None, (note_en, own_en))),
    )  # fmt: skip
    return Fact(area.id, repair.attribute.id, value, since, None, since, cited, "", precision, repair=repair.method)


# ── the last value
def _carried(
    repair: Repair, world: World, gaps: Sequence[Area], recorded: Mapping[tuple[str, str], Sequence[Fact]]
) -> Iterator[Fact]:
    for area in gaps:
        last = _last(recorded.get((area.id, repair.attribute.id), ()), world.day, world.known)
        if last is None:
            continue
        fact, ceased = last
        comparable = not any(fact.start < day <= world.day for day in repair.breaks)
        if comparable and world.day < _years_after(ceased, repair.years):
            note = f"ersatt: värdet före {ceased} förs framåt, högst {repair.years} år"
            note_en = f"repaired: the value before {ceased} carried forward, at most {repair.years} years"
            cited = replace(fact.citation, note=note, note_en=note_en)
            yield _fact(repair, area, fact.value, fact.start, cited, fact.precision)


def _last(facts: Sequence[Fact], day: date, known: date | None) -> tuple[Fact, date] | None:
    """Of the facts of one area and attribute the one that counted last before a gap, and the day it ceased to hold."""
    visible = [fact for fact in facts if seen(fact, known)]
    ends = {end for fact in visible for end in (fact.start, fact.end) if end is not None and date.min < end <= day}
    for end in sorted(ends, reverse=True):
        for fact in in_force(visible, end - _ONE_DAY, known).values():
            if fact.value is not None:
                return fact, end
            if fact.absence == NO_VALUE:
                return None
    return None


def _years_after(day: date, years: int) -> date:
    """The same day some years later; 29 February is, in other years, 1 March."""
    try:
        return day.replace(year=min(day.year + years, date.max.year))
    except ValueError:
        return date(day.year + years, 3, 1)


# ── the mean of a stratum
def _means(repair: Repair, world: World, gaps: Sequence[Area]) -> Iterator[Fact]:
    attribute, known = repair.attribute, dict[object, list[tuple[Fact, Decimal]]]()
    for level in attribute.levels if gaps else ():
        for area in world.by_level.get(level, ()):
            fact = world.facts.get((area.id, attribute.id))
            if fact is not None and isinstance(fact.value, Decimal):
                known.setdefault(_stratum(repair, world, area), []).append((fact, fact.value))
    for area in gaps:
        stratum = _stratum(repair, world, area)
        facts = known.get(stratum, [])
        if stratum is None or len(facts) < max(repair.least, 1):
            continue
        total = sum((value for _, value in facts), Decimal(0))
        value = ratio(total, Decimal(len(facts)), attribute.type.decimals, attribute.round or "half_up")
        since = max(fact.start for fact, _ in facts)
        yield _fact(repair, area, value, since, _of_mean(repair, [fact for fact, _ in facts]))


def _stratum(repair: Repair, world: World, area: Area) -> object:
    """What areas have in common with those that they are repaired from; None where that is unknown."""
    if isinstance(repair.by, Attribute):
        value = world.read(area.id, repair.by)[0]
        return None if value is None else (area.level, value)
    if repair.by is None:
        return area.level
    parents = [above.id for above in world.above(area) if above.level == repair.by.id]
    return (area.level, *parents) if parents else None


def _of_mean(repair: Repair, facts: Sequence[Fact]) -> Citation:
    """What a mean stands on: all documents of the facts that it is made of, which are counted in the note."""
    documents = dict.fromkeys(name for fact in facts for name in fact.citation.documents)
    illustration = any(fact.citation.illustration for fact in facts)
    n, (same, same_en) = len(facts), _in_common(repair.by)
    note = f"ersatt: medelvärdet av {n} områden{same}" if n > 1 else f"ersatt: värdet av det enda kända området{same}"
    note_en = f"repaired: the mean of {n} areas{same_en}" if n > 1 else f"repaired: of the only area known{same_en}"
    return Citation(tuple(documents), note=note, note_en=note_en, illustration=illustration)


def _in_common(by: Attribute | Level | None) -> tuple[str, str]:
    """What the areas of a stratum have in common, in words; empty where that is all areas."""
    if by is None:
        return "", ""
    sv, en = by.label.get("sv"), by.label.get("en")
    if isinstance(by, Level):
        return f" i samma {sv}", f" in the same {en}"
    if by.type.kind == "bool":
        return f" med samma svar på ”{sv}”", f" with the same answer to “{en}”"
    return f" med samma {sv}", f" of the same {en}"


# ── a constant
def _constants(repair: Repair, world: World, gaps: Sequence[Area]) -> Iterator[Fact]:
    for area in gaps:
        cited = replace(repair.citation, note="ersatt: ett fast värde", note_en="repaired: a constant")
        yield _fact(repair, area, repair.value, world.day, cited)
