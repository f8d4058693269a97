"""Row costs: what each insats of a policy costs, for areas that come as rows of columns.

The amounts of a budget of the scenario's own year, as the first of a plan: its prices on the day, taken to the prices
of then, with the first step of a ramp, one-off parts counted, each part rounded once. What is counted once for a body
is not an amount of an area, and is listed separately; payers are ignored.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..engines.vectorized import Cost
from ..loading.arguments import typed_arguments
from ..model.scenario import Scenario
from ..model.unit_prices import flags_of, prices_of


@dataclass(frozen=True, slots=True)
class Price:
    """What an insats costs, and the marks of its quantity and prices; without an amount anywhere, what that waits for.

    `per_body`: it is counted once for each body that answers, so no area has an amount of its own.
    """

    cost: Cost
    marks: tuple[str, ...]
    missing: tuple[str, ...] = ()
    per_body: bool = False

    @property
    def told(self) -> bool:
        """Whether areas may have amounts."""
        return not self.missing and not self.per_body


@typed_arguments
def prices(scenario: Scenario, policy: str) -> dict[str, Price]:
    """By insats of a policy at the scenario's level, what it costs; raises `GrundError` for an unknown policy."""
    prices_by_insats, chosen_policy = {}, scenario.policy(policy)
    for insats in (ruling.insats for ruling in chosen_policy.rulings.values() if ruling.insats.level == scenario.level):
        quantity, parts = insats.costs.quantity, prices_of(chosen_policy, insats, scenario.day, 0)
        priced = [one for _, one in parts]
        missing = {name for one in priced for name in one.missing} | ({"quantity"} if quantity is None else set())
        marks = flags_of(quantity.citation if quantity else None)
        marks = tuple(dict.fromkeys((*marks, *(mark for one in priced for mark in one.marks))))
        per_body = quantity is not None and quantity.per == "body"
        cost = Cost(None if per_body else quantity, tuple(one.price for one in priced))
        prices_by_insats[insats.id] = Price(cost, marks, tuple(sorted(missing)), per_body)
    return prices_by_insats
