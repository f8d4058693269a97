"""Money: what policies cost, and who pays, as a report counts and draws it: beyond the baseline, where there is one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ... import budgeting, report, views
from ...model.scenario import Scenario
from ...model.sources import Label
from ...report.bilingual import Html, Voice
from ...views.formats.text import Block


class PageMoney(NamedTuple):
    """The cost in a sentence, in the first interpretation; in the others; who pays, as bars; and by year."""

    finding: str
    others: tuple[str, ...] = ()
    drawn: Html = Html("")
    sheets: tuple[Block, ...] = ()
    notes: tuple[str, ...] = ()


def money_of(scenario: Scenario, policies: Sequence[str], lang: str) -> PageMoney:
    """The money of policies; that it cannot be calculated, where the scenario has no years to cost."""
    years = scenario.planning.years
    if not years:
        return PageMoney(report.costs.NO_PRICES.get(lang))
    budget = budgeting.policy_budgets.budget(scenario, list(policies), list(years), own=bool(scenario.baseline))
    say = views.budget.telling.Said(budget, "mnkr", lang)
    first, *others = views.budget.findings(say)
    names = [policy.label for policy in budget.policies]
    if len(names) > 1:
        names = [
            Label(*(f"{letter}: {name.get(k)}" for k in ("sv", "en")))
            for letter, name in zip("ABC", names, strict=False)
        ]
    drawn = report.budget_bars.field_bars(
        "money-by-body", budget, names, budget.readings[0], "body", "mnkr", voice=Voice(lang)
    )
    notes = (
        report.budget_bars.NOTE.get(lang), views.budget.scope_note(budget, lang), views.budget.unit_note(say),
    )  # fmt: skip
    return PageMoney(first, tuple(others), drawn, views.budget.budget_view(budget, lang).short[1:2], notes)
