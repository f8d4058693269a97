"""Fact store: everything recorded, in two times, indexed so that one change costs what it touches.

The fact that counts for an area and attribute, the list in force of a series, or the whole as a `FactBook` again.
Nothing is ever removed. What is withdrawn is kept with the day it was withdrawn, so what was known before then can
still be asked for; the meaning of a withdrawal is `world.seen` and stands nowhere else.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, TypeAlias

from ..model.facts import Fact, FactBook, ListInForce, World, in_force, issues
from ..problems.problem import wrong_kind

Cell: TypeAlias = tuple[str, str]
"""(area, attribute)."""


@dataclass(frozen=True, slots=True)
class FactStep:
    """Accepted changes, all of one moment: what is added, and what is withdrawn from `day` on."""

    day: date
    facts: tuple[Fact, ...] = ()
    lists: tuple[ListInForce, ...] = ()
    withdrawn: tuple[Fact | ListInForce, ...] = ()

    @property
    def cells(self) -> frozenset[Cell]:
        """The (area, attribute) pairs whose fact may change."""
        facts = (*self.facts, *(w for w in self.withdrawn if isinstance(w, Fact)))
        return frozenset((f.area, f.attribute) for f in facts)

    @property
    def series(self) -> frozenset[str]:
        """The series whose list in force may change."""
        issues = (*self.lists, *(w for w in self.withdrawn if isinstance(w, ListInForce)))
        return frozenset(issue.series for issue in issues)


def fact_id(item: Fact | ListInForce) -> str:
    """What a fact is called where it is withdrawn: `area/attribute/valid_from/recorded`; a list by its own id.

    Two facts of one id agree on their value, or they would have been refused (G405).
    """
    if isinstance(item, ListInForce):
        return item.id
    if not isinstance(item, Fact):
        raise wrong_kind("withdraws", "Fact | ListInForce | str", item)
    return f"{item.area}/{item.attribute}/{item.start}/{item.recorded}"


class Book:
    """A fact book that takes steps."""

    def __init__(self, facts: FactBook) -> None:
        self.origin = facts
        self.areas = {area.id: area for area in facts.areas}
        self._facts: dict[Cell, _Shelf] = {}
        self._lists: dict[str, tuple[ListInForce, ...]] = {}
        for fact in facts.facts:
            self._shelf((fact.area, fact.attribute)).add(fact)
        for issue in facts.lists:
            self._lists[issue.series] = (*self._lists.get(issue.series, ()), issue)

    def _shelf(self, cell: Cell) -> _Shelf:
        return self._facts.setdefault(cell, _Shelf())

    # ── what is there
    def facts(self, cell: Cell, recorded: date | None = None) -> tuple[Fact, ...]:
        """Every fact ever recorded of an (area, attribute), or of those recorded on one day; those withdrawn too."""
        shelf = self._facts.get(cell, _NONE)
        live: Iterable[Fact] = shelf.live if recorded is None else shelf.of(recorded)
        return (*live, *(f for f in shelf.gone if recorded in (None, f.recorded)))

    def read_of(self, area: str) -> list[str]:
        """The attributes that an area has facts of."""
        return sorted({name for text, name in self._facts if text == area})

    def lists(self) -> Iterator[ListInForce]:
        """Every issue ever recorded, those withdrawn too."""
        for issues_of_series in self._lists.values():
            yield from issues_of_series

    def counts(self, cell: Cell, day: date, known: date | None) -> Fact | None:
        """The fact that counts on a day, as known on a day."""
        return self._facts.get(cell, _NONE).counts(cell, day, known)

    def current(self, series: str, day: date, known: date | None) -> ListInForce | None:
        """The list in force of a series on a day, as known on a day."""
        return issues(self._lists.get(series, ()), day, known).get(series)

    def as_facts(self) -> FactBook:
        """The whole, as a book for any other question; what comes later does not change it."""
        facts = tuple(fact for shelf in self._facts.values() for fact in (*shelf.live, *shelf.gone))
        return replace(self.origin, facts=facts, lists=tuple(self.lists()))

    def world(self, day: date, known: date | None) -> World:
        """The world on a day, as known on a day."""
        return self.as_facts().at(day, known)

    # ── what changes
    def take(self, step: FactStep) -> None:
        """Take a step that has been found right (`intake`)."""
        for item in step.withdrawn:
            if isinstance(item, Fact):
                self._shelf((item.area, item.attribute)).withdraw(item, replace(item, withdrawn=step.day))
            else:
                self._swap(item, replace(item, withdrawn=step.day))
        for fact in step.facts:
            self._shelf((fact.area, fact.attribute)).add(fact)
        for issue in step.lists:
            self._lists[issue.series] = (*self._lists.get(issue.series, ()), issue)

    def undo(self, step: FactStep) -> None:
        """Take back the step that was taken last."""
        for issue in step.lists:
            self._lists[issue.series] = tuple(i for i in self._lists[issue.series] if i is not issue)
        for fact in step.facts:
            self._shelf((fact.area, fact.attribute)).remove(fact)
        for item in reversed(step.withdrawn):
            if isinstance(item, Fact):
                self._shelf((item.area, item.attribute)).restore(item)
            else:
                self._swap(replace(item, withdrawn=step.day), item)

    def _swap(self, old: ListInForce, new: ListInForce) -> None:
        self._lists[old.series] = tuple(new if issue == old else issue for issue in self._lists[old.series])


class _Shelf:
    """The facts of an (area, attribute): those not withdrawn, by the day they were recorded, and those that are.

    `counts` asks the latest day first, so that a fact put right a thousand times costs no more than one put right once.
    """

    __slots__ = ("gone", "live", "places")

    def __init__(self) -> None:
        self.live: list[Fact] = []
        self.gone: list[Fact] = []
        self.places: list[int] = []

    def of(self, recorded: date) -> list[Fact]:
        """The facts recorded on a day."""
        low = bisect_left(self.live, recorded, key=_recorded)
        return self.live[low : bisect_right(self.live, recorded, low, key=_recorded)]

    def counts(self, cell: Cell, day: date, known: date | None) -> Fact | None:
        """See `Book.counts`; the meaning of it is `world.in_force`."""
        if known is not None:
            return in_force((*self.live, *self.gone), day, known).get(cell)
        end = len(self.live)
        while end:
            low = bisect_left(self.live, self.live[end - 1].recorded, hi=end, key=_recorded)
            fact = in_force(self.live[low:end], day, known).get(cell)
            if fact is not None:
                return fact
            end = low
        return None

    def add(self, fact: Fact) -> None:
        """Put a fact on the shelf, after those recorded before it."""
        insort_right(self.live, fact, key=_recorded)

    def remove(self, fact: Fact) -> None:
        """Take back a fact that was added last."""
        del self.live[next(i for i in reversed(range(len(self.live))) if self.live[i] is fact)]

    def withdraw(self, fact: Fact, gone: Fact) -> None:
        """Keep a fact with those withdrawn."""
        self.places.append(self.live.index(fact))
        del self.live[self.places[-1]]
        self.gone.append(gone)

    def restore(self, fact: Fact) -> None:
        """Take back a withdrawal that was made last."""
        self.gone.pop()
        self.live.insert(self.places.pop(), fact)


def _recorded(fact: Fact) -> date:
    return fact.recorded


_NONE: Final = _Shelf()
