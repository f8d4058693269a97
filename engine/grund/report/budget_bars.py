"""Budget bars: what each body or insats costs, as bars of every policy.

The sums of `grund budget`, the largest first, with their total; a budget limit is drawn where every year of the body
has one.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from operator import attrgetter
from typing import Final, Literal, TypeAlias

from ..analysis.compare.comparison import Group
from ..budgeting.lines import BudgetLine, total_of
from ..budgeting.money import Money
from ..budgeting.policy_budgets import Budget
from ..model.numbers import pick
from ..model.scenario import Reading
from ..model.sources import Label
from ..views.budget.sums import difference
from ..views.budget.telling import Said, name, span
from ..views.formats.money import Unit, money_text
from ..views.run import reading_word
from ..views.wording.headlines import amount_unit
from .bars import BarColumn, BarRow, bars
from .bilingual import Html, Voice, both, say

Field: TypeAlias = Literal["body", "insats"]
_GROUPS: Final[tuple[Group, ...]] = ("only_a", "only_b", "both", "neither", "unknown")
"""The looks of the policies, in their order."""
_HEADS: Final = {"body": Label("Aktör", "Body"), "insats": Label("Insats", "Intervention")}
_TITLES: Final = {"body": Label("Per nämnd och bolag", "By body"), "insats": Label("Per insats", "By intervention")}
NOTE: Final = Label(
    "Stapelns streck är budgetramen för åren; rutat är det som inte kan avgöras eller saknar uppgift.",
    "The line across a bar is the budget limit of the years; what is cross-ruled cannot be decided or has no data.",
)


def field_bars(
    id: str, budget: Budget, names: Sequence[Label], reading: Reading, field: Field, unit: Unit,
    most: int | None = None, voice: Voice = say,
) -> Html:  # fmt: skip
    """A table with a row for each value of a field; with `most`, small ones are one row."""
    sides = budget.sides_in(reading)
    sums = [{key: money for (key,), money in side.by(field).items()} for side in sides]
    most_of = {key: max(of.get(key, Money()).high for of in sums) for key in sorted({key for of in sums for key in of})}
    values = sorted(most_of, key=lambda key: -most_of[key])  # those alike by id
    shown, left = (values, []) if most is None else (values[:most], values[most:])
    of_field = attrgetter(field)

    def lines(keys: Sequence[str]) -> list[list[BudgetLine]]:
        return [[line for line in side.lines if of_field(line) in keys] for side in sides]

    def row(label: Label, keys: Sequence[str], total: bool = False) -> BarRow:
        chosen = lines(keys)
        limit = _limit(budget, keys[0]) if field == "body" and len(keys) == 1 and not total else None
        return BarRow(label, tuple(map(total_of, chosen)), _change(chosen, unit), limit, total)

    rows = [row(both(lambda lang, key=key: name(Said(budget, unit, lang), field, key)), [key]) for key in shown]  # type: ignore[misc]
    rows += [row(Label("övriga", "others"), left)] if left else []
    rows += [row(Label("Summa", "Total"), values, True)] if len(rows) > 1 else []
    groups = _GROUPS if len(sides) > 1 else ("both",)
    columns = [BarColumn(label, group) for label, group in zip(names, groups, strict=False)]
    after = [Label("B − A", "B − A")] if len(sides) == 2 else []
    title = both(partial(_title, budget, reading, _TITLES[field], unit))
    return bars(id, title, _HEADS[field], columns, after, rows, unit, voice)


def _title(budget: Budget, reading: Reading, label: Label, unit: Unit, lang: str) -> str:
    word = reading_word(budget.scenario, reading, lang)
    title = f"{label.get(lang)}, {span(budget.years)}, {pick(lang, unit, amount_unit(unit))}"
    return f"{title} · {word}" if word else title


def _limit(budget: Budget, body: str) -> int | None:
    """A body's limits in all, where every year has one."""
    by_year = {ram.year: ram.amount for ram in budget.scenario.planning.ramar if ram.body == body}
    return sum(by_year[year] for year in budget.years) if set(budget.years) <= set(by_year) else None


def _change(lines: Sequence[Sequence[BudgetLine]], unit: Unit) -> tuple[Label, ...]:
    """B minus A, of two."""
    if len(lines) != 2:
        return ()
    change = difference(*lines)
    return (both(lambda lang: money_text(change, unit, lang, sign=True)),)
