"""Step costs: what two policies cost at each step of a threshold.

What the threshold does not move is the budget's own; what it moves is decided anew, area by area, on the day of each
year, and priced as the budget prices it. Where that cannot be done area by area, there is no amount and not a wrong
one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property

from ..analysis.compare.comparison import Side
from ..analysis.quantities import quantity_of
from ..budgeting.cost import Begun, due
from ..budgeting.lines import amount
from ..budgeting.money import Money, money, total
from ..budgeting.policy_budgets import in_year
from ..engines import interpreter
from ..model.decisions import Verdict
from ..model.facts import Area
from ..model.policies import Policy, Ruling
from ..model.scenario import Reading
from ..model.sources import Label
from ..model.unit_prices import prices_of
from .costs import ReportCosts, amount_label
from .threshold import LeverCourse

StepMoney = dict[str, Label]
"""By interpretation and policy (`0a`, `0b`), and their difference (`0d`): an amount."""


class StepCosts:
    """The cost of the policies of a report on the stretches of one threshold."""

    def __init__(self, costs: ReportCosts, course: LeverCourse) -> None:
        self.costs, self.course, self.lever = costs, course, course.lever
        self.scenario = costs.budget.scenario
        self._made: dict[object, Money] = {}

    @cached_property
    def rulings(self) -> dict[str, list[Ruling]]:
        """The rulings of each policy that the budget counts and the threshold may move."""
        counted = {line.insats for side in self.costs.budget.sides for line in side.lines}
        given = {i for side in self.costs.request.found.sides for layer in side.layers for i in layer.counted}
        return {
            policy.id: [r for r in policy.rulings.values() if r.insats.id in counted | given and self._moves(r)]
            for policy in self.costs.request.found.policies
        }

    def _moves(self, ruling: Ruling) -> bool:
        exprs = [*(rule.active for rule in ruling.rules), *ruling.insats.costs.read]
        return self.lever.id in interpreter.reached(self.scenario.book.vocabulary, exprs)

    @property
    def priced(self) -> bool:
        """Whether each area can be priced by itself."""
        moved = [ruling.insats for of in self.rulings.values() for ruling in of]
        by_area = all(i.costs.quantity is None or i.costs.quantity.per != "body" for i in moved)
        return self.lever.now is not None and by_area and all(i.level == self.scenario.level for i in moved)

    def steps(self) -> list[StepMoney | None]:
        """The money of every step; None where it cannot be told."""
        if not self.priced:
            return [None] * len(self.course.words)
        sides = self.costs.request.found.sides
        return [self._step(step, sides) for step in range(len(self.course.words))]

    def _step(self, step: int, sides: Sequence[Side]) -> StepMoney:
        money_by_key: StepMoney = {}
        for k, side in enumerate(sides):
            reading = self.costs.reading_of(side)
            sums = [
                self.money(policy, reading, self.course.starts[step]) for policy in self.costs.request.found.policies
            ]
            for letter, one in zip("ab", sums, strict=False):
                money_by_key[f"{k}{letter}"] = amount_label(one)
            if len(sums) > 1:
                money_by_key[f"{k}d"] = amount_label(sums[1].minus(sums[0]), sign=True)
        return money_by_key

    def money(self, policy: Policy, reading: Reading, stretch: int) -> Money:
        """The budget, with the areas that the threshold has moved since where it stands."""
        assert self.lever.now is not None
        first, last = sorted((stretch, self.lever.now))
        moved = frozenset[str]().union(*self.lever.moved[first + 1 : last + 1])
        base = self.costs.budget.side(policy.id, reading).money
        changes = [self._change(policy, reading, self.scenario.today.areas[area], stretch) for area in sorted(moved)]
        return total([base, *changes])

    def _change(self, policy: Policy, reading: Reading, area: Area, stretch: int) -> Money:
        """What an area costs on a stretch, less what it costs where the threshold stands."""
        assert self.lever.now is not None
        before, after = (self._area(policy, reading, area, self._last_turn(area, i)) for i in (self.lever.now, stretch))
        return Money(*(b - a for a, b in zip(before, after, strict=True)))

    def _last_turn(self, area: Area, stretch: int) -> int:
        """The stretch since which the area is decided alike."""
        return next((i for i in range(stretch, 0, -1) if area.id in self.lever.moved[i]), 0)

    def _area(self, policy: Policy, reading: Reading, area: Area, stretch: int) -> Money:
        """What the rulings that the threshold may move cost in an area through the years, on a stretch."""
        key = policy.id, reading, area.id, stretch
        if key not in self._made:
            amounts = (m for r in self.rulings[policy.id] for m in self._ruling(policy, r, reading, area, stretch))
            self._made[key] = total(amounts)
        return self._made[key]

    def _ruling(self, policy: Policy, ruling: Ruling, reading: Reading, area: Area, stretch: int) -> Iterator[Money]:
        insats, budget = ruling.insats, self.costs.budget
        begun: Begun = {}
        for year in range(budget.begins, budget.years[-1] + 1):
            frame = self.lever.framed(policy, stretch, reading, in_year(self.scenario, year))
            verdict: Verdict = interpreter.decide(frame, insats.id, area).verdict
            if verdict == "no":
                continue
            quantity = insats.costs.quantity
            size = quantity_of(frame, quantity, area)[0] if quantity is not None else None
            day = in_year(self.scenario, year).day
            for part, priced in prices_of(policy, insats, day, year - budget.begins):
                once = part is not None and part.kind == "once"
                falls = due(part, area.id, verdict, begun) if part is not None and once else verdict
                if year in budget.years:
                    yield money(falls, amount(size, priced.price))


def step_costs(costs: ReportCosts | None, course: LeverCourse) -> list[StepMoney | None]:
    """The money of every step of a course; nothing where the report has no costs."""
    return StepCosts(costs, course).steps() if costs is not None else []
