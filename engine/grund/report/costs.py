"""ReportCosts: what the policies of a report cost, and who pays, in every interpretation.

Every amount is a sum of the lines of `grund budget`; only what differs from the baseline is counted, where one is
declared; what has no price is said to have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from ..analysis.compare.comparison import Side
from ..budgeting.money import Money
from ..budgeting.policy_budgets import Budget, budget
from ..model.names import sort_key
from ..model.scenario import Reading, agree
from ..model.sources import Label
from ..views import budget as budget_views
from ..views.budget.sums import against_frames, difference, steps_between
from ..views.budget.telling import BudgetTable, Said, in_reading
from ..views.compare.change import worded
from ..views.formats.money import Unit, money_text
from ..views.formats.text import Block
from ..views.run import reading_word
from ..views.wording.headlines import amount_text
from .bilingual import BilingualTable, Html, both, joined, say, shown_by, table
from .budget_bars import NOTE, field_bars
from .model import Section
from .panel import AreaCosts
from .request import MOST_LISTED, ReportRequest

UNIT: Final[Unit] = "mnkr"
_AWAY: Final = Label(
    "Raden ovan följer det valda tröskelvärdet; meningarna, staplarna och tabellerna visar det som gäller.",
    "The line above follows the chosen threshold; the sentences, bars and tables show the one in force.",
)
TITLE: Final = Label("Vad det kostar, och vem som betalar", "What it costs, and who pays")


NO_PRICES: Final = Label(
    "Kostnaden kan inte beräknas: underlaget har inga styckkostnader för åren.",
    "The cost cannot be calculated: the data set has no unit costs for the years.",
)


@dataclass(frozen=True)
class ReportCosts:
    """The budget of what the report is about."""

    request: ReportRequest
    budget: Budget

    def reading_of(self, side: Side) -> Reading:
        """The budget's reading that agrees with a side of the comparison in all that both choose."""
        return next(reading for reading in self.budget.readings if agree(side.reading, reading))


def costs_of(request: ReportRequest) -> ReportCosts | None:
    """The costs; None where the scenario has no years to cost or too many areas, or no price is known of anything."""
    comparison, years = request.found, request.found.scenario.planning.years
    if not years or not request.listed:
        return None
    own = comparison.base is not None
    policy_budget = budget(comparison.scenario, [policy.id for policy in request.found.policies], years, own=own)
    if all(line.amount is None for side in policy_budget.sides for line in side.lines):
        return None
    return ReportCosts(request, policy_budget)


def no_costs(request: ReportRequest) -> Label:
    """Why a report has no costs."""
    if request.found.scenario.planning.years and not request.listed:
        return Label(
            f"Kostnaden räknas inte i en rapport om fler än {MOST_LISTED} områden; grund budget visar den.",
            f"The cost is not calculated in a report of more than {MOST_LISTED} areas; grund budget shows it.",
        )
    return NO_PRICES


def cost_section(request: ReportRequest, costs: ReportCosts | None) -> Section:
    """Per policy and per body as bars, the difference, the limits, and the steps from A to B; or that prices lack."""
    if costs is None:
        return Section("kostnad", TITLE, (no_costs(request),))
    findings = tuple(both(partial(_nth_finding, costs, i)) for i in range(len(costs.budget.readings)))
    scope = both(partial(budget_views.scope_note, costs.budget))
    away = Html(f'<p class="note away">{say(_AWAY)}</p>')
    parts = [joined((total, away, drawn)) for total, drawn in zip(sums(costs), body_bars(costs), strict=True)]
    markup = joined([shown_by(parts), Html(f'<p class="note">{say(NOTE)}</p>')])
    return Section("kostnad", TITLE, (*findings, scope), (), tuple(_tables(costs)), markup=markup)


def _nth_finding(costs: ReportCosts, i: int, lang: str) -> str:
    return budget_views.findings(Said(costs.budget, UNIT, lang))[i]


def body_bars(costs: ReportCosts, most: int | None = None) -> list[Html]:
    """What each body pays, in every interpretation of the map; with `most` the first alone, and small ones as one."""
    sides = costs.request.found.sides[: len(costs.request.readings)]
    names, drawn = costs.request.names, sides if most is None else sides[:1]
    return [
        field_bars(f"kostnad-aktor-{k}", costs.budget, names, costs.reading_of(side), "body", UNIT, most)
        for k, side in enumerate(drawn)
    ]


def sums(costs: ReportCosts | None) -> list[Html]:
    """What each policy costs in all, in every interpretation of the map; nothing without costs."""
    if costs is None:
        return []
    sides = costs.request.found.sides[: len(costs.request.readings)]
    return [_sum_line(costs, k, costs.reading_of(side)) for k, side in enumerate(sides)]


def _sum_line(costs: ReportCosts, k: int, reading: Reading) -> Html:
    """What each policy costs in all, which follows the slider."""
    sides = costs.budget.sides_in(reading)
    parts = [
        f'{say(n)} <b data-m="{k}{letter}">{say(amount_label(one.money))}</b>'
        for n, letter, one in zip(costs.request.names, "ab", sides, strict=False)
    ]
    if len(sides) > 1:
        change = difference(sides[0].lines, sides[1].lines)
        parts.append(f'B − A <b data-m="{k}d">{say(amount_label(change, sign=True))}</b>')
    word = both(lambda lang: reading_word(costs.budget.scenario, reading, lang))
    lead = f"{say(word)}: " if word.sv else ""
    return Html(f'<p class="sums">{lead}{" · ".join(parts)}</p>')


def amount_label(money: Money, sign: bool = False) -> Label:
    """An amount with its unit, in both languages."""
    return both(lambda lang: amount_text(money_text(money, UNIT, lang, sign), UNIT, lang))


def _tables(costs: ReportCosts) -> list[BilingualTable]:
    """The limits, and the steps from A to B, in each interpretation of the budget."""
    budget = costs.budget
    makers = [against_frames] if budget.scenario.planning.ramar else []
    makers += [steps_between] if len(budget.policies) == 2 else []

    def made(maker: BudgetTable, reading: Reading, lang: str) -> Block:
        return in_reading(Said(budget, UNIT, lang), maker, reading)

    return [table(partial(made, maker, reading), open=False) for reading in budget.readings for maker in makers]


def area_costs(costs: ReportCosts | None) -> AreaCosts:
    """What each policy costs in each area that some line is of, in every interpretation."""
    if costs is None:
        return {}
    budgets = costs.budget
    by_policy = [
        [budgets.side(policy.id, reading).by("area") for reading in budgets.readings]
        for policy in costs.request.found.policies
    ]
    areas = {area for of in by_policy for one in of for (area,) in one if area}

    def text(of: list[dict], area: str, lang: str) -> str:  # type: ignore[type-arg]
        texts = [money_text(one.get((area,), Money()), UNIT, lang) for one in of]
        (_, first), *rest = worded(budgets.scenario, budgets.readings, texts, lang)
        return amount_text(str(first), UNIT, lang) + "".join(f" ({word}: {other})" for word, other in rest)

    return {area: [both(partial(text, of, area)) for of in by_policy] for area in sorted(areas, key=sort_key)}
