"""Budget tables: what the terminal says of a budget as sheets of a workbook, in kronor.

The same cells as on a terminal; what is a number there is one here; a range and what is missing are words.
"""

from __future__ import annotations

from typing import Final

from ....budgeting.policy_budgets import Budget
from ....budgeting.targeting import targeting
from ....model.numbers import pick
from ...budget.insatser import by_insats, to_know
from ...budget.prices import unit_prices
from ...budget.sums import against_frames, by_district, by_field, overview, steps_between
from ...budget.telling import BudgetTable, Said, in_reading
from ...targeting import measures_block
from ..text import Block

_PER_READING: Final[tuple[tuple[tuple[str, str], BudgetTable], ...]] = (
    (("Skillnad", "Difference"), steps_between),
    (("Ramar", "Limits"), against_frames),
    (("Aktörer", "Bodies"), lambda say, sides, lead: by_field(say, lead, say.pick("Aktör", "Body"), sides, "body")),
    (("Insatser", "Interventions"), by_insats),
    (("Områden", "Areas"), by_district),
)


def tables_of(budget: Budget, lang: str) -> dict[str, list[Block]]:
    """The blocks of each sheet, by its name; sheets that would be empty are left out."""
    say = Said(budget, "kr", lang)
    sheets: dict[str, list[Block]] = {}
    for names, make in _PER_READING:
        sheets[pick(lang, *names)] = [in_reading(say, make, reading) for reading in budget.readings]
    if len(budget.readings) > 1:
        sheets[pick(lang, *_PER_READING[0][0])].insert(0, overview(say))
    measured = measures_block(budget.scenario, budget.policies, targeting(budget), lang, budget.years[-1])
    sheets[pick(lang, "Priser", "Prices")] = [unit_prices(say)]
    sheets[pick(lang, "Behov", "Need")] = [measured] if measured else []
    sheets[pick(lang, "Saknas", "Missing")] = [to_know(say)]
    kept = {name: [block for block in blocks if block.rows] for name, blocks in sheets.items()}
    return {name: blocks for name, blocks in kept.items() if blocks}
