"""Cost: a policy's decisions in a year to lines of money.

Enters: a scenario on a year's day, a policy, a reading of its open questions. Leaves: lines. Promise: an unknown
decision costs from nothing to all; an unknown quantity or price leaves the amount unknown and says what it waits for;
who pays is a declared key, else the one body with the strongest paying role, else nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from ..analysis.accountability.responsibility import Ledger
from ..analysis.priced_quantities import Priced, Prices, flags_of, prices_of, quantity_of
from ..engines.run import decide, frame_of
from ..model.costs import CostKey, CostPart, Quantity
from ..model.decisions import Decision, Verdict
from ..model.facts import Area
from ..model.policies import Insats, Policy, Ruling
from ..model.scenario import Reading, Scenario
from ..model.sources import Citation
from .lines import NO_KEY, NOBODY, BudgetLine, Payer, amount, split

PAYING: Final = ("finansierar", "ansvarar", "leder", "utfor")
"""Roles that pay, strongest first, where no key is declared."""


@dataclass(frozen=True)
class Year:
    """A year of a plan: the scenario on the year's day, who answers then, and which year of the plan it is, from 0."""

    number: int
    nth: int
    scenario: Scenario
    ledger: Ledger

    @property
    def day(self) -> date:
        """The day on which the year is decided."""
        return self.scenario.day


@dataclass(frozen=True)
class Costing:
    """A policy in one reading, costed year by year; one-off parts are remembered from year to year."""

    policy: Policy
    reading: Reading
    keys: Mapping[str, CostKey]
    begun: dict[tuple[str, str, str], Verdict] = field(default_factory=dict)

    def lines(self, year: Year, insatser: frozenset[str]) -> list[BudgetLine]:
        """The lines of a year for some insatser. Years must be asked for in order."""
        rulings_of = (r for r in self.policy.rulings.values() if r.insats.id in insatser)
        return [line for ruling in rulings_of for line in self._ruling(year, ruling)]

    def _ruling(self, year: Year, ruling: Ruling) -> list[BudgetLine]:
        insats = ruling.insats
        decided = [d for d in decide(year.scenario, self.policy, ruling, self.reading) if d.verdict != "no"]
        prices = prices_of(self.policy, insats, year.day, year.nth)
        quantity = insats.costs.quantity
        if quantity is not None and quantity.per == "body":
            return self._per_body(year, insats, quantity, decided, prices)
        frame = frame_of(year.scenario, self.policy, self.reading)
        lines: list[BudgetLine] = []
        for decision in decided:
            size, missing = (None, ("quantity",)) if quantity is None else quantity_of(frame, quantity, decision.area)
            payers, payer, cited = self._payers(year, insats, decision.area)
            marks = flags_of(quantity.citation if quantity else None, cited, _deciding(decision))
            for part, priced in prices:
                for line in self._whole(year, insats, decision, part, priced, size, missing, decision.area.id, marks):
                    lines += split(_paid(line, payer), payers)
        return lines

    def _whole(
        self, year: Year, insats: Insats, decision: Decision, part: CostPart | None, priced: Priced,
        size: Decimal | None, missing: tuple[str, ...], at: str, marks: tuple[str, ...],
    ) -> Iterator[BudgetLine]:  # fmt: skip
        """The line of an area or body before it is split; none for a one-off part that has fallen already."""
        verdict = decision.verdict if part is None else self._due(part, insats.id, at, decision.verdict)
        if verdict == "no":
            return
        waits = tuple(sorted({*decision.missing, *missing, *priced.missing}))
        all_marks = tuple(dict.fromkeys((*marks, *priced.marks)))
        name = part.id if part else ""
        cost = amount(size, priced.price)
        yield BudgetLine(year.number, insats.id, name, at, "", verdict, size, priced.price, cost, waits, all_marks)

    def _due(self, part: CostPart, insats: str, at: str, verdict: Verdict) -> Verdict:
        """Whether a part falls this year. A one-off falls in the first year that says yes, or may in an earlier one."""
        if part.kind == "yearly":
            return verdict
        key = (insats, part.id, at)
        before = self.begun.get(key)
        if before == "yes":
            return "no"
        self.begun[key] = verdict
        return "unknown" if before == "unknown" else verdict

    def _per_body(
        self, year: Year, insats: Insats, quantity: Quantity, decided: list[Decision], prices: Prices
    ) -> list[BudgetLine]:  # fmt: skip
        """One quantity for each body that pays in some area; certain as soon as one of its areas is."""
        decisions_by_body: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        cited: Citation | None = None
        for decision in decided:
            payers, payer, cited = self._payers(year, insats, decision.area)
            for payer_share in payers:
                decisions_by_body[payer_share.body, payer].append(decision)
        frame = frame_of(year.scenario, self.policy, self.reading)
        lines: list[BudgetLine] = []
        for (body, payer), decisions in sorted(decisions_by_body.items()):
            first = next((d for d in decisions if d.verdict == "yes"), decisions[0])
            size, missing = quantity_of(frame, quantity, first.area)
            marks = flags_of(quantity.citation, cited, _deciding(first))
            for part, priced in prices:
                for line in self._whole(year, insats, first, part, priced, size, missing, f"@{body}", marks):
                    lines.append(_at(line, body, payer))
        return lines

    def _payers(self, year: Year, insats: Insats, area: Area) -> tuple[tuple[Payer, ...], str, Citation | None]:
        """Who pays in an area, why nobody does, and what says so."""
        key = self.keys.get(insats.id) or insats.costs.key
        if key is not None:
            weights: dict[str, int] = defaultdict(int)
            for body, weight in key.weights.items():
                weights[_local(year.ledger, body, area)] += weight
            return tuple(Payer(b, w) for b, w in sorted(weights.items()) if w), "", key.citation
        answers = year.ledger.who(insats, area)
        for role in PAYING:
            answers_by_body = {a.body.id: a for a in answers if a.role == role}
            if len(answers_by_body) == 1:
                ((body, answer),) = answers_by_body.items()
                return (Payer(body, 1),), "", answer.duty.citation
            if answers_by_body:
                return (Payer("", 1),), NO_KEY, None
        return (Payer("", 1),), NOBODY, None


def _local(ledger: Ledger, body: str, area: Area) -> str:
    """A group is its member where the area lies; without one it is itself."""
    members = ledger.members.get(body, {})
    inside = ledger.within(area)
    return next((m.id for at in sorted(inside & members.keys()) for m in members[at]), body)


def _deciding(decision: Decision) -> Citation | None:
    return decision.deciding.citation if decision.deciding else None


def _paid(line: BudgetLine, payer: str) -> BudgetLine:
    return line if not payer else _at(line, line.body, payer, line.area)


def _at(w: BudgetLine, body: str, payer: str, area: str = "") -> BudgetLine:
    return BudgetLine(
        w.year, w.insats, w.part, area, body, w.verdict, w.quantity, w.price, w.amount, w.missing, w.marks, payer
    )
