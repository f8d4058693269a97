"""Costing: a policy's decisions in a year to lines of money.

Enters: a scenario on a year's day, a policy, a reading of its open questions. Leaves: lines. Promise: an unknown
decision costs from nothing to all; an unknown quantity or price leaves the amount unknown and says what it waits for;
who pays is a declared key, else the one body with the strongest paying role, else nobody.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

from ..accountability import Ledger
from ..costs import ORE, Key, Part, Quantity
from ..derive import ratio, rounded
from ..outcome import Decision, Verdict
from ..policy import Insats, ParameterValue, Policy, Ruling
from ..readings import plain
from ..scenario import Reading, Scenario, decide, frame_of
from ..sources import Citation
from ..world import Area
from .lines import NO_KEY, NOBODY, Line, Payer, amount, split

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


@dataclass(frozen=True, slots=True)
class Priced:
    """A price in öre per unit, exact, with ramp and index; None is unknown, for want of `missing`."""

    price: Fraction | None
    missing: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


Prices: TypeAlias = list[tuple[Part | None, Priced]]
"""The parts of an insats with their prices; where it has none, its price is not known."""


@dataclass(frozen=True)
class Costing:
    """A policy in one reading, costed year by year; one-off parts are remembered from year to year."""

    policy: Policy
    reading: Reading
    keys: Mapping[str, Key]
    begun: dict[tuple[str, str, str], Verdict] = field(default_factory=dict)

    def lines(self, year: Year, insatser: frozenset[str]) -> list[Line]:
        """The lines of a year for some insatser. Years must be asked for in order."""
        asked = (r for r in self.policy.rulings.values() if r.insats.id in insatser)
        return [line for ruling in asked for line in self._ruling(year, ruling)]

    def _ruling(self, year: Year, ruling: Ruling) -> list[Line]:
        insats = ruling.insats
        decided = [d for d in decide(year.scenario, self.policy, ruling, self.reading) if d.verdict != "no"]
        prices = prices_of(self.policy, insats, year.day, year.nth)
        quantity = insats.costs.quantity
        if quantity is not None and quantity.per == "body":
            return self._per_body(year, insats, quantity, decided, prices)
        frame = frame_of(year.scenario, self.policy, self.reading)
        found: list[Line] = []
        for decision in decided:
            size, missing = (None, ("quantity",)) if quantity is None else _quantity(frame, quantity, decision.area)
            payers, payer, cited = self._payers(year, insats, decision.area)
            marks = flags_of(quantity.citation if quantity else None, cited, _deciding(decision))
            for part, priced in prices:
                for whole in self._whole(year, insats, decision, part, priced, size, missing, decision.area.id, marks):
                    found += split(_paid(whole, payer), payers)
        return found

    def _whole(
        self, year: Year, insats: Insats, decision: Decision, part: Part | None, priced: Priced,
        size: Decimal | None, missing: tuple[str, ...], at: str, marks: tuple[str, ...],
    ) -> Iterator[Line]:  # fmt: skip
        """The line of an area or body before it is split; none for a one-off part that has fallen already."""
        verdict = decision.verdict if part is None else self._due(part, insats.id, at, decision.verdict)
        if verdict == "no":
            return
        waits = tuple(sorted({*decision.missing, *missing, *priced.missing}))
        every = tuple(dict.fromkeys((*marks, *priced.marks)))
        name = part.id if part else ""
        cost = amount(size, priced.price)
        yield Line(year.number, insats.id, name, at, "", verdict, size, priced.price, cost, waits, every)

    def _due(self, part: Part, insats: str, at: str, verdict: Verdict) -> Verdict:
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
    ) -> list[Line]:  # fmt: skip
        """One quantity for each body that pays in some area; certain as soon as one of its areas is."""
        mine: dict[tuple[str, str], list[Decision]] = defaultdict(list)
        cited: Citation | None = None
        for decision in decided:
            payers, payer, cited = self._payers(year, insats, decision.area)
            for each in payers:
                mine[each.body, payer].append(decision)
        frame = frame_of(year.scenario, self.policy, self.reading)
        found: list[Line] = []
        for (body, payer), decisions in sorted(mine.items()):
            first = next((d for d in decisions if d.verdict == "yes"), decisions[0])
            size, missing = _quantity(frame, quantity, first.area)
            marks = flags_of(quantity.citation, cited, _deciding(first))
            for part, priced in prices:
                for whole in self._whole(year, insats, first, part, priced, size, missing, f"@{body}", marks):
                    found.append(_at(whole, body, payer))
        return found

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
            held = {a.body.id: a for a in answers if a.role == role}
            if len(held) == 1:
                ((body, answer),) = held.items()
                return (Payer(body, 1),), "", answer.duty.citation
            if held:
                return (Payer("", 1),), NO_KEY, None
        return (Payer("", 1),), NOBODY, None


def prices_of(policy: Policy, insats: Insats, day: date, nth: int) -> Prices:
    """What every part of an insats costs per unit on a day in the plan's nth year, from 0."""
    if not insats.costs.parts:
        return [(None, Priced(None, ("unit_cost",)))]
    return [(part, _price(policy, part, day, nth)) for part in insats.costs.parts]


