"""Budget: what policies cost, who pays, year by year.

Every figure anywhere is a sum of lines in whole öre; unknown decisions are ranges, unknown amounts are counted beside
the sums, and every open question that matters is answered in each of its readings.

A year is decided on its first day; the scenario's own year on the scenario's day. It is the same year whatever other
years are asked for: what falls in it depends on when the plan begins, and on every year since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from typing import Any

from ..analysis.accountability.responsibility import ledger_of
from ..analysis.compare.one_policy import counted
from ..analysis.compare.verdicts import all_readings, tell_apart, whole_of
from ..analysis.lookup import find_insats
from ..analysis.what_if import on_day
from ..engines import interpreter
from ..engines.run import every_conflict
from ..loading.arguments import several, typed_arguments, years_of
from ..model.brief import brief
from ..model.costs import MOST_YEARS, YEARS, CostPart, Ram
from ..model.expressions import Expr
from ..model.garbage import uncollected
from ..model.policies import Policy, Ruling
from ..model.scenario import Reading, Scenario
from ..model.unit_prices import Changed, changes_in
from ..problems.problem import GrundError, problem
from .cost import Costing, Year
from .lines import BudgetLine, summed, total_of
from .money import Money


@dataclass(frozen=True, slots=True)
class PolicyBudget:
    """The budget of one policy in one reading of the open questions."""

    policy: Policy
    reading: Reading
    lines: tuple[BudgetLine, ...]

    @property
    def money(self) -> Money:
        """The total of all years."""
        return total_of(self.lines)

    def by(self, *fields: str) -> dict[tuple[Any, ...], Money]:
        """Totals by fields of the lines: `year`, `insats`, `part`, `area`, `body`."""
        return summed(self.lines, *fields)


@dataclass(frozen=True, slots=True)
class Framed:
    """A body's year: its frame (None where none is declared), what the policy costs it, and what is left."""

    body: str
    year: int
    ram: Ram | None
    cost: Money

    @property
    def left(self) -> Money | None:
        """Frame minus cost: below zero where the frame does not hold."""
        return None if self.ram is None else Money(self.ram.amount, self.ram.amount).minus(self.cost)


@dataclass(frozen=True)
class Budget:
    """Policies costed for some years, in every reading that matters: `sides` by reading, then policy."""

    scenario: Scenario
    policies: tuple[Policy, ...]
    years: tuple[int, ...]
    days: Mapping[int, date]
    readings: tuple[Reading, ...]
    sides: tuple[PolicyBudget, ...]
    insatser: tuple[str, ...] | None = None
    own: bool = False

    __repr__ = brief

    @property
    def begins(self) -> int:
        """The first year of the plan."""
        return self.scenario.planning.begins(self.years)

    def side(self, policy: str, reading: Reading) -> PolicyBudget:
        """The budget of a policy in a reading."""
        return next(s for s in self.sides if s.policy.id == policy and s.reading == reading)

    def sides_in(self, reading: Reading) -> list[PolicyBudget]:
        """The budget of every policy in a reading."""
        return [self.side(policy.id, reading) for policy in self.policies]

    def read(self, side: PolicyBudget, insats: str) -> Reading:
        """The part of a side's reading that an insats depends on: where two sides agree on it, so do its lines."""
        names = _read_by(self.scenario, [side.policy.rulings[insats]])
        return tuple((name, choice) for name, choice in side.reading if name in names)

    def changes(self, policy: Policy, part: CostPart) -> list[tuple[date, Changed]]:
        """What changes of a part's price within the years, each with the day from which its year is counted."""
        days = [date(year, 1, 1) if part.prorate else self.days[year] for year in self.years]
        return [(day, change) for day in days for change in changes_in(policy, part, day)]

    def framed(self, side: PolicyBudget) -> tuple[Framed, ...]:
        """Every body and year that has a frame or a cost."""
        cost = side.by("body", "year")
        ramar = {(r.body, r.year): r for r in self.scenario.planning.ramar if r.year in self.years}
        keys = sorted({*cost, *ramar})
        return tuple(Framed(b, y, ramar.get((b, y)), cost.get((b, y), Money())) for b, y in keys)


