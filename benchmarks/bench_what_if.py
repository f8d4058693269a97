"""What if, as a slider asks: one parameter moved in a loaded city, two policies compared, a year's budget.

Enters: the shipped scenario, loaded and compared once. Beside what is kept stands the same with nothing kept. The floor
is `what_if` alone; every round moves the parameter to a value that has not been tried. Aims, read and not asserted:
20 ms for the comparison, 60 ms for the budget.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
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
    """The city, its policies compared once with the values of its files."""
    scenario = grund.load()
    for a, b in ((scenario.named[0], scenario.named[1]), (scenario.named[0], "behovsstyrd")):
        grund.compare(scenario, a, b)
    grund.budget(scenario, scenario.named[0], years=[scenario.day.year])
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


def anew() -> grund.Scenario:
    """The same with nothing kept."""
    return replace(moved(), cache={}, frames={})


TRIED: Final[dict[str, Callable[[], grund.Scenario]]] = {"": moved, ", nothing kept": anew}


@pytest.mark.parametrize("kept", TRIED)
@pytest.mark.parametrize("pair", PAIRS)
def test_two_policies(timed: Timed, pair: str, kept: str) -> None:
    """The comparison, with every area's group."""
    a, b = (loaded().named[name] if isinstance(name, int) else name for name in PAIRS[pair])
    label = f"compare, {pair}{kept}"
    timed(lambda: len(grund.compare(TRIED[kept](), a, b).sides), group="what if", label=label, rounds=ROUNDS)


@pytest.mark.parametrize("kept", TRIED)
def test_a_budget_of_a_year(timed: Timed, kept: str) -> None:
    """The budget of the first policy in the scenario's year."""
    scenario, make = loaded(), TRIED[kept]
    asked = {"policies": scenario.named[0], "years": [scenario.day.year]}
    timed(lambda: grund.budget(make(), **asked), group="what if", label=f"budget{kept}", rounds=ROUNDS)