def _price(policy: Policy, part: Part, day: date, nth: int) -> Priced:
    """The price of a part in a year: that of the day, or each that is in force for its days where it is prorated."""
    if not part.prorate:
        return _price_on(policy, part, day, nth)
    first, after = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    starts = sorted({first, *(c.day for c in changes_in(policy, part, first))})
    stretches = list(zip(starts, [*starts[1:], after], strict=True))
    priced = [(_price_on(policy, part, start, nth), (end - start).days) for start, end in stretches]
    missing = tuple(sorted({name for one, _ in priced for name in one.missing}))
    marks = tuple(dict.fromkeys(mark for one, _ in priced for mark in one.marks))
    if missing:
        return Priced(None, missing, marks)
    whole = sum((one.price * days for one, days in priced if one.price is not None), Fraction(0))
    return Priced(whole / (after - first).days, (), marks)


class Changed(NamedTuple):
    """A price or index that is another from a day on; None is unknown."""

    day: date
    parameter: str
    before: Decimal | None
    after: Decimal | None


def changes_in(policy: Policy, part: Part, day: date) -> list[Changed]:
    """What changes of a part's price after a day, before its year ends."""
    found = []
    for name in filter(None, (part.unit_cost, part.index)):
        parameter = policy.parameters[name]
        for value in parameter.values:
            if day < value.start <= date(day.year, 12, 31):
                before = parameter.on(value.start - timedelta(days=1))
                change = Changed(value.start, name, _number(before), _number(value))
                found += [change] if change.before != change.after else []
    return sorted(found, key=lambda change: change[:2])


def _number(held: ParameterValue | None) -> Decimal | None:
    return held.value if held is not None and isinstance(held.value, Decimal) else None


def _price_on(policy: Policy, part: Part, day: date, nth: int) -> Priced:
    """The price of a part on a day: the parameter then, times ramp, taken to the prices of then."""
    held = policy.parameters[part.unit_cost].on(day)
    if held is None or not isinstance(held.value, Decimal):
        return Priced(None, (f"param.{part.unit_cost}",), held.citation.flags if held else ())
    price = Fraction(held.value) * ORE * Fraction(part.share(nth))
    marks = flags_of(held.citation, part.citation)
    if not part.index or held.price_level is None:
        return Priced(price, (), marks)
    index = policy.parameters[part.index]
    now, then = index.on(day), index.on(date(held.price_level, 12, 31))
    if now is None or then is None or not isinstance(now.value, Decimal) or not isinstance(then.value, Decimal):
        return Priced(None, (f"param.{part.index}",), marks)
    if not then.value:
        return Priced(None, (f"param.{part.index}",), marks)
    return Priced(
        price * Fraction(now.value) / Fraction(then.value), (), flags_of(held.citation, part.citation, now.citation)
    )


def _local(ledger: Ledger, body: str, area: Area) -> str:
    """A group is its member where the area lies; without one it is itself."""
    members = ledger.members.get(body, {})
    inside = ledger.within(area)
    return next((m.id for at in sorted(inside & members.keys()) for m in members[at]), body)


def _quantity(frame: plain.Frame, quantity: Quantity, area: Area) -> tuple[Decimal | None, tuple[str, ...]]:
    """How much an area takes, or what that waits for."""
    top = plain.evaluate(frame, quantity.numerator, area)
    bottom = None if quantity.denominator is None else plain.evaluate(frame, quantity.denominator, area)
    found: Decimal | None = None
    if isinstance(top.value, Decimal) and bottom is None:
        found = rounded(top.value, quantity.decimals, quantity.round)
    elif isinstance(top.value, Decimal) and bottom is not None and isinstance(bottom.value, Decimal):
        found = ratio(top.value, bottom.value, quantity.decimals, quantity.round)
    if found is not None and found >= 0:
        return found, ()
    waits = plain.missing(top) | (plain.missing(bottom) if bottom is not None else frozenset())
    return None, tuple(sorted(waits)) or ("quantity",)


def _deciding(decision: Decision) -> Citation | None:
    return decision.deciding.citation if decision.deciding else None


def flags_of(*cited: Citation | None) -> tuple[str, ...]:
    """The marks of what is cited, each once."""
    return tuple(dict.fromkeys(flag for c in cited if c is not None for flag in c.flags))


def _paid(line: Line, payer: str) -> Line:
    return line if not payer else _at(line, line.body, payer, line.area)


def _at(w: Line, body: str, payer: str, area: str = "") -> Line:
    return Line(
        w.year, w.insats, w.part, area, body, w.verdict, w.quantity, w.price, w.amount, w.missing, w.marks, payer
    )
