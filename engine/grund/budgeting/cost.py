"""Cost: a policy's decisions in a year to lines of money.

An unknown decision costs from nothing to all; an unknown quantity or price leaves the amount unknown and says what it
waits for; who pays is a declared key, else the one body with the strongest paying role, else nobody. What reads the
same values is costed once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final, NamedTuple, cast

from ..analysis import uncertainty
from ..analysis.accountability.responsibility import Ledger
from ..analysis.compare.whole_level import is_large, quantities
from ..analysis.quantities import costed_as, quantity_of
from ..engines.run import frame_of
from ..loading.scenario import decided_as
from ..model.costs import CostKey, CostPart, Quantity
from ..model.decisions import Verdict
from ..model.facts import Area
from ..model.policies import Insats, Policy, Ruling
from ..model.scenario import Reading, Scenario
from ..model.unit_prices import Priced, Prices, flags_of, prices_of
from .lines import NO_KEY, NOBODY, BudgetLine, Payer, amount, shares

PAYING: Final = ("finansierar", "ansvarar", "leder", "utfor")
"""Roles that pay, strongest first, where no key is declared."""


class Paying(NamedTuple):
    """Who pays in an area, why nobody does, and the marks of what says so."""

    payers: tuple[Payer, ...]
    nobody: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Year:
    """A year of a plan: the scenario on the year's day, who answers then, and which year of the plan it is, from 0."""

    number: int
    nth: int
    scenario: Scenario
    ledger: Ledger
    paying: dict[Hashable, Paying] = field(default_factory=dict, repr=False)

    @property
    def day(self) -> date:
        """The day on which the year is decided."""
        return self.scenario.day


class Given(NamedTuple):
    """An insats that an area gets, or may: how much it takes, what an unknown decision or quantity waits for, and the
    marks of what decides."""

    area: Area
    verdict: Verdict
    size: Decimal | None
    missing: frozenset[str]
    marks: tuple[str, ...]


Begun = dict[tuple[str, str], Verdict]
"""By part and area (or body), what has been said of a one-off cost."""


@dataclass(frozen=True)
class Costing:
    """A policy in one reading, costed year by year; one-off parts are remembered, by insats, from year to year."""

    policy: Policy
    reading: Reading
    keys: Mapping[str, CostKey]
    begun: dict[str, Begun] = field(default_factory=dict)

    def lines(self, year: Year, insatser: frozenset[str]) -> list[BudgetLine]:
        """The lines of a year for some insatser. Years must be asked for in order."""
        rulings_of = (r for r in self.policy.rulings.values() if r.insats.id in insatser)
        return [line for ruling in rulings_of for line in self._kept(year, ruling)]

    def _kept(self, year: Year, ruling: Ruling) -> Sequence[BudgetLine]:
        """The lines of a year for a ruling, made once for all that they read."""
        insats, cache = ruling.insats, year.scenario.cache
        begun = self.begun.setdefault(insats.id, {})
        decided = decided_as(year.scenario, self.policy, ruling, self.reading)
        costed = costed_as(year.scenario, self.policy, [insats], self.reading)
        which = insats.id, f"{year.number} {year.nth}", repr(self.keys.get(insats.id)), tuple(begun.items())
        key = ("budget lines", which, decided, costed, year.scenario.uncertain)
        if key not in cache:
            cache[key] = tuple(self._ruling(year, ruling, begun)), dict(begun)
        lines, self.begun[insats.id] = cache[key][0], dict(cache[key][1])
        return cast("Sequence[BudgetLine]", lines)

    def _ruling(self, year: Year, ruling: Ruling, begun: Begun) -> Iterable[BudgetLine]:
        quantity = ruling.insats.costs.quantity
        marks = flags_of(quantity.citation if quantity else None)
        prices = prices_of(self.policy, ruling.insats, year.day, year.nth)
        if quantity is not None and quantity.per == "body":
            return self._per_body(year, ruling, quantity, prices, begun)
        lines: list[BudgetLine] = []
        marked: dict[object, list[tuple[str, ...]]] = {}
        for one in self._given(year, ruling, quantity):
            paying = self._paying(year, ruling.insats, one.area)
            key = paying.marks, one.marks
            if key not in marked:
                marked[key] = [_merged(marks, *key, priced.marks) for _, priced in prices]
            for (part, priced), all_marks in zip(prices, marked[key], strict=True):
                lines += _lines(year, ruling.insats, one, part, priced, all_marks, paying, begun)
        return lines

    def _given(self, year: Year, ruling: Ruling, quantity: Quantity | None) -> Iterator[Given]:
        """Who gets an insats, or may, with how much it takes."""
        scenario, level = year.scenario, ruling.insats.level
        areas = scenario.today.by_level.get(level, ())
        sizes: Sequence[Decimal | None] | None = None
        if quantity is not None and is_large(scenario, level):
            sizes = quantities(scenario, self.policy, self.reading, level, quantity)
        flags = {rule.id: rule.citation.flags for rule in ruling.rules}
        frame = frame_of(scenario, self.policy, self.reading)
        given = uncertainty.by_decision.whatever(scenario, self.policy, ruling, self.reading)
        for place, (area, (verdict, rule, missing)) in enumerate(zip(areas, given, strict=True)):
            if verdict == "no":
                continue
            size = None if sizes is None else sizes[place]
            waits: tuple[str, ...] = ("quantity",)
            if size is None and quantity is not None:
                size, waits = quantity_of(frame, quantity, area)
            yield Given(
                area, verdict, size, missing if size is not None else missing.union(waits), flags.get(rule or "", ())
            )

    def _per_body(
        self, year: Year, ruling: Ruling, quantity: Quantity, prices: Prices, begun: Begun
    ) -> list[BudgetLine]:  # fmt: skip
        """One quantity for each body that pays in some area; certain as soon as one of its areas is."""
        by_body: dict[tuple[str, str], list[tuple[Given, Paying]]] = defaultdict(list)
        for one in self._given(year, ruling, quantity):
            paying = self._paying(year, ruling.insats, one.area)
            for payer_share in paying.payers:
                by_body[payer_share.body, paying.nobody].append((one, paying))
        lines: list[BudgetLine] = []
        for (body, nobody), everyone in sorted(by_body.items()):
            one, paying = next((pair for pair in everyone if pair[0].verdict == "yes"), everyone[0])
            alone = Paying((Payer(body, 1),), nobody)
            for part, priced in prices:
                marks = _merged(flags_of(quantity.citation), paying.marks, one.marks, priced.marks)
                lines += _lines(year, ruling.insats, one, part, priced, marks, alone, begun, f"@{body}")
        return lines

    def _paying(self, year: Year, insats: Insats, area: Area) -> Paying:
        """Who pays in an area; asked once for areas in which the same bodies answer."""
        key = insats.id, year.ledger.standing(area)
        if key not in year.paying:
            year.paying[key] = self._payers(year, insats, area)
        return year.paying[key]

    def _payers(self, year: Year, insats: Insats, area: Area) -> Paying:
        key = self.keys.get(insats.id) or insats.costs.key
        if key is not None:
            weights: dict[str, int] = defaultdict(int)
            for body, weight in key.weights.items():
                weights[_local(year.ledger, body, area)] += weight
            payers = tuple(Payer(b, w) for b, w in sorted(weights.items()) if w)
            return Paying(payers, "", key.citation.flags)
        who = year.ledger.who(insats, area)
        for role in PAYING:
            answers_by_body = {a.body.id: a for a in who if a.role == role}
            if len(answers_by_body) == 1:
                ((body, answer),) = answers_by_body.items()
                return Paying((Payer(body, 1),), "", answer.duty.citation.flags)
            if answers_by_body:
                return Paying((Payer("", 1),), NO_KEY)
        return Paying((Payer("", 1),), NOBODY)


