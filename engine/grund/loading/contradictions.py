"""Contradictions: facts that were recorded on one day and hold different values at once.

A fact is held against all that began before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from ..model.facts import Fact


def recorded_together(facts: Iterable[Fact]) -> Iterator[list[Fact]]:
    """The facts of one area and attribute that were recorded on one day, where there are several."""
    first: dict[str, dict[str, Fact]] = {}
    several: dict[tuple[str, str], dict[date, list[Fact]]] = {}
    for fact in facts:
        earlier = first.setdefault(fact.attribute, {}).setdefault(fact.area, fact)
        if earlier is not fact:
            by_day = several.setdefault((fact.area, fact.attribute), {earlier.recorded: [earlier]})
            by_day.setdefault(fact.recorded, []).append(fact)
    return (group for by_day in several.values() for group in by_day.values() if len(group) > 1)


def clashes(group: Iterable[Fact]) -> Iterator[tuple[Fact, Fact]]:
    """Facts recorded on one day, with the earlier one they contradict: of all before, the one of another value that
    ends last."""
    last: list[Fact] = []  # the one that ends last, and the one that ends last of those with another value
    for fact in sorted(group, key=lambda f: f.start):
        other = next((f for f in last if f.value != fact.value), None)
        if other is not None and fact.start < (other.end or date.max):
            yield other, fact
        by_end = sorted([*last, fact], key=lambda f: f.end or date.max, reverse=True)
        last = [by_end[0], *[f for f in by_end if f.value != by_end[0].value][:1]]
