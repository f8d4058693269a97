"""Telling: what every table of a budget needs to know.

Takes a budget, a unit and a language. A body, an insats and an amount are called the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeAlias

from ...budgeting.money import Money
from ...budgeting.policy_budgets import Budget, PolicyBudget
from ...model.names import sort_key
from ...model.numbers import pick
from ...model.scenario import Reading
from ..formats.money import Unit, money_text
from ..formats.text import Block, Cell
from ..run import reading_word


class Said(NamedTuple):
    """How a budget is told: what it is, in which unit and language."""

    found: Budget
    unit: Unit
    lang: str

    def pick(self, sv: str, en: str) -> str:
        """The text in the reader's language."""
        return pick(self.lang, sv, en)

    def money(self, amount: Money | None, sign: bool = False) -> Cell:
        """Money in the reader's unit; None is a dash."""
        return None if amount is None else money_text(amount, self.unit, self.lang, sign)


BudgetTable: TypeAlias = Callable[[Said, list[PolicyBudget], str], Block]
"""What makes a block of the policies in a reading; the text ends its title."""


def in_reading(say: Said, make: BudgetTable, reading: Reading) -> Block:
    """A block of every policy in a reading, which its title names where there are several."""
    word = reading_word(say.found.scenario, reading, say.lang)
    return make(say, say.found.sides_in(reading), f" · {word}" if word else "")


def span(years: Sequence[int]) -> str:
    """`2027`, `2027–2029`."""
    return "–".join(map(str, dict.fromkeys((years[0], years[-1]))))


def order(say: Said, field: str, key: Any) -> tuple[int, str]:
    """Names in Swedish order; those who are not known last."""
    return (key == "", sort_key(name(say, field, key)))


def name(say: Said, field: str, key: Any) -> str:
    """What a value of a field (`body`, `insats`, `year`, `area`) is called."""
    scenario = say.found.scenario
    if field == "body":
        bodies = scenario.book.organisation.bodies
        return (
            bodies[key].called(say.lang)
            if key
            else say.pick("utan finansiär eller fördelningsnyckel", "no payer or cost-sharing key")
        )
    if field == "insats":
        return scenario.book.insatser[key].label.get(say.lang)
    return str(key)
