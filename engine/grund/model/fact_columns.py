"""Fact columns: the facts of a large world as columns of numbers; each is made when it is asked for.

The very facts that were written, in their order; one that has been asked for stays the same object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple, TypeAlias, overload

import numpy as np
import numpy.typing as npt

from .expressions import Value
from .facts import ON_TOP, Area, Fact, FactsInForce, LargeFacts
from .sources import Citation

Codes: TypeAlias = npt.NDArray[np.int32]
_WIDEST: Final = 100_000_000
"""Areas times attributes, at most, for which a place is kept."""


class FactFrame(NamedTuple):
    """When a fact is valid and recorded, where it is from, and how exactly its day is known."""

    start: date
    end: date | None
    recorded: date
    citation: Citation
    precision: str

    def holds(self, day: date, known: date | None) -> bool:
        """Whether such a fact is valid on a day, and seen (see `facts.seen`)."""
        valid = self.start <= day and (self.end is None or day < self.end)
        return valid and (known is None or self.recorded == ON_TOP or self.recorded <= known)


class FactColumns(LargeFacts):
    """Facts by number: which area, attribute, value (or absence) and frame each has."""

    def __init__(
        self,
        areas: Sequence[str],
        attributes: Sequence[str],
        values: Sequence[tuple[Value | None, str]],
        frames: Sequence[FactFrame],
        rows: tuple[Codes, Codes, Codes, Codes],
    ) -> None:
        """`rows`: for each fact the place of its area, attribute, value and frame."""
        self.areas, self.attributes, self.values, self.frames = areas, attributes, values, frames
        self.area_of, self.attribute_of, self.value_of, self.frame_of = rows
        self._made: dict[int, Fact] = {}

    def __len__(self) -> int:
        return len(self.area_of)

    def __iter__(self) -> Iterator[Fact]:
        return map(self.fact, range(len(self)))

    @overload
    def __getitem__(self, place: int) -> Fact: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Fact]: ...
    def __getitem__(self, place: int | slice) -> Fact | Sequence[Fact]:
        if isinstance(place, slice):
            return tuple(map(self.fact, range(*place.indices(len(self)))))
        return self.fact(range(len(self))[place])

    def fact(self, place: int) -> Fact:
        """The fact at a place."""
        if place not in self._made:
            value, absence = self.values[self.value_of[place]]
            start, end, recorded, citation, precision = self.frames[self.frame_of[place]]
            area, attribute = self.areas[self.area_of[place]], self.attributes[self.attribute_of[place]]
            self._made[place] = Fact(area, attribute, value, start, end, recorded, citation, absence, precision)
        return self._made[place]

    def in_force(self, day: date, known: date | None) -> FactsInForce:
        """See `facts.in_force`."""
        holds = np.array([frame.holds(day, known) for frame in self.frames], bool)
        rows = np.flatnonzero(holds[self.frame_of])
        keys = self._keys[rows]
        latest = np.full(len(self.areas) * len(self.attributes), -1, np.int32)
        latest[keys] = rows
        if int((latest >= 0).sum()) < len(rows):  # of several the one recorded last, then the one that began last
            order = np.lexsort((-rows, self._ranks[self.frame_of[rows]]))
            latest[keys[order]] = rows[order]
        return _InForce(self, latest)

    def recorded_together(self) -> Iterable[int]:
        """The places of facts of one area and attribute that were recorded on one day, where there are several."""
        days = {day: place for place, day in enumerate(sorted({frame.recorded for frame in self.frames}))}
        recorded = np.array([days[frame.recorded] for frame in self.frames], np.int64)
        keys = self._keys * len(days) + recorded[self.frame_of]
        order = np.argsort(keys, kind="stable")
        same = keys[order][1:] == keys[order][:-1]
        several = np.zeros(len(self), bool)
        several[order[1:][same]] = several[order[:-1][same]] = True
        return [int(place) for place in np.flatnonzero(several)]

    def stated(self, absence: str) -> frozenset[str]:
        """The attributes of which some fact states an absence."""
        such = np.array([kind == absence for _, kind in self.values], bool)
        return frozenset(self.attributes[place] for place in np.unique(self.attribute_of[such[self.value_of]]))

    @cached_property
    def _keys(self) -> npt.NDArray[np.int64]:
        """By fact a number for its area and attribute."""
        return self.area_of.astype(np.int64) * len(self.attributes) + self.attribute_of

    @cached_property
    def _ranks(self) -> Codes:
        """By frame its place in the order of days recorded and begun."""
        pairs = sorted({(frame.recorded, frame.start) for frame in self.frames})
        places = {pair: place for place, pair in enumerate(pairs)}
        return np.array([places[frame.recorded, frame.start] for frame in self.frames], np.int32)

    @cached_property
    def area_places(self) -> dict[str, int]:
        """The place of each area, by id."""
        return {area: place for place, area in enumerate(self.areas)}

    @cached_property
    def attribute_places(self) -> dict[str, int]:
        """The place of each attribute, by id."""
        return {attribute: place for place, attribute in enumerate(self.attributes)}


class _InForce(FactsInForce):
    """The facts of a large world that count on a day; some may lie on top."""

    def __init__(self, facts: FactColumns, latest: Codes, on_top: Mapping[tuple[str, str], Fact] | None = None) -> None:
        """`latest`: by area and attribute the place of the fact, or -1."""
        self._facts, self._latest, self._on_top = facts, latest, on_top or {}
        self._asked: tuple[Iterable[Area], Codes] | None = None

    def __getitem__(self, key: tuple[str, str]) -> Fact:
        if key in self._on_top:
            return self._on_top[key]
        area, attribute = self._facts.area_places[key[0]], self._facts.attribute_places[key[1]]
        place = int(self._latest[area * len(self._facts.attributes) + attribute])
        if place < 0:
            raise KeyError(key)
        return self._facts.fact(place)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        facts = self._facts
        for place in self._latest[self._latest >= 0].tolist():
            yield facts.areas[facts.area_of[place]], facts.attributes[facts.attribute_of[place]]
        yield from (key for key in self._on_top if not self._below(key))

    def __len__(self) -> int:
        return int((self._latest >= 0).sum()) + sum(not self._below(key) for key in self._on_top)

    def _below(self, key: tuple[str, str]) -> bool:
        """Whether something lies below a fact on top."""
        area, attribute = self._facts.area_places.get(key[0]), self._facts.attribute_places.get(key[1])
        if area is None or attribute is None:
            return False
        return bool(self._latest[area * len(self._facts.attributes) + attribute] >= 0)

    def covered(self, on_top: Mapping[tuple[str, str], Fact]) -> FactsInForce:
        """The same with facts on top."""
        return _InForce(self._facts, self._latest, {**self._on_top, **on_top})

    def column(self, areas: Iterable[Area], attribute: str) -> list[Value | None]:
        """The values of an attribute in some areas."""
        number = self._facts.attribute_places.get(attribute)
        listed = tuple(areas)
        if number is None:
            column: list[Value | None] = [None] * len(listed)
        else:
            places = self._places(listed)
            rows = np.where(places < 0, -1, self._latest[places * len(self._facts.attributes) + number])
            values: list[Value | None] = [*(value for value, _ in self._facts.values), None]
            codes = np.where(rows < 0, len(values) - 1, self._facts.value_of[rows])
            column = list(map(values.__getitem__, codes.tolist()))
        on_top = {area: fact.value for (area, name), fact in self._on_top.items() if name == attribute}
        if on_top:
            column = [on_top.get(area.id, value) for area, value in zip(listed, column, strict=True)]
        return column

    def _places(self, areas: tuple[Area, ...]) -> Any:
        if self._asked is None or self._asked[0] is not areas:
            known = self._facts.area_places
            self._asked = areas, np.array([known.get(area.id, -1) for area in areas], np.int64)
        return self._asked[1]


def fits(areas: int, attributes: int) -> bool:
    """Whether there is room for a place for every area and attribute."""
    return areas * attributes <= _WIDEST


def columns_of(facts: Iterable[Fact]) -> FactColumns:
    """Facts as columns."""
    tables: tuple[dict[Any, int], ...] = ({}, {}, {}, {})
    codes: list[list[int]] = []
    for fact in facts:
        frame = FactFrame(fact.start, fact.end, fact.recorded, fact.citation, fact.precision)
        parts = (fact.area, fact.attribute, (fact.value, fact.absence), frame)
        codes.append([table.setdefault(part, len(table)) for table, part in zip(tables, parts, strict=True)])
    rows = tuple(np.array(column, np.int32) for column in zip(*codes, strict=True)) if codes else ()
    areas, attributes, values, frames = map(tuple, tables)
    none = np.zeros(0, np.int32)
    return FactColumns(areas, attributes, values, frames, rows if len(rows) == 4 else (none, none, none, none))


def joined(parts: Sequence[FactColumns]) -> FactColumns:
    """The facts of several columns, in their order."""
    if len(parts) == 1:
        return parts[0]
    made: list[tuple[tuple[Any, ...], Codes]] = []
    for things, of in (
        ("areas", "area_of"),
        ("attributes", "attribute_of"),
        ("values", "value_of"),
        ("frames", "frame_of"),
    ):
        places: dict[Any, int] = {}
        codes = []
        for part in parts:
            here = np.array([places.setdefault(thing, len(places)) for thing in getattr(part, things)], np.int32)
            codes.append(here[getattr(part, of)])
        made.append((tuple(places), np.concatenate(codes)))
    (areas, a), (attributes, t), (values, v), (frames, f) = made
    return FactColumns(areas, attributes, values, frames, (a, t, v, f))
