"""Quantities: how much of an insats an area takes, and whether two policies give it the same amount.

Quantities, exact, with what an unknown one waits for. Two policies whose quantities and prices are the same give the
same amounts, whatever they are called.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..engines import interpreter
from ..engines.run import frame_of
from ..loading.scenario import valued_as, values_read
from ..model.arithmetic import ratio, rounded
from ..model.costs import Quantity
from ..model.dependencies import parameters_read
from ..model.facts import Area
from ..model.policies import Insats, Policy
from ..model.scenario import Reading, Scenario
from ..model.unit_prices import prices_of


def quantity_of(
    frame: interpreter.EvalContext, quantity: Quantity, area: Area
) -> tuple[Decimal | None, tuple[str, ...]]:
    """How much an area takes, or what that waits for."""
    top = interpreter.evaluate(frame, quantity.numerator, area)
    bottom = None if quantity.denominator is None else interpreter.evaluate(frame, quantity.denominator, area)
    number: Decimal | None = None
    if isinstance(top.value, Decimal) and bottom is None:
        number = rounded(top.value, quantity.decimals, quantity.round)
    elif isinstance(top.value, Decimal) and bottom is not None and isinstance(bottom.value, Decimal):
        number = ratio(top.value, bottom.value, quantity.decimals, quantity.round)
    if number is not None and number >= 0:
        return number, ()
    waits = interpreter.missing(top) | (interpreter.missing(bottom) if bottom is not None else frozenset())
    return None, tuple(sorted(waits)) or ("quantity",)


def costed_alike(scenario: Scenario, a: Policy, b: Policy, reading: Reading, insats: Insats) -> bool:
    """Whether two policies set all that an insats's quantity and prices read alike; then their amounts are the same."""
    words = scenario.book.vocabulary
    read = parameters_read(words, insats.costs.read) | insats.costs.prices
    return all(a.parameters[name].says == b.parameters[name].says for name in read)


def costed_as(scenario: Scenario, policy: Policy, insatser: Iterable[Insats], reading: Reading) -> tuple[object, ...]:
    """What the quantities and the prices of some insatser are kept by: the same where they read the same values."""
    costs = {insats.id: insats.costs for insats in insatser}
    key = ("costs of", tuple(costs))
    if key not in scenario.cache:
        prices = sorted(frozenset().union(*(one.prices for one in costs.values())))
        scenario.cache[key] = prices, values_read(scenario, [expr for one in costs.values() for expr in one.read])
    prices, read = scenario.cache[key]
    return policy.valued_of(prices), *valued_as(scenario, policy, read, reading)


def same_amount(scenario: Scenario, a: Policy, b: Policy, reading: Reading, insats: Insats, area: Area) -> bool | None:
    """Whether an area takes as much of an insats, at the same prices, under both policies; None is not known."""
    quantity = insats.costs.quantity
    sizes = [
        None if quantity is None else quantity_of(frame_of(scenario, policy, reading), quantity, area)[0]
        for policy in (a, b)
    ]
    prices = [[priced.price for _, priced in prices_of(p, insats, scenario.day, 0)] for p in (a, b)]
    if None in sizes or None in (*prices[0], *prices[1]):
        return None
    return sizes[0] == sizes[1] and prices[0] == prices[1]
