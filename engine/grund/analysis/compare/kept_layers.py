"""Kept layers: what of the comparison at a level stays as it was when something else is tried.

Enters: what a comparison at a level reads, now and before. Leaves: the areas and insatser for which nothing that is
read has changed. Promise: what is kept is what would be counted again; where that is not sure it is counted.

What is unknown is settled by what its rulings read; two that read the same values are settled alike. What is known is
settled by the verdicts alone.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...loading.scenario import decided_as, waits_as
from ...model.decisions import Verdict
from ...model.policies import Insats, Policy
from ...model.scenario import Reading, Scenario
from ..quantities import costed_as
from .verdicts import Verdicts, at_level

Column = tuple[str, str]
"""A policy and an insats."""


@dataclass(frozen=True)
class Inputs:
    """What a comparison at a level reads: by policy and insats what it is decided by and what an unknown verdict waits
    by, and what amounts are made of."""

    decided: Mapping[Column, Hashable]
    waits: Mapping[Column, Hashable]
    costs: Hashable

    @property
    def key(self) -> Hashable:
        """The same where all that is read is the same."""
        return tuple(self.decided.items()), self.costs


def inputs_of(
    scenario: Scenario, policies: Iterable[Policy], reading: Reading, level: str, priced: Sequence[Insats]
) -> Inputs:
    """What a comparison of some policies reads at a level. `priced`: the insatser whose amounts are compared."""
    policies = tuple(policies)
    rulings = {(p.id, r.insats.id): (p, r) for p in policies for r in at_level(p, level)}
    decided = {column: decided_as(scenario, *pair, reading) for column, pair in rulings.items()}
    waits = {column: waits_as(scenario, *pair, reading) for column, pair in rulings.items()}
    costs = tuple([costed_as(scenario, policy, priced, reading) for policy in policies])
    return Inputs(decided, waits, costs)


@dataclass(frozen=True)
class Before:
    """A comparison at a level as it was counted before, and what it read; `layer` is as `comparison` makes it.

    `followed`: the areas that were settled by what their unknown verdicts wait for, by id.
    """

    inputs: Inputs
    rows: Sequence[tuple[Verdict, ...]]
    kinds: Sequence[int]
    followed: frozenset[str]
    layer: object


class Kept:
    """What of a comparison counted before holds of verdicts as they are now."""

    def __init__(self, before: Before | None, now: Inputs, verdicts: Verdicts) -> None:
        same = before is not None and before.inputs.costs == now.costs and [*before.inputs.decided] == [*now.decided]
        self.before = before if same else None
        self._verdicts = verdicts
        was = self.before.inputs.decided if self.before else {}
        self._others = frozenset(column for column in now.decided if was.get(column) != now.decided[column])
        self._was, self._now = (self.before.inputs.waits if self.before else {}), now.waits
        self._pairs: dict[tuple[int, int], tuple[bool, bool]] = {}

    def insats(self, name: str) -> bool:
        """Whether nothing that is decided of an insats has changed."""
        return self.before is not None and all(insats != name for _, insats in self._others)

    def area(self, place: int) -> bool:
        """Whether an area has the verdicts it had, and what is unknown of them waits for the same; or for something
        else, where nobody had to know for what."""
        if self.before is None:
            return False
        pair = self.before.kinds[place], self._verdicts.kinds[place]
        if pair not in self._pairs:
            self._pairs[pair] = self._alike(self.before.rows[pair[0]], self._verdicts.rows[pair[1]])
        same, same_pattern = self._pairs[pair]
        return same or (same_pattern and self._verdicts.areas[place].id not in self.before.followed)

    def followed(self) -> frozenset[str]:
        """The areas that are kept and were settled by what their unknown verdicts wait for."""
        if self.before is None:
            return frozenset()
        places = {area.id: place for place, area in enumerate(self._verdicts.areas)}
        return frozenset(area for area in self.before.followed if self.area(places[area]))

    def _alike(self, was: tuple[Verdict, ...], now: tuple[Verdict, ...]) -> tuple[bool, bool]:
        """Whether a row is decided by the same as before; and whether by the same as other parts of it."""
        if was != now:
            return False, False
        unknown = [c for c, verdict in zip(self._verdicts.columns, now, strict=True) if verdict == "unknown"]
        same = self._others.isdisjoint(unknown)
        return same, same or _pattern(self._was, unknown) == _pattern(self._now, unknown)


def kept_of(before: Iterable[Before | None], now: Inputs, verdicts: Verdicts) -> Kept:
    """What holds of comparisons counted before: of the one that most areas are kept of."""
    places = range(len(verdicts.areas))
    return max((Kept(one, now, verdicts) for one in before), key=lambda kept: sum(map(kept.area, places)))


def _pattern(decided: Mapping[Column, Hashable], columns: Sequence[Column]) -> list[int]:
    """By column the first that is decided by the same."""
    first: dict[Hashable, int] = {}
    return [first.setdefault(decided[column], place) for place, column in enumerate(columns)]
