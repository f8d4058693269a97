"""What if, as a slider asks: one parameter moved in a loaded city, two policies compared, a year's budget.

Enters: the shipped scenario, loaded once. The floor is `what_if` alone; every round moves the parameter to a value that
has not been tried, so that nothing decided of it is kept. Aims, read and not asserted: 20 ms for the comparison, 60 ms
with the budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import count
from typing import Final

import pytest

import grund
from conftest import Timed

NAME = "vikt_65_ensamboende"
PAIRS: Final[dict[str, tuple[int | str, ...]]] = {
    "the two named first": (0, 1),
    "with behovsstyrd": (0, "behovsstyrd"),
}
ROUNDS = 5


@cache
def loaded() -> grund.Scenario:
    """The city, its two policies compared once with the values of its files."""
    scenario = grund.load()
    grund.compare(scenario, *scenario.named[:2])
    return scenario


@cache
def untried() -> Iterator[Decimal]:
    """Values of the parameter, each once."""
    return (Decimal(n) / 100 for n in count(1))


def moved() -> grund.Scenario:
    """The city with the parameter at a value not tried before."""
    return grund.what_if(loaded(), parameters={NAME: next(untried())})


def test_the_scenario_alone(timed: Timed) -> None:
    """The floor: a new scenario without a file."""
    timed(moved, group="what if", label="what_if", floor=True, rounds=ROUNDS)


@pytest.mark.parametrize("pair", PAIRS)
def test_two_policies(timed: Timed, pair: str) -> None:
    """The comparison, with every area's group."""
    a, b = (loaded().named[name] if isinstance(name, int) else name for name in PAIRS[pair])
    timed(lambda: len(grund.compare(moved(), a, b).sides), group="what if", label=f"compare, {pair}", rounds=ROUNDS)


def test_a_budget_of_a_year(timed: Timed) -> None:
    """The budget of the first policy in the scenario's year."""
    scenario = loaded()
    year = scenario.day.year
    timed(
        lambda: grund.budget(moved(), scenario.named[0], years=[year]), group="what if", label="budget", rounds=ROUNDS
    )
