"""Budget page: a budget as a page that opens from disk: what it comes to, who pays, for what, where, and at what price.

Every amount is one of `grund budget`; bars and tables say the same; the interpretations are told once, side by side,
and chosen by one switch; unknown is drawn as unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

from ..budgeting.policy_budgets import Budget
from ..model.scenario import Reading
from ..model.sources import Label
from ..views import budget as views
from ..views.budget.insatser import by_insats, to_know
from ..views.budget.prices import unit_prices
from ..views.budget.sums import against_frames, by_district, by_year, overview, steps_between
from ..views.budget.telling import BudgetTable, Said, in_reading, span
from ..views.compare.change import beside
from ..views.formats.money import Unit
from ..views.formats.text import FICTIONAL, Block
from ..views.heading import heading
from ..views.run import question_notes, reading_words
from ..views.tally import tally_block
from ..views.targeting import measures_block
from .bilingual import BilingualTable, Html, both, joined, say, shown_by, table
from .budget_bars import NOTE, Field, field_bars
from .header import footer
from .model import Report, Section
from .request import short_names
from .words import SCRIPT

_MOST: Final = 4
"""Interpretations that the switch has; the overview has all."""


def budget_report(budget: Budget, unit: Unit, command: str) -> Report:
    """The page of a budget."""
    readings = budget.readings[:_MOST]
    names = [reading_words(budget.scenario, readings, lang) for lang in ("sv", "en")]
    title = both(partial(_title, budget))
    first = both(lambda lang: views.findings(Said(budget, unit, lang))[0])
    sections = (
        _overview(budget, unit),
        _bars(budget, unit, "body", "aktor", Label("Vem betalar", "Who pays"), against_frames),
        _bars(budget, unit, "insats", "insatser", Label("För vad", "For what"), by_insats),
        Section("omraden", Label("När och var", "When and where"), (), (), _of_readings(budget, unit, _WHEN_AND_WHERE)),
        _need(budget),
        _rest(budget, unit, "priser", Label("Priser", "Prices"), unit_prices),
        _rest(budget, unit, "saknas", Label("Uppgifter som saknas", "Missing data"), to_know),
    )
    return Report(
        title, first, tuple(both_lines(partial(_heads, budget))), (), (), tuple(s for s in sections if _full(s)),
        command, footer(budget.scenario), budget.scenario.illustration,
        readings=tuple(Label(sv, en) for sv, en in zip(*names, strict=True)), data=_data(title),
    )  # fmt: skip


def _full(section: Section) -> bool:
    return bool(section.tables or section.markup)


def both_lines(make: Callable[[str], tuple[str, ...]]) -> Iterator[Label]:
    """Lines in both languages, one beside the other."""
    return (Label(sv, en) for sv, en in zip(make("sv"), make("en"), strict=True))


def _title(budget: Budget, lang: str) -> str:
    names = [policy.label.get(lang) for policy in budget.policies]
    letters = [f"{chr(ord('A') + i)}: {name}" for i, name in enumerate(names)] if len(names) > 1 else names
    return f"Budget {span(budget.years)} · {' → '.join(letters) if len(letters) == 2 else ', '.join(letters)}"


def _heads(budget: Budget, lang: str) -> tuple[str, ...]:
    """The day, what is assumed, what the policies say beside each other, and what is counted."""
    lines = (line for line in heading(budget.scenario, lang, budget.policies) if not line.startswith(FICTIONAL))
    return (*lines, *beside(budget.policies, lang), views.scope_note(budget, lang))


def _data(title: Label) -> dict[str, Any]:
    """What the page's script needs of a page without areas."""
    return {"title": [title.sv, title.get("en")], "words": SCRIPT, "levers": [], "ids": [], "readings": []}


def _overview(budget: Budget, unit: Unit) -> Section:
    """Every interpretation in a row, and what the interpretations are, said once."""
    title = Label("Tolkningarna sida vid sida", "The interpretations side by side")
    if len(budget.readings) < 2:
        title = Label("Totalt", "Total")
    questions = tuple(both_lines(lambda lang: question_notes(budget.scenario, budget.readings, lang)))
    notes = (both(lambda lang: views.unit_note(Said(budget, unit, lang))), *questions)
    return Section(
        "totalt", title, notes, (), (table(lambda lang: overview(Said(budget, unit, lang)), folds=True),), "switch"
    )


def _bars(budget: Budget, unit: Unit, field: Field, id: str, title: Label, twin: BudgetTable) -> Section:
    names = short_names(budget.policies)
    drawn = [field_bars(f"{id}-bars-{k}", budget, names, r, field, unit) for k, r in enumerate(budget.readings[:_MOST])]
    note = Html(f'<p class="note">{say(NOTE)}</p>')
    return Section(id, title, (), (), _of_readings(budget, unit, (twin,)), markup=joined([shown_by(drawn), note]))


def _of_readings(budget: Budget, unit: Unit, makers: tuple[BudgetTable, ...]) -> tuple[BilingualTable, ...]:
    """Tables of each reading, of which the switch shows those of one."""
    tables = []
    for maker in makers:
        for k, reading in enumerate(budget.readings):
            make = partial(_in_reading, budget, unit, maker, reading)
            made = table(make, open=False, shown=f"by r{k}" if k < _MOST else "")
            tables += [made] if made.sv.rows else []
    return tuple(tables)


def _in_reading(budget: Budget, unit: Unit, maker: BudgetTable, reading: Reading, lang: str) -> Block:
    return in_reading(Said(budget, unit, lang), maker, reading)


_WHEN_AND_WHERE: Final = (by_year, by_district, steps_between)


def _need(budget: Budget) -> Section:
    """Whom the policies reach, and how well they hit the need."""
    counted, measured = views.counted_of(budget), views.measured_of(budget)
    tables = [table(lambda lang: tally_block(counted, lang, str), open=False)]
    if measured and measures_block(budget.scenario, budget.policies, measured, "sv", budget.years[-1]):
        tables.append(table(partial(_measures, budget, measured)))
    return Section(
        "behov", Label("Vilka nås, och vilket behov", "Who is reached, and which need"), (), (), tuple(tables)
    )


def _measures(budget: Budget, measured: Any, lang: str) -> Block:
    block = measures_block(budget.scenario, budget.policies, measured, lang, budget.years[-1])
    assert block is not None  # asked only where a need is declared
    return block


def _rest(budget: Budget, unit: Unit, id: str, title: Label, make: Callable[[Said], Block]) -> Section:
    made = table(lambda lang: make(Said(budget, unit, lang)), open=False)
    return Section(id, title, (), (), (made,) if made.sv.rows else ())