def _lines(
    year: Year, insats: Insats, one: Given, part: CostPart | None, priced: Priced, marks: tuple[str, ...],
    paying: Paying, begun: Begun, at: str = "",
) -> list[BudgetLine]:  # fmt: skip
    """The lines of a part in an area (or of a body), one for each who pays; none for a one-off that has fallen."""
    verdict = one.verdict
    if part is not None and part.kind == "once":
        verdict = due(part, at or one.area.id, verdict, begun)
    if verdict == "no":
        return []
    waits = tuple(sorted({*one.missing, *priced.missing})) if one.missing or priced.missing else ()
    cost = amount(one.size, priced.price)
    name, area = part.id if part else "", "" if at else one.area.id
    weights = dict(paying.payers)
    parts = sum(weights.values())
    return [
        BudgetLine(
            year.number, insats.id, name, area, body, verdict, one.size, priced.price, share, waits, marks,
            paying.nobody, _part(weights[body], parts),
        )
        for body, share in shares(cost, paying.payers)
    ]  # fmt: skip


@lru_cache(maxsize=4096)
def _part(weight: int, of: int) -> Fraction:
    """A payer's part of the whole: a nation's lines have few different ones, and each costs more than its line."""
    return Fraction(weight, of)


def due(part: CostPart, at: str, verdict: Verdict, begun: Begun) -> Verdict:
    """Whether a one-off falls this year: in the first that says yes, or may in an earlier one."""
    key = (part.id, at)
    before = begun.get(key)
    if before == "yes":
        return "no"
    begun[key] = verdict
    return "unknown" if before == "unknown" else verdict


def _merged(*marks: tuple[str, ...]) -> tuple[str, ...]:
    """Marks, each once."""
    return tuple(dict.fromkeys(mark for some in marks for mark in some))


def _local(ledger: Ledger, body: str, area: Area) -> str:
    """A group is its member where the area lies; without one it is itself."""
    members = ledger.members.get(body, {})
    inside = ledger.within(area)
    return next((m.id for at in sorted(inside & members.keys()) for m in members[at]), body)
