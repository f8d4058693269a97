"""Scenarios: the scenario that a query is asked of.

The files are read once; a query's scenario answers as one that the command line loads.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Final, Generic, TypeVar

from ..analysis.recorded_question import question, run_hash
from ..analysis.what_if import what_if
from ..loading.arguments import day_of
from ..loading.paths import word_for
from ..loading.scenario import load_scenario
from ..model.scenario import Scenario
from .queries import Query

T = TypeVar("T")
_KEPT: Final = 16
"""So many scenarios are kept: one that is tried has decisions, grounds and counts of its own."""
_HASH: Final = ("run hash",)


@dataclass(frozen=True)
class Recent(Generic[T]):
    """The values last asked for, at most so many, or of so much weight. Where two ask at once both may make one, and
    the later is kept."""

    most: int = _KEPT
    weight: Callable[[T], int] = lambda _: 1
    values: OrderedDict[Hashable, T] = field(default_factory=OrderedDict)
    lock: Lock = field(default_factory=Lock)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made where it is not kept."""
        with self.lock:
            if key in self.values:
                self.values.move_to_end(key)
                return self.values[key]
        value = make()
        with self.lock:
            self.values[key] = value
            while sum(map(self.weight, self.values.values())) > self.most:
                self.values.popitem(last=False)
        return value


@dataclass(frozen=True)
class ScenarioStore:
    """A scenario as it stands in its files, and those that queries have asked for."""

    base: Scenario
    name: str
    recent: Recent[Scenario] = field(default_factory=Recent)

    def of(self, query: Query) -> Scenario:
        """The scenario that a query is asked of; raises `GrundError`."""
        choices = tuple(sorted(query.tolkning))
        if query.repair and not (query.day or query.known or choices or query.tried):
            return self.base
        key = (query.day, query.known, choices, query.repair, repr((query.parameters, query.prices, query.facts)))
        return self.recent.get(key, partial(self._made, query))

    def _made(self, query: Query) -> Scenario:
        asked_of = self._loaded(query.day, query.known, tuple(sorted(query.tolkning)))
        asked_of = asked_of if query.repair else asked_of.as_stated()
        if not query.tried:
            return asked_of
        facts = {(area, name): value for area, given in query.facts.items() for name, value in given.items()}
        return what_if(asked_of, parameters=query.parameters, prices=query.prices, facts=facts)

    def _loaded(self, day: str | None, known: str | None, tolkning: tuple[str, ...]) -> Scenario:
        if not (day or known or tolkning):
            return self.base
        named = [text.partition("=") for text in tolkning]
        choices = {name: tuple(c for c in choice.split(",") if c) for name, _, choice in named}
        key = (day, known, tolkning)
        return self.recent.get(key, lambda: load_scenario(self.name, day_of(day), day_of(known), choices))


def hash_of(scenario: Scenario) -> str:
    """The hash of what decides the answers: rules, facts, day and all that is tried; worked out once."""
    if _HASH not in scenario.frames:
        scenario.frames[_HASH] = run_hash(question(scenario))
    return str(scenario.frames[_HASH])


def opened(name: str | None) -> ScenarioStore:
    """The store of a scenario by name or file; raises `GrundError`."""
    base = load_scenario(name)
    return ScenarioStore(base, name or word_for(base))