@typed_arguments
def budget(
    scenario: Scenario,
    policies: Iterable[str] | str | None = None,
    years: Iterable[int] | int | str | None = None,
    insatser: Iterable[str] | str | None = None,
    own: bool = False,
) -> Budget:
    """What policies cost in some years; default: those that the scenario names.

    `insatser` are those to count (default all); `own`: only those whose verdict or amount differs from the baseline's
    in some of the policies; without a baseline, all that they name.

    Raises `GrundError` where a policy or insats is not there, no year is named anywhere, or one is before the plan or
    far after it.
    """
    names = several(policies) if policies is not None else scenario.named
    chosen = list({policy.id: policy for policy in map(scenario.policy, names)}.values())
    given = years_of(years)
    budget_years = tuple(sorted(set(given if given is not None else scenario.planning.years)))
    if not budget_years:
        raise GrundError([problem("G571", None, scenario=scenario.id)])
    begins = scenario.planning.begins(budget_years)
    _near(budget_years, begins)
    named = None if insatser is None else tuple(sorted(_known(scenario, several(insatser))))
    wanted = frozenset(named if named is not None else scenario.book.insatser)
    if own:
        wanted &= _counted(scenario, chosen)
    rulings = [r for p in chosen for r in p.rulings.values() if r.insats.id in wanted]
    readings = _readings(scenario, rulings)
    through = _through(scenario, rulings, wanted, budget_years, begins)
    with uncollected(), every_conflict(scenario, [policy.id for policy in chosen]):
        costed = {
            reading: tuple(_side(policy, reading, through, budget_years) for policy in chosen) for reading in readings
        }
    readings = tell_apart(
        readings, lambda reading: (*(side.lines for side in costed[reading]), _needed(scenario, reading))
    )
    sides = tuple(replace(side, reading=reading) for reading in readings for side in whole_of(costed, reading))
    days = {y.number: y.day for y, _ in through if y.number in budget_years}
    return Budget(scenario, tuple(chosen), budget_years, days, readings, sides, named, own)


def _readings(scenario: Scenario, rulings: Iterable[Ruling]) -> tuple[Reading, ...]:
    """Every interpretation of the open questions that some insatser depend on."""
    names = sorted(_read_by(scenario, rulings))
    choices = product(*(scenario.tolkning[name] for name in names))
    return tuple(tuple(zip(names, choice, strict=True)) for choice in choices)


def _through(
    scenario: Scenario, rulings: Iterable[Ruling], wanted: frozenset[str], years: Sequence[int], begins: int
) -> list[tuple[Year, frozenset[str]]]:
    """The years that are walked through, each with its insatser: from the plan's first where something is paid once."""
    once = frozenset(r.insats.id for r in rulings if any(part.kind == "once" for part in r.insats.costs.parts))
    walked = range(begins, years[-1] + 1) if once else years
    return [(_year(scenario, n, n - begins), wanted if n in years else once) for n in walked]


def _near(years: Sequence[int], begins: int) -> None:
    """Raise `GrundError` where a year is before the plan, far after it, or none that can be counted."""
    first, last = years[0], years[-1]
    if first < begins:
        raise GrundError([problem("G585", None, year=first, first=begins)])
    if last >= begins + MOST_YEARS:
        ends = begins + MOST_YEARS - 1
        raise GrundError([problem("G490", None, year=last, first=begins, most=MOST_YEARS, last=ends)])
    if first < YEARS[0] or last > YEARS[1]:
        raise GrundError([problem("G572", None, text=f"{first}–{last}")])


def _read_by(scenario: Scenario, rulings: Iterable[Ruling]) -> frozenset[str]:
    """The open questions that some insatser depend on: who receives them, and how much."""
    exprs: list[Expr] = []
    for ruling in rulings:
        exprs += [*(rule.active for rule in ruling.rules), *ruling.insats.costs.read]
    return interpreter.tolkningar_read(scenario.book.vocabulary, exprs)


def _needed(scenario: Scenario, reading: Reading) -> Reading:
    """The part of a reading that the declared need depends on, for measures are of needs and not of money alone."""
    exprs = [e for e in (scenario.planning.need, scenario.planning.weight) if e is not None]
    names = interpreter.tolkningar_read(scenario.book.vocabulary, exprs)
    return tuple((name, choice) for name, choice in reading if name in names)


def _counted(scenario: Scenario, policies: Sequence[Policy]) -> frozenset[str]:
    """The insatser that count in some interpretation of some policy."""
    return frozenset(
        ruling.insats.id
        for policy in policies
        for reading in all_readings(scenario, policies)
        for ruling in counted(scenario, policy, reading)
    )


def in_year(scenario: Scenario, number: int) -> Scenario:
    """The scenario on the day on which a year is decided."""
    return scenario if scenario.day.year == number else on_day(scenario, date(number, 1, 1))


def _year(scenario: Scenario, number: int, nth: int) -> Year:
    dated = in_year(scenario, number)
    return Year(number, nth, dated, ledger_of(dated))


def _known(scenario: Scenario, insatser: Sequence[str]) -> list[str]:
    return [find_insats(scenario, name).id for name in insatser]


def _side(
    policy: Policy, reading: Reading, years: Sequence[tuple[Year, frozenset[str]]], budget_years: Sequence[int]
) -> PolicyBudget:
    """The lines of the years asked; `years` are those of the plan that they depend on, each with its insatser."""
    costing = Costing(policy, reading, years[0][0].scenario.planning.keys)
    through = (line for year, insatser in years for line in costing.lines(year, insatser))
    lines = [line for line in through if line.year in budget_years]
    lines.sort(key=lambda n: (n.year, n.insats, n.part, n.area, n.body))
    return PolicyBudget(policy, reading, tuple(lines))
