"""Following repairs: means in the place of missing values, which are others where the values behind them are uncertain.

Enters: worlds of uncertain facts. Leaves: the same with the value of each mean that follows them, as of a fact of its
own. Promise: what the book of facts would repair if it had recorded each world.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import cast

import numpy as np

from ...language.intervals import scaled
from ...model.repairs import RepairedFacts, repaired
from ...model.scenario import Scenario
from ...model.sources import Citation
from ...model.uncertain import OneOf, UncertainFact
from .level_decider import facts_at
from .possible_worlds import Worlds


class Following:
    """The repaired values of a scenario that follow some uncertain facts; true where there are any."""

    def __init__(self, scenario: Scenario, facts: Sequence[UncertainFact]) -> None:
        self.scenario, self.book = scenario, cast("RepairedFacts", scenario.facts)
        self.bare = self.book.as_stated.at(scenario.day, scenario.known) if scenario.repaired else scenario.today
        by_id = {repair.attribute.id: repair.attribute for repair in scenario.repairs if repair.method == "mean"}
        self.facts = [fact for fact in facts if fact.attribute in by_id] if scenario.repaired else []
        self.attributes = [by_id[name] for name in dict.fromkeys(fact.attribute for fact in self.facts)]
        # which values are repaired is the same in every world: in each, all uncertain facts have some value
        values = self._means({fact: np.zeros(1, np.int64) for fact in self.facts}, 0) if self.facts else {}
        self.cells = {key: UncertainFact(*key, OneOf(()), Citation(assumption=True)) for key in values}

    def __bool__(self) -> bool:
        return bool(self.cells)

    def __call__(self, worlds: Worlds, size: int) -> Worlds:
        """Some worlds with the values that follow in each."""
        if not self.cells:
            return worlds
        distinct, place = np.unique(np.stack([worlds[fact] for fact in self.facts]), axis=1, return_inverse=True)
        ways = dict(zip(self.facts, distinct, strict=True))
        values = [self._means(ways, number) for number in range(distinct.shape[1])]
        kinds = {attribute.id: attribute.type for attribute in self.attributes}
        steps = {
            cell: np.array([scaled(way[key], kinds[key[1]]) for way in values], np.int64)[place.reshape(size)]
            for key, cell in self.cells.items()
        }
        return worlds | steps

    def _means(self, worlds: Worlds, number: int) -> dict[tuple[str, str], Decimal]:
        """The means that stand in the place of missing values in a world, by area and attribute."""
        world = self.book.mended(self.bare.covered(facts_at(self.scenario, worlds, number), self.book))
        made = repaired(world, self.attributes)
        return {(fact.area, fact.attribute): cast("Decimal", fact.value) for fact in made if fact.repair == "mean"}
