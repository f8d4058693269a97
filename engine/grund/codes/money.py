"""Codes G55: budgets, allocations and their exports."""

from __future__ import annotations

from typing import Final

from .row import Code

MONEY: Final[dict[str, Code]] = {
    "G551": Code(
        "inga år: scenariot {scenario} säger inte vilka år budgeten gäller",
        "no years: scenario {scenario} does not say which years the budget is for",
        "ange --years 2027-2029, eller budget: {{years: [2027, 2028, 2029]}} i scenariots fil",
        "give --years 2027-2029, or budget: {{years: [2027, 2028, 2029]}} in the scenario's file",
    ),
    "G552": Code(
        "kan inte läsa åren {text!r}",
        "cannot read the years {text!r}",
        "skriv ett år, en följd eller en lista: 2027, 2027-2029 eller 2027,2029",
        "write a year, a span or a list: 2027, 2027-2029 or 2027,2029",
    ),
}
